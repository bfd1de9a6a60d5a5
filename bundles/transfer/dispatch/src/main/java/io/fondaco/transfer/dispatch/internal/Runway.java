package io.fondaco.transfer.dispatch.internal;

import io.fondaco.transfer.spi.Transport;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Which transfer starts next: transports that are here, limits, fairness. Guarded by the dispatcher's lock. */
public final class Runway {

    /** Of how many peers it is remembered when they were served last. */
    private static final int PEERS = 1000;

    private final int atOnce;
    private final int perPeer;
    private final Map<String, List<Transport>> transports = new HashMap<>();
    private final Map<String, Integer> flyingWith = new HashMap<>();
    private final Map<String, Long> served = new LinkedHashMap<>() {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Long> eldest) {
            return size() > PEERS;
        }
    };
    private long serving;
    private int flying;

    public Runway(int atOnce, int perPeer) {
        this.atOnce = atOnce;
        this.perPeer = perPeer;
    }

    public void add(String name, Transport transport) {
        transports.computeIfAbsent(name, n -> new ArrayList<>()).add(transport);
    }

    public void remove(Transport transport) {
        transports.values().forEach(all -> all.removeIf(t -> t == transport));
        transports.values().removeIf(List::isEmpty);
    }

    /** The last that came of the transports a channel can use; null when there is none. */
    public Transport transport(Channel channel) {
        List<Transport> all = transports.get(channel.order.transport());
        return all == null ? null : all.get(all.size() - 1);
    }

    /**
     * The waiting channel of the peer with the fewest running ones; among equals, of the peer that was not served for
     * longest, then the first that came. Null when none may start.
     */
    public Channel next(Collection<Channel> channels, Instant now) {
        if (flying >= atOnce) {
            return null;
        }
        return channels.stream()
                .filter(channel -> channel.flight == null && !channel.status.over())
                .filter(channel -> !channel.notBefore.isAfter(now) && transport(channel) != null)
                .filter(channel -> flyingWith(channel) < perPeer)
                .min(Comparator.comparing(this::flyingWith)
                        .thenComparing(channel -> served.getOrDefault(channel.peer(), 0L)))
                .orElse(null);
    }

    private int flyingWith(Channel channel) {
        return flyingWith.getOrDefault(channel.peer(), 0);
    }

    public void started(Channel channel) {
        flying++;
        flyingWith.merge(channel.peer(), 1, Integer::sum);
        served.remove(channel.peer());
        served.put(channel.peer(), ++serving);
    }

    public void landed(Channel channel) {
        flying--;
        flyingWith.computeIfPresent(channel.peer(), (peer, many) -> many == 1 ? null : many - 1);
    }
}
