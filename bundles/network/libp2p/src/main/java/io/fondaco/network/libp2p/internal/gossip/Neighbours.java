package io.fondaco.network.libp2p.internal.gossip;

import io.fondaco.model.PeerId;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.function.Predicate;

/** The peers that speak pub/sub with this host, and what they listen to. Written on the router's thread. */
final class Neighbours {

    private final Map<PeerId, GossipPeer> all = new LinkedHashMap<>();
    private final Map<String, Map<PeerId, GossipPeer>> byTopic = new ConcurrentHashMap<>();
    private final Random random;

    Neighbours(Random random) {
        this.random = random;
    }

    GossipPeer find(PeerId id) {
        return all.get(id);
    }

    void add(GossipPeer peer) {
        all.put(peer.id(), peer);
    }

    void remove(GossipPeer peer) {
        all.remove(peer.id());
        List.copyOf(peer.topics()).forEach(topic -> unsubscribe(peer, topic));
    }

    Collection<GossipPeer> all() {
        return all.values();
    }

    /** False when the peer listens to too many topics already. */
    boolean subscribe(GossipPeer peer, String topic) {
        if (peer.topics().size() >= GossipSettings.MAX_TOPICS && !peer.topics().contains(topic)) {
            return false;
        }
        peer.topics().add(topic);
        byTopic.computeIfAbsent(topic, t -> new ConcurrentSkipListMap<>()).put(peer.id(), peer);
        return true;
    }

    void unsubscribe(GossipPeer peer, String topic) {
        if (peer.topics().remove(topic)) {
            byTopic.computeIfPresent(topic, (t, peers) -> {
                peers.remove(peer.id());
                return peers.isEmpty() ? null : peers;
            });
        }
    }

    /** Who listens to a topic. May be asked on any thread. */
    List<PeerId> listeners(String topic) {
        return List.copyOf(byTopic.getOrDefault(topic, Map.of()).keySet());
    }

    /** Peers of a topic, shuffled. */
    List<GossipPeer> in(String topic, Predicate<GossipPeer> which) {
        List<GossipPeer> peers = new ArrayList<>();
        for (GossipPeer peer : byTopic.getOrDefault(topic, Map.of()).values()) {
            if (which.test(peer)) {
                peers.add(peer);
            }
        }
        Collections.shuffle(peers, random);
        return peers;
    }
}
