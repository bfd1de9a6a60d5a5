package io.fondaco.network.libp2p.internal.gossip;

import io.fondaco.model.PeerId;
import io.fondaco.model.Registration;
import io.fondaco.model.Time;
import io.fondaco.network.Identity;
import io.fondaco.network.NetworkException;
import io.fondaco.network.NetworkException.Reason;
import io.fondaco.network.Topic;
import io.fondaco.network.TopicListener;
import io.fondaco.network.TopicMessage;
import io.fondaco.network.libp2p.internal.gossip.Checks.Listening;
import io.fondaco.network.libp2p.internal.gossip.Rpc.Subscription;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.function.ToDoubleFunction;

/**
 * Decides which message goes to whom. Knows nothing of streams: peers are told to it, and it is told what they say. All its
 * state is on one thread; every method may be called on any.
 *
 * <p>Source: libp2p/specs, gossipsub v1.1.
 */
final class Router {

    private static final int OVERHEAD = 1024;

    /** In one heartbeat: a machine that slept for a day shall not make up for all of it. */
    private static final int MOST_DECAYS = 1_000;

    private final PeerId self;
    private final GossipSettings settings;
    private final Time time;
    private final Executor thread;
    private final Executor workers;
    private final Signatures signatures;
    private final PeerScores scores;
    private final Neighbours neighbours;
    private final Seen seen;
    private final Meshes meshes;
    private final Recovery recovery;
    private final Checks checks;
    private final Consumer<PeerId> lost;
    private final Map<String, Listening> listening = new ConcurrentHashMap<>();
    private final AtomicLong number;
    private Instant decayed;
    private Registration next = () -> {};
    private volatile boolean closed;

    /**
     * @param thread runs one task at a time, in order
     * @param workers check and make signatures
     * @param application what the application thinks of a peer; on the router's thread
     * @param lost told of peers that could not be written to or took too long; the way to them is shut by then
     */
    Router(
            Identity identity,
            GossipSettings settings,
            Time time,
            Random random,
            Executor thread,
            Executor workers,
            ToDoubleFunction<PeerId> application,
            Consumer<PeerId> lost) {
        this.self = identity.peerId();
        this.settings = settings;
        this.time = time;
        this.thread = thread;
        this.workers = workers;
        this.lost = lost;
        this.signatures = new Signatures(identity, settings.signatures());
        this.scores = new PeerScores(settings.scores(), time, application);
        this.neighbours = new Neighbours(random);
        this.seen = new Seen(time, GossipSettings.MAX_SEEN);
        this.meshes = new Meshes(settings, neighbours, scores, time, random);
        this.recovery = new Recovery(settings, neighbours, scores, seen, time, random);
        this.checks = new Checks(self, signatures, seen, scores, recovery, time, thread, workers, this::accepted);
        Instant now = time.now();
        this.number = new AtomicLong(now.getEpochSecond() * 1_000_000_000 + now.getNano());
        this.decayed = now;
    }

    void start() {
        thread.execute(this::rest);
    }

    private void rest() {
        if (!closed) {
            next = time.after(settings.heartbeat(), () -> thread.execute(this::heartbeat));
        }
    }

    void close() {
        closed = true;
        thread.execute(() -> {
            next.close();
            List.copyOf(neighbours.all()).forEach(this::forget);
        });
    }

    private <T> CompletionStage<T> onThread(Supplier<T> task) {
        return CompletableFuture.supplyAsync(task, thread);
    }

    // ---- peers

    /**
     * A peer is here.
     *
     * @param dialled whether this host began the connection
     * @param meshes whether it speaks gossipsub, not only floodsub
     * @param address where it connects from; empty for one that others may share
     */
    CompletionStage<Void> arrived(PeerId id, boolean dialled, boolean meshes, Optional<String> address) {
        return onThread(() -> {
            if (neighbours.find(id) == null && !closed) {
                GossipPeer[] peer = new GossipPeer[1];
                SendQueue queue = new SendQueue(time, GossipSettings.MAX_QUEUED, failure -> lose(peer[0]));
                peer[0] = new GossipPeer(id, dialled, meshes, queue);
                neighbours.add(peer[0]);
                scores.arrived(id, address);
            }
            return null;
        });
    }

    /** The way to a peer is open. Resets it if the peer is not known any more. */
    CompletionStage<Void> attach(PeerId id, boolean speaksMeshes, SendQueue.Pipe pipe) {
        return onThread(() -> {
            GossipPeer peer = neighbours.find(id);
            if (peer == null) {
                pipe.reset();
            } else {
                peer.meshes(speaksMeshes);
                peer.queue().attach(pipe, listening.keySet());
            }
            return null;
        });
    }

    /** The way to a peer is shut; it may still be heard. */
    CompletionStage<Void> detached(PeerId id) {
        return onThread(() -> {
            GossipPeer peer = neighbours.find(id);
            if (peer != null) {
                detach(peer);
            }
            return null;
        });
    }

    private void detach(GossipPeer peer) {
        meshes.gone(peer);
        peer.queue().detach();
    }

    CompletionStage<Void> left(PeerId id) {
        return onThread(() -> {
            GossipPeer peer = neighbours.find(id);
            if (peer != null) {
                forget(peer);
            }
            return null;
        });
    }

    private void forget(GossipPeer peer) {
        detach(peer);
        neighbours.remove(peer);
        scores.left(peer.id());
    }

    private void lose(GossipPeer peer) {
        if (neighbours.find(peer.id()) == peer) {
            detach(peer);
            lost.accept(peer.id());
        }
    }

    /** The peer sent what is no RPC. */
    void misbehaved(PeerId id) {
        thread.execute(() -> scores.misbehaved(id, 1));
    }

    // ---- what peers say

    /** Completes when the next RPC of this peer may come. */
    CompletionStage<Void> received(PeerId from, Rpc rpc) {
        return onThread(() -> {
            GossipPeer peer = neighbours.find(from);
            if (peer != null
                    && scores.score(from) >= settings.scores().thresholds().graylist()) {
                receive(peer, rpc);
            }
            return null;
        });
    }

    private void receive(GossipPeer peer, Rpc rpc) {
        for (Subscription subscription : rpc.subscriptions()) {
            if (!subscription.subscribes()) {
                neighbours.unsubscribe(peer, subscription.topic());
                meshes.unsubscribed(peer, subscription.topic());
            } else if (!neighbours.subscribe(peer, subscription.topic())) {
                scores.misbehaved(peer.id(), 1);
            }
        }
        for (PostedMessage message : rpc.messages()) {
            Listening here = listening.get(message.topic());
            if (here != null) {
                checks.check(peer.id(), message, here);
            }
        }
        Rpc.Control control = rpc.control();
        recovery.have(peer, control.haves(), meshes::joined);
        recovery.want(peer, control.wants());
        control.grafts().forEach(topic -> meshes.grafted(peer, topic));
        control.prunes().forEach(prune -> meshes.pruned(peer, prune));
    }

    private void accepted(MessageId id, PostedMessage message, Seen.Sighting sighting) {
        String topic = message.topic();
        if (!meshes.joined(topic)) {
            return;
        }
        byte[] wire = message.toBytes();
        recovery.keep(id, topic, wire);
        Optional<PeerId> author = Signatures.author(message);
        Set<GossipPeer> to = new LinkedHashSet<>(meshes.of(topic));
        to.addAll(flooded(topic));
        to.removeIf(peer -> sighting.broughtBy(peer.id())
                || author.filter(peer.id()::equals).isPresent());
        to.forEach(peer -> peer.queue().message(wire));
    }

    private Collection<GossipPeer> flooded(String topic) {
        return neighbours.in(topic, peer -> !peer.meshes() && publishable(peer));
    }

    private boolean publishable(GossipPeer peer) {
        return peer.queue().attached()
                && scores.score(peer.id()) >= settings.scores().thresholds().publish();
    }

    // ---- what this host says

    Registration subscribe(Topic topic, TopicListener listener) {
        Listening mine = new Listening(topic, listener);
        if (listening.putIfAbsent(topic.name(), mine) != null) {
            throw new IllegalStateException(self + " listens to " + topic.name() + " already");
        }
        thread.execute(() -> {
            neighbours.all().forEach(peer -> peer.queue().subscription(topic.name(), true));
            meshes.join(topic.name());
        });
        return () -> {
            if (listening.remove(topic.name(), mine)) {
                thread.execute(() -> {
                    if (!listening.containsKey(topic.name())) {
                        neighbours.all().forEach(peer -> peer.queue().subscription(topic.name(), false));
                    }
                    meshes.leave(topic.name());
                });
            }
        };
    }

    CompletionStage<Integer> publish(String topic, byte[] data) {
        if (closed) {
            return CompletableFuture.failedFuture(new NetworkException(Reason.BROKEN, "this host is closed"));
        }
        Listening here = listening.get(topic);
        int most = Math.min(here == null ? Rpc.MAX_BYTES : here.topic().maxMessage(), Rpc.MAX_BYTES - OVERHEAD);
        if (data.length > most) {
            return CompletableFuture.failedFuture(new IllegalArgumentException(
                    "a message of " + data.length + " bytes is too large for " + topic + ", at most " + most));
        }
        byte[] copy = data.clone();
        long mine = number.incrementAndGet();
        return CompletableFuture.supplyAsync(() -> signatures.post(topic, copy, mine), workers)
                .thenApplyAsync(message -> send(message, here), thread);
    }

    private int send(PostedMessage message, Listening here) {
        String topic = message.topic();
        TopicMessage view = Checks.view(message, self);
        MessageId id = new MessageId(
                here == null ? authorAndNumber(view) : here.topic().messageId().apply(view));
        if (seen.contains(id)) {
            return 0;
        }
        seen.add(id, self).decide(Seen.Fate.VALID, time.now());
        byte[] wire = message.toBytes();
        recovery.keep(id, topic, wire);
        Set<GossipPeer> to = new LinkedHashSet<>();
        if (settings.floodPublish()) {
            to.addAll(neighbours.in(topic, this::publishable));
        } else {
            to.addAll(meshes.joined(topic) ? meshes.of(topic) : meshes.fanout(topic));
            to.addAll(flooded(topic));
        }
        to.forEach(peer -> peer.queue().message(wire));
        return to.size();
    }

    /** The id of messages of topics that say nothing else. Source: libp2p/specs, pubsub, "Message Identification". */
    static byte[] authorAndNumber(TopicMessage message) {
        byte[] author = message.author().map(PeerId::toBytes).orElse(new byte[0]);
        byte[] id = new byte[author.length + message.number().length];
        System.arraycopy(author, 0, id, 0, author.length);
        System.arraycopy(message.number(), 0, id, author.length, message.number().length);
        return id;
    }

    List<PeerId> listeners(String topic) {
        return neighbours.listeners(topic);
    }

    // ---- heartbeat

    private void heartbeat() {
        if (closed) {
            return;
        }
        for (GossipPeer peer : List.copyOf(neighbours.all())) {
            peer.heartbeat();
            if (peer.queue().stalled(settings.slow())) {
                lose(peer);
            }
        }
        Instant now = time.now();
        decay(now);
        seen.expire();
        meshes.heartbeat();
        recovery.heartbeat(meshes.served(), meshes::fresh);
        rest();
    }

    private void decay(Instant now) {
        Duration every = settings.scores().decayEvery();
        for (int i = 0; i < MOST_DECAYS && !decayed.plus(every).isAfter(now); i++) {
            decayed = decayed.plus(every);
            scores.decay();
        }
        if (decayed.plus(every).isBefore(now)) {
            decayed = now;
        }
    }

    // ---- for tests and lists; on the router's thread

    Meshes meshes() {
        return meshes;
    }

    PeerScores scores() {
        return scores;
    }

    GossipPeer peer(PeerId id) {
        return neighbours.find(id);
    }

    Seen seen() {
        return seen;
    }
}
