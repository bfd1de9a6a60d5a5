package io.fondaco.network.libp2p.internal.kad;

import io.fondaco.model.PeerId;
import io.fondaco.model.Time;
import io.fondaco.network.Multiaddr;
import io.fondaco.network.PeerAddresses;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Peers that answer, in buckets by how many leading bits their keys share with this host's. A full bucket keeps whom it has
 * unless one has not been heard of for long. On one thread.
 */
final class RoutingTable {

    /** Peers in a bucket, and in an answer. */
    static final int K = 20;

    /** A peer that was not heard of for this long makes room for another. */
    static final Duration STALE = Duration.ofMinutes(30);

    private static final class Entry {
        private final KadKey key;
        private List<Multiaddr> addresses;
        private Instant heard;

        Entry(KadKey key) {
            this.key = key;
        }
    }

    private final PeerId self;
    private final KadKey own;
    private final Time time;
    private final List<Map<PeerId, Entry>> buckets = new ArrayList<>();

    RoutingTable(PeerId self, Time time) {
        this.self = self;
        this.own = KadKey.of(self);
        this.time = time;
        for (int i = 0; i <= KadKey.BITS; i++) {
            buckets.add(new LinkedHashMap<>());
        }
    }

    /** The peer is there and answers. False when there was no room for it. */
    boolean heard(PeerId peer, List<Multiaddr> addresses) {
        if (peer.equals(self)) {
            return false;
        }
        KadKey key = KadKey.of(peer);
        Map<PeerId, Entry> bucket = buckets.get(own.common(key));
        Entry entry = bucket.get(peer);
        if (entry == null) {
            if (bucket.size() >= K && !makeRoom(bucket)) {
                return false;
            }
            entry = new Entry(key);
            entry.addresses = List.of();
            bucket.put(peer, entry);
        }
        if (!addresses.isEmpty()) {
            entry.addresses = List.copyOf(addresses);
        }
        entry.heard = time.now();
        return true;
    }

    private boolean makeRoom(Map<PeerId, Entry> bucket) {
        Instant limit = time.now().minus(STALE);
        return bucket.entrySet().stream()
                .min(Comparator.comparing(entry -> entry.getValue().heard))
                .filter(oldest -> oldest.getValue().heard.isBefore(limit))
                .map(oldest -> bucket.remove(oldest.getKey()))
                .isPresent();
    }

    /** The peer does not answer, or not any more. */
    void remove(PeerId peer) {
        buckets.get(own.common(KadKey.of(peer))).remove(peer);
    }

    boolean contains(PeerId peer) {
        return buckets.get(own.common(KadKey.of(peer))).containsKey(peer);
    }

    /** The peers nearest to a key, the nearest first. */
    List<PeerAddresses> closest(KadKey target, int count) {
        Comparator<KadKey> nearest = target.nearest();
        return buckets.stream()
                .flatMap(bucket -> bucket.entrySet().stream())
                .sorted((a, b) -> nearest.compare(a.getValue().key, b.getValue().key))
                .limit(count)
                .map(entry -> new PeerAddresses(entry.getKey(), entry.getValue().addresses))
                .toList();
    }

    /** Buckets with peers, by number of shared bits. */
    List<Integer> used() {
        List<Integer> used = new ArrayList<>();
        for (int i = 0; i < buckets.size(); i++) {
            if (!buckets.get(i).isEmpty()) {
                used.add(i);
            }
        }
        return used;
    }

    int size() {
        return buckets.stream().mapToInt(Map::size).sum();
    }
}
