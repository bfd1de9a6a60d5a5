package io.fondaco.network.libp2p.internal.gossip;

import io.fondaco.model.PeerId;
import io.fondaco.model.Time;
import io.fondaco.network.libp2p.internal.gossip.GossipSettings.Degrees;
import io.fondaco.network.libp2p.internal.gossip.Rpc.Prune;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.function.Predicate;

/**
 * For each topic a few peers that exchange every message. On the router's thread.
 *
 * <p>Peers that other peers offer with a prune are not followed, and none are offered: the Kademlia room and the peer book
 * find peers.
 *
 * <p>Source: libp2p/specs, gossipsub v1.0 "Router State", v1.1 "Heartbeat Maintenance".
 */
final class Meshes {

    /** A backoff announced by a peer counts up to this. */
    private static final Duration LONGEST_BACKOFF = Duration.ofHours(1);

    private static final class Fanout {
        private final Set<GossipPeer> peers = new LinkedHashSet<>();
        private Instant last;
    }

    private record Backoff(Instant since, Instant until) {}

    private final GossipSettings settings;
    private final Neighbours neighbours;
    private final PeerScores scores;
    private final Time time;
    private final Random random;
    /** Peers, with the heartbeat they came in. */
    private final Map<String, Map<GossipPeer, Long>> meshes = new HashMap<>();

    private final Map<String, Fanout> fanouts = new HashMap<>();
    private final Map<String, Map<PeerId, Backoff>> backoffs = new HashMap<>();
    private long beats;

    Meshes(GossipSettings settings, Neighbours neighbours, PeerScores scores, Time time, Random random) {
        this.settings = settings;
        this.neighbours = neighbours;
        this.scores = scores;
        this.time = time;
        this.random = random;
    }

    /** The peers of a topic's mesh; empty when this host does not listen to it. */
    Set<GossipPeer> of(String topic) {
        return meshes.getOrDefault(topic, Map.of()).keySet();
    }

    boolean joined(String topic) {
        return meshes.containsKey(topic);
    }

    // ---- this host's own wishes

    void join(String topic) {
        Map<GossipPeer, Long> mesh = new LinkedHashMap<>();
        meshes.put(topic, mesh);
        Fanout fanout = fanouts.remove(topic);
        if (fanout != null) {
            fanout.peers.stream()
                    .filter(peer -> mayGraft(topic, peer))
                    .limit(settings.degrees().d())
                    .toList()
                    .forEach(peer -> graft(topic, peer));
        }
        graftSome(topic, settings.degrees().d() - mesh.size(), peer -> true);
    }

    void leave(String topic) {
        Map<GossipPeer, Long> mesh = meshes.remove(topic);
        if (mesh != null) {
            for (GossipPeer peer : mesh.keySet()) {
                scores.pruned(peer.id(), topic);
                sendPrune(topic, peer, settings.unsubscribeBackoff());
            }
        }
    }

    /** Peers for a topic this host only sends to. */
    List<GossipPeer> fanout(String topic) {
        Fanout fanout = fanouts.computeIfAbsent(topic, t -> new Fanout());
        fanout.last = time.now();
        fill(topic, fanout);
        return List.copyOf(fanout.peers);
    }

    private void fill(String topic, Fanout fanout) {
        double least = settings.scores().thresholds().publish();
        fanout.peers.removeIf(peer -> !peer.topics().contains(topic) || scores.score(peer.id()) < least);
        neighbours
                .in(
                        topic,
                        peer -> peer.meshes()
                                && peer.queue().attached()
                                && !fanout.peers.contains(peer)
                                && scores.score(peer.id()) >= least)
                .stream()
                .limit(Math.max(0, settings.degrees().d() - fanout.peers.size()))
                .forEach(fanout.peers::add);
    }

    /**
     * Topics this host listens to, or sent to lately, with the peers that need no gossip. Peers that came into a mesh while
     * messages of that time are still told of need it: those went past them.
     */
    Map<String, Set<GossipPeer>> served() {
        Map<String, Set<GossipPeer>> all = new HashMap<>();
        meshes.forEach((topic, mesh) -> {
            Set<GossipPeer> settled = new LinkedHashSet<>(mesh.keySet());
            settled.removeIf(peer -> fresh(mesh, peer));
            all.put(topic, settled);
        });
        fanouts.forEach((topic, fanout) -> all.putIfAbsent(topic, fanout.peers));
        return all;
    }

    private boolean fresh(Map<GossipPeer, Long> mesh, GossipPeer peer) {
        return beats - mesh.get(peer) < settings.historyGossip();
    }

    /** Peers that came into a topic's mesh lately. */
    List<GossipPeer> fresh(String topic) {
        Map<GossipPeer, Long> mesh = meshes.getOrDefault(topic, Map.of());
        return mesh.keySet().stream().filter(peer -> fresh(mesh, peer)).toList();
    }

    // ---- what peers wish

    void grafted(GossipPeer peer, String topic) {
        Map<GossipPeer, Long> mesh = meshes.get(topic);
        if (mesh == null || mesh.containsKey(peer)) {
            return;
        }
        if (!peer.queue().attached()) {
            // It will hear of us first, and can ask again.
            return;
        }
        if (!peer.meshes()) {
            scores.misbehaved(peer.id(), 1);
            return;
        }
        Backoff backoff = backoffs.getOrDefault(topic, Map.of()).get(peer.id());
        Instant now = time.now();
        if (backoff != null && now.isBefore(backoff.until())) {
            boolean flood = now.isBefore(backoff.since().plus(GossipSettings.GRAFT_FLOOD));
            scores.misbehaved(peer.id(), flood ? 2 : 1);
            refuse(topic, peer);
        } else if (scores.score(peer.id()) < 0
                || mesh.size() >= settings.degrees().high() && !peer.dialled()) {
            refuse(topic, peer);
        } else {
            mesh.put(peer, beats);
            scores.grafted(peer.id(), topic);
        }
    }

    private void refuse(String topic, GossipPeer peer) {
        sendPrune(topic, peer, settings.backoff());
    }

    void pruned(GossipPeer peer, Prune prune) {
        Map<GossipPeer, Long> mesh = meshes.get(prune.topic());
        if (mesh == null) {
            return;
        }
        if (mesh.remove(peer) != null) {
            scores.pruned(peer.id(), prune.topic());
        }
        long seconds = Math.min(prune.backoff(), LONGEST_BACKOFF.toSeconds());
        backOff(prune.topic(), peer, seconds > 0 ? Duration.ofSeconds(seconds) : settings.backoff());
    }

    /** The peer does not listen to the topic any more. */
    void unsubscribed(GossipPeer peer, String topic) {
        Map<GossipPeer, Long> mesh = meshes.get(topic);
        if (mesh != null && mesh.remove(peer) != null) {
            scores.pruned(peer.id(), topic);
        }
        Fanout fanout = fanouts.get(topic);
        if (fanout != null) {
            fanout.peers.remove(peer);
        }
    }

    /** Nothing can be sent to the peer any more. */
    void gone(GossipPeer peer) {
        meshes.forEach((topic, mesh) -> {
            if (mesh.remove(peer) != null) {
                scores.pruned(peer.id(), topic);
            }
        });
        fanouts.values().forEach(fanout -> fanout.peers.remove(peer));
    }

    // ---- grafting and pruning

    private void graft(String topic, GossipPeer peer) {
        meshes.get(topic).put(peer, beats);
        scores.grafted(peer.id(), topic);
        peer.queue().graft(topic);
    }

    private void prune(String topic, GossipPeer peer) {
        meshes.get(topic).remove(peer);
        scores.pruned(peer.id(), topic);
        sendPrune(topic, peer, settings.backoff());
    }

    private void sendPrune(String topic, GossipPeer peer, Duration backoff) {
        peer.queue().prune(new Prune(topic, backoff.toSeconds()));
        backOff(topic, peer, backoff);
    }

    /** Never shortens what holds already. */
    private void backOff(String topic, GossipPeer peer, Duration pause) {
        Instant now = time.now();
        backoffs.computeIfAbsent(topic, t -> new HashMap<>())
                .merge(
                        peer.id(),
                        new Backoff(now, now.plus(pause)),
                        (old, fresh) ->
                                new Backoff(now, old.until().isAfter(fresh.until()) ? old.until() : fresh.until()));
    }

    private boolean mayGraft(String topic, GossipPeer peer) {
        return peer.meshes()
                && peer.queue().attached()
                && !of(topic).contains(peer)
                && !backoffs.getOrDefault(topic, Map.of()).containsKey(peer.id())
                && scores.score(peer.id()) >= 0;
    }

    private void graftSome(String topic, int count, Predicate<GossipPeer> which) {
        neighbours.in(topic, peer -> mayGraft(topic, peer) && which.test(peer)).stream()
                .limit(Math.max(0, count))
                .forEach(peer -> graft(topic, peer));
    }

    // ---- heartbeat

    void heartbeat() {
        beats++;
        Instant now = time.now();
        // A little longer than it holds: the peer's clock starts with the message.
        Instant forgotten = now.minus(settings.heartbeat().multipliedBy(2));
        backoffs.values()
                .forEach(peers -> peers.values().removeIf(one -> one.until().isBefore(forgotten)));
        backoffs.values().removeIf(Map::isEmpty);
        List.copyOf(meshes.keySet()).forEach(this::maintain);
        fanouts.values()
                .removeIf(fanout -> fanout.last.plus(GossipSettings.FANOUT).isBefore(now));
        fanouts.forEach(this::fill);
    }

    private void maintain(String topic) {
        Degrees degrees = settings.degrees();
        Set<GossipPeer> mesh = meshes.get(topic).keySet();
        for (GossipPeer peer : List.copyOf(mesh)) {
            if (scores.score(peer.id()) < 0) {
                prune(topic, peer);
            }
        }
        if (mesh.size() < degrees.low()) {
            graftSome(topic, degrees.d() - mesh.size(), peer -> true);
        }
        if (mesh.size() > degrees.high()) {
            List<GossipPeer> kept = kept(mesh);
            List.copyOf(mesh).stream().filter(peer -> !kept.contains(peer)).forEach(peer -> prune(topic, peer));
        }
        if (mesh.size() >= degrees.low()) {
            long dialled = mesh.stream().filter(GossipPeer::dialled).count();
            graftSome(topic, (int) (degrees.out() - dialled), GossipPeer::dialled);
        }
        if (beats % GossipSettings.OPPORTUNISTIC_EVERY == 0 && mesh.size() > 1) {
            graftBetter(topic, mesh);
        }
    }

    /** D peers: the best, and of the others whoever luck has it, enough of them dialled by this host. */
    private List<GossipPeer> kept(Set<GossipPeer> mesh) {
        Degrees degrees = settings.degrees();
        List<GossipPeer> order = new ArrayList<>(mesh);
        Collections.shuffle(order, random);
        Map<GossipPeer, Double> score = new HashMap<>();
        order.forEach(peer -> score.put(peer, scores.score(peer.id())));
        order.sort(Comparator.comparing((GossipPeer peer) -> score.get(peer)).reversed());
        Collections.shuffle(order.subList(degrees.score(), order.size()), random);
        List<GossipPeer> kept = new ArrayList<>(order.subList(0, degrees.d()));
        List<GossipPeer> spare = order.subList(degrees.d(), order.size()).stream()
                .filter(GossipPeer::dialled)
                .toList();
        long dialled = kept.stream().filter(GossipPeer::dialled).count();
        int next = 0;
        for (int i = kept.size() - 1; i >= 0 && dialled < degrees.out() && next < spare.size(); i--) {
            if (!kept.get(i).dialled()) {
                kept.set(i, spare.get(next++));
                dialled++;
            }
        }
        return kept;
    }

    private void graftBetter(String topic, Set<GossipPeer> mesh) {
        double median = mesh.stream()
                .map(peer -> scores.score(peer.id()))
                .sorted()
                .toList()
                .get(mesh.size() / 2);
        if (median < settings.scores().thresholds().opportunistic()) {
            graftSome(topic, GossipSettings.OPPORTUNISTIC_PEERS, peer -> scores.score(peer.id()) > median);
        }
    }
}
