package io.fondaco.network.libp2p.internal.gossip;

import io.fondaco.model.PeerId;
import io.fondaco.model.Time;
import io.fondaco.network.libp2p.internal.gossip.Rpc.Have;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * Brings messages that the mesh has lost: peers outside it are told what is here, and asked for what is not. On the router's
 * thread.
 *
 * <p>Source: libp2p/specs, gossipsub v1.0 IHAVE and IWANT, v1.1 "Adaptive Gossip Dissemination" and "Spam Protection
 * Measures".
 */
final class Recovery {

    private final GossipSettings settings;
    private final Neighbours neighbours;
    private final PeerScores scores;
    private final Seen seen;
    private final Time time;
    private final Random random;
    private final MessageCache cache;
    private final Map<MessageId, Map<PeerId, Instant>> promises = new HashMap<>();

    Recovery(GossipSettings settings, Neighbours neighbours, PeerScores scores, Seen seen, Time time, Random random) {
        this.settings = settings;
        this.neighbours = neighbours;
        this.scores = scores;
        this.seen = seen;
        this.time = time;
        this.random = random;
        this.cache = new MessageCache(settings.history(), settings.historyGossip(), GossipSettings.MAX_KEPT_BYTES);
    }

    /** @param message in its wire form */
    void keep(MessageId id, String topic, byte[] message) {
        cache.put(id, topic, message);
    }

    /** The message has come, from whomever. */
    void arrived(MessageId id) {
        promises.remove(id);
    }

    /** A peer tells what it has. */
    void have(GossipPeer peer, List<Have> haves, Predicate<String> listens) {
        if (haves.isEmpty()
                || scores.score(peer.id()) < settings.scores().thresholds().gossip()
                || !peer.mayTell()) {
            return;
        }
        Set<MessageId> wanted = new LinkedHashSet<>();
        for (Have have : haves) {
            if (listens.test(have.topic())) {
                have.ids().stream().filter(id -> !seen.contains(id)).forEach(wanted::add);
            }
        }
        List<MessageId> asked = new ArrayList<>(wanted);
        Collections.shuffle(asked, random);
        int count = Math.min(asked.size(), peer.mayBeAsked());
        if (count > 0) {
            asked = asked.subList(0, count);
            peer.asked(count);
            peer.queue().want(asked);
            promises.computeIfAbsent(asked.get(random.nextInt(count)), id -> new HashMap<>())
                    .putIfAbsent(peer.id(), time.now().plus(GossipSettings.FOLLOW_UP));
        }
    }

    /** A peer asks. */
    void want(GossipPeer peer, List<MessageId> ids) {
        if (ids.isEmpty()
                || scores.score(peer.id()) < settings.scores().thresholds().gossip()) {
            return;
        }
        for (MessageId id : ids) {
            if (!peer.mayAsk()) {
                return;
            }
            byte[] message = cache.take(id, peer.id());
            if (message != null) {
                peer.queue().message(message);
            }
        }
    }

    /**
     * @param served topics, with the peers that get their messages anyway
     * @param fresh peers of a topic that must be told in any case
     */
    void heartbeat(Map<String, Set<GossipPeer>> served, Function<String, List<GossipPeer>> fresh) {
        Instant now = time.now();
        promises.values().forEach(peers -> peers.entrySet().removeIf(promise -> {
            boolean broken = promise.getValue().isBefore(now);
            if (broken) {
                scores.misbehaved(promise.getKey(), 1);
            }
            return broken;
        }));
        promises.values().removeIf(Map::isEmpty);
        served.forEach((topic, inMesh) -> tell(topic, inMesh, fresh.apply(topic)));
        cache.shift();
    }

    private void tell(String topic, Set<GossipPeer> inMesh, List<GossipPeer> fresh) {
        List<MessageId> ids = cache.recent(topic);
        if (ids.isEmpty()) {
            return;
        }
        double least = settings.scores().thresholds().gossip();
        List<GossipPeer> others = neighbours.in(
                topic, peer -> peer.meshes() && !inMesh.contains(peer) && scores.score(peer.id()) >= least);
        int count = Math.max(settings.degrees().lazy(), (int) (settings.gossipFactor() * others.size()));
        Set<GossipPeer> told = new LinkedHashSet<>(others.subList(0, Math.min(count, others.size())));
        told.addAll(fresh);
        for (GossipPeer peer : told) {
            Collections.shuffle(ids, random);
            peer.queue()
                    .have(new Have(topic, List.copyOf(ids.subList(0, Math.min(ids.size(), GossipSettings.MAX_IDS)))));
        }
    }
}
