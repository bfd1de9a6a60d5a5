package io.fondaco.network.libp2p.internal.kad;

import io.fondaco.model.Multihash;
import io.fondaco.model.PeerId;
import io.fondaco.model.Time;
import io.fondaco.network.Multiaddr;
import io.fondaco.network.PeerAddresses;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Who has which content, as others have told this host. Bounded for all, for a content and for a provider; what was told
 * longest ago goes first. On one thread.
 *
 * <p>Source: libp2p/specs, kad-dht, "Content provider advertisement and discovery".
 */
final class ProviderStore {

    /** How long a record holds that is not told again. */
    static final Duration EXPIRES = Duration.ofHours(48);

    /** How long the addresses in it are believed. */
    static final Duration ADDRESSES = Duration.ofMinutes(30);

    static final int MAX_RECORDS = 200_000;
    static final int MAX_OF_CONTENT = 100;
    static final int MAX_OF_PROVIDER = 20_000;

    private record Key(Multihash content, PeerId provider) {}

    private record Told(Instant when, List<Multiaddr> addresses) {}

    private final Time time;
    private final int most;
    /** The order is that of the telling. */
    private final Map<Key, Told> records = new LinkedHashMap<>();

    private final Map<Multihash, Map<PeerId, Key>> byContent = new HashMap<>();
    private final Map<PeerId, Integer> counts = new HashMap<>();

    ProviderStore(Time time, int most) {
        this.time = time;
        this.most = most;
    }

    /** Remembers a record. False when the provider has told too many. */
    boolean add(Multihash content, PeerId provider, List<Multiaddr> addresses) {
        expire();
        Key key = new Key(content, provider);
        if (!records.containsKey(key) && counts.getOrDefault(provider, 0) >= MAX_OF_PROVIDER) {
            return false;
        }
        forget(key);
        Map<PeerId, Key> same = byContent.get(content);
        if (same != null && same.size() >= MAX_OF_CONTENT) {
            forget(same.values().iterator().next());
        }
        records.put(key, new Told(time.now(), List.copyOf(addresses)));
        byContent.computeIfAbsent(content, c -> new LinkedHashMap<>()).put(provider, key);
        counts.merge(provider, 1, Integer::sum);
        while (records.size() > most) {
            forget(records.keySet().iterator().next());
        }
        return true;
    }

    private void forget(Key key) {
        if (records.remove(key) != null) {
            unlink(key);
        }
    }

    private void unlink(Key key) {
        byContent.computeIfPresent(key.content(), (content, providers) -> {
            providers.remove(key.provider());
            return providers.isEmpty() ? null : providers;
        });
        counts.computeIfPresent(key.provider(), (provider, count) -> count == 1 ? null : count - 1);
    }

    /** Providers of a content, those who told last first; without addresses where those are too old. */
    List<PeerAddresses> find(Multihash content) {
        expire();
        Instant believed = time.now().minus(ADDRESSES);
        List<PeerAddresses> found = new ArrayList<>();
        byContent.getOrDefault(content, Map.of()).forEach((provider, key) -> {
            Told told = records.get(key);
            found.add(new PeerAddresses(provider, told.when().isBefore(believed) ? List.of() : told.addresses()));
        });
        Collections.reverse(found);
        return found;
    }

    private void expire() {
        Instant limit = time.now().minus(EXPIRES);
        Iterator<Map.Entry<Key, Told>> oldest = records.entrySet().iterator();
        while (oldest.hasNext()) {
            Map.Entry<Key, Told> record = oldest.next();
            if (record.getValue().when().isAfter(limit)) {
                return;
            }
            oldest.remove();
            unlink(record.getKey());
        }
    }

    int size() {
        return records.size();
    }
}
