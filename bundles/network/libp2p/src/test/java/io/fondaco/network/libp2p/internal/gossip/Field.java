package io.fondaco.network.libp2p.internal.gossip;

import io.fondaco.crypto.PeerKeyPair;
import io.fondaco.model.PeerId;
import io.fondaco.model.Registration;
import io.fondaco.network.Identity;
import io.fondaco.network.Topic;
import io.fondaco.network.TopicListener.Verdict;
import io.fondaco.network.TopicMessage;
import io.fondaco.network.libp2p.internal.gossip.Rpc.Control;
import io.fondaco.network.libp2p.internal.gossip.Rpc.Have;
import io.fondaco.network.libp2p.internal.gossip.Rpc.Prune;
import io.fondaco.network.libp2p.internal.gossip.Rpc.Subscription;
import io.fondaco.testing.kit.HandCrankedTime;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/** Routers and puppets, joined by wires a test can watch and cut; one queue of tasks, and time that is turned by hand. */
final class Field {

    static final String NAME = "/test/topic";
    static final Topic TOPIC = new Topic(NAME, 100_000, Router::authorAndNumber);

    final HandCrankedTime time = new HandCrankedTime();
    final ArrayDeque<Runnable> tasks = new ArrayDeque<>();
    final Map<PeerId, Double> opinions = new HashMap<>();
    private int seed;

    static Identity identity(int seed) {
        byte[] bytes = new byte[32];
        ByteBuffer.wrap(bytes).putInt(seed + 1);
        PeerKeyPair keys = PeerKeyPair.ofSeed(bytes);
        return Identity.of(keys.peerId(), keys.publicKey().toBytes(), keys::sign);
    }

    /** Everything that follows from what was done, without time passing. */
    void settle() {
        for (Runnable task = tasks.poll(); task != null; task = tasks.poll()) {
            task.run();
        }
    }

    void seconds(int count) {
        settle();
        for (int i = 0; i < count; i++) {
            time.turn(Duration.ofSeconds(1));
            settle();
        }
    }

    /** One host's router, and what its listener heard. */
    final class Node {
        final Identity identity = identity(seed++);
        final List<PeerId> lost = new ArrayList<>();
        final List<String> heard = new ArrayList<>();
        final Map<PeerId, Wire> wires = new HashMap<>();
        final Router router;
        CompletionStage<Verdict> verdict = CompletableFuture.completedFuture(Verdict.ACCEPT);
        Registration listening;

        Node(GossipSettings settings) {
            router = new Router(
                    identity,
                    settings,
                    time,
                    new Random(seed),
                    tasks::add,
                    tasks::add,
                    peer -> opinions.getOrDefault(peer, 0.0),
                    lost::add);
            router.start();
            settle();
        }

        PeerId id() {
            return identity.peerId();
        }

        Node listens() {
            listening = router.subscribe(TOPIC, this::hear);
            settle();
            return this;
        }

        private CompletionStage<Verdict> hear(TopicMessage message) {
            heard.add(new String(message.data(), StandardCharsets.UTF_8));
            return verdict;
        }

        int publish(String text) {
            CompletableFuture<Integer> reached =
                    router.publish(NAME, text.getBytes(StandardCharsets.UTF_8)).toCompletableFuture();
            settle();
            return reached.join();
        }

        void meets(Node other) {
            arrive(other.id(), true, new Wire(this.id(), rpc -> other.router.received(id(), rpc)));
            other.arrive(id(), false, new Wire(other.id(), rpc -> router.received(other.id(), rpc)));
            settle();
        }

        private void arrive(PeerId peer, boolean dialled, Wire wire) {
            wires.put(peer, wire);
            router.arrived(peer, dialled, true, Optional.empty());
            router.attach(peer, true, wire);
        }

        List<PeerId> mesh() {
            return router.meshes().of(NAME).stream().map(GossipPeer::id).toList();
        }

        double score(PeerId peer) {
            return router.scores().score(peer);
        }
    }

    /** One direction between two peers. */
    final class Wire implements SendQueue.Pipe {
        private final PeerId from;
        private final Consumer<Rpc> to;
        final List<Rpc> sent = new ArrayList<>();
        UnaryOperator<Rpc> filter = rpc -> rpc;
        boolean stuck;
        boolean cut;

        Wire(PeerId from, Consumer<Rpc> to) {
            this.from = from;
            this.to = to;
        }

        @Override
        public void send(byte[] bytes, Consumer<Throwable> done) {
            Rpc rpc = filter.apply(Rpc.fromBytes(bytes));
            sent.add(rpc);
            tasks.add(() -> to.accept(rpc));
            if (!stuck) {
                tasks.add(() -> done.accept(null));
            }
        }

        @Override
        public void reset() {
            cut = true;
        }

        @Override
        public String toString() {
            return "from " + from;
        }
    }

    /** A peer that says only what the test makes it say. */
    final class Puppet {
        final Identity identity = identity(seed++);
        final Wire wire = new Wire(identity.peerId(), rpc -> {});
        private final Node node;

        Puppet(Node node, boolean dialled, boolean meshes) {
            this.node = node;
            node.router.arrived(id(), dialled, meshes, Optional.empty());
            node.router.attach(id(), meshes, wire);
            settle();
        }

        PeerId id() {
            return identity.peerId();
        }

        Puppet listens() {
            return says(new Rpc(List.of(new Subscription(NAME, true)), List.of(), Control.NONE));
        }

        Puppet says(Rpc rpc) {
            node.router.received(id(), Rpc.fromBytes(rpc.toBytes()));
            settle();
            return this;
        }

        Puppet controls(Control control) {
            return says(new Rpc(List.of(), List.of(), control));
        }

        Puppet grafts() {
            return controls(new Control(List.of(), List.of(), List.of(NAME), List.of()));
        }

        Puppet prunes(long backoff) {
            return controls(new Control(List.of(), List.of(), List.of(), List.of(new Prune(NAME, backoff))));
        }

        Puppet tells(List<MessageId> ids) {
            return controls(new Control(List.of(new Have(NAME, ids)), List.of(), List.of(), List.of()));
        }

        Puppet wants(List<MessageId> ids) {
            return controls(new Control(List.of(), ids, List.of(), List.of()));
        }

        PostedMessage made(String text, long number) {
            return new Signatures(identity, SignaturePolicy.STRICT_SIGN)
                    .post(NAME, text.getBytes(StandardCharsets.UTF_8), number);
        }

        Puppet posts(PostedMessage message) {
            return says(new Rpc(List.of(), List.of(message), Control.NONE));
        }

        private Stream<Control> controls() {
            return wire.sent.stream().map(Rpc::control);
        }

        long graftsHeard() {
            return controls().mapToLong(control -> control.grafts().size()).sum();
        }

        List<Prune> prunesHeard() {
            return controls().flatMap(control -> control.prunes().stream()).toList();
        }

        List<MessageId> wantsHeard() {
            return controls().flatMap(control -> control.wants().stream()).toList();
        }

        List<MessageId> havesHeard() {
            return controls()
                    .flatMap(control -> control.haves().stream())
                    .flatMap(have -> have.ids().stream())
                    .toList();
        }

        List<String> messagesHeard() {
            return wire.sent.stream()
                    .flatMap(rpc -> rpc.messages().stream())
                    .map(message -> new String(message.data(), StandardCharsets.UTF_8))
                    .toList();
        }
    }

    List<Puppet> puppets(Node node, int count, boolean dialled) {
        List<Puppet> all = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            all.add(new Puppet(node, dialled, true).listens());
        }
        return all;
    }

    static MessageId id(PostedMessage message) {
        return new MessageId(Router.authorAndNumber(
                Checks.view(message, Signatures.author(message).orElseThrow())));
    }
}
