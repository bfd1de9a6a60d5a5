package io.fondaco.chain.node.internal.sync;

import io.fondaco.model.PeerId;
import io.fondaco.model.Registration;
import io.fondaco.model.Time;
import io.fondaco.network.Host;
import io.fondaco.network.Multiaddr;
import io.fondaco.network.PeerView;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Keeps connected to the peers an operator named. */
public final class Bootstrap implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Bootstrap.class);
    private static final Duration AGAIN = Duration.ofSeconds(10);

    private final Host host;
    private final Time time;
    private final Map<PeerId, Multiaddr> peers;
    private final Map<PeerId, String> troubles = new ConcurrentHashMap<>();
    private Registration alarm = () -> {};
    private boolean closed;

    /** @param peers by id, the address with the id at its end or without */
    public Bootstrap(Host host, Time time, Map<PeerId, Multiaddr> peers) {
        this.host = host;
        this.time = time;
        this.peers = Map.copyOf(peers);
    }

    /** Looks at once, and again and again. */
    public synchronized void start() {
        if (closed || peers.isEmpty()) {
            return;
        }
        peers.forEach((peer, address) -> {
            boolean connected =
                    host.peers().find(peer).filter(PeerView::connected).isPresent();
            if (!connected) {
                host.peers().learn(peer, List.of(address), Duration.ofDays(1));
                host.peers().connect(peer).whenComplete((view, failure) -> told(peer, address, failure));
            }
        });
        alarm = time.after(AGAIN, this::start);
    }

    /** Each trouble is told once until it is another one. */
    private void told(PeerId peer, Multiaddr address, Throwable failure) {
        if (failure == null) {
            troubles.remove(peer);
            LOG.info("connected to {} at {}", peer, address);
        } else if (!failure.toString().equals(troubles.put(peer, failure.toString()))) {
            LOG.warn("{} cannot be reached at {}; it is tried again every 10 s: {}", peer, address, failure.toString());
        }
    }

    @Override
    public synchronized void close() {
        closed = true;
        alarm.close();
    }
}
