package io.fondaco.network.libp2p.internal.kad;

import io.fondaco.model.Multihash;
import io.fondaco.model.PeerId;
import io.fondaco.network.Multiaddr;
import io.fondaco.network.NetworkException;
import io.fondaco.network.NetworkException.Reason;
import io.fondaco.network.PeerAddresses;
import io.fondaco.testing.kit.HandCrankedTime;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Nodes that reach each other through one queue of tasks, with time that is turned by hand. */
final class Swarm {

    final HandCrankedTime time = new HandCrankedTime();
    final ArrayDeque<Runnable> tasks = new ArrayDeque<>();
    final Map<PeerId, Member> members = new LinkedHashMap<>();
    final Random random = new Random(31);
    private int number;

    static PeerId peer(int number) {
        byte[] key = new byte[36];
        key[0] = 8;
        key[1] = 1;
        ByteBuffer.wrap(key).putInt(8, number);
        return PeerId.fromPublicKey(key);
    }

    static Multiaddr address(int number) {
        return Multiaddr.parse(
                "/ip4/10." + (number >> 16 & 255) + "." + (number >> 8 & 255) + "." + (number & 255) + "/tcp/4001");
    }

    static Multihash content(String text) {
        return Multihash.sha256(text.getBytes());
    }

    void settle() {
        for (Runnable task = tasks.poll(); task != null; task = tasks.poll()) {
            task.run();
        }
    }

    void turn(Duration by) {
        settle();
        time.turn(by);
        settle();
    }

    <T> CompletableFuture<T> done(CompletionStage<T> stage) {
        settle();
        return stage.toCompletableFuture();
    }

    /** How a member answers. */
    enum Manner {
        ANSWERS,
        REFUSES,
        /** Never completes a request; its caller must give up by itself. */
        SILENT
    }

    final class Member implements KadNode.Caller {
        final int id = number++;
        final PeerId peer = peer(id);
        final List<KadMessage> heard = new ArrayList<>();
        final KadNode node;
        Manner manner = Manner.ANSWERS;
        Optional<KadMessage> lie = Optional.empty();

        Member(PeerAddresses... bootstrap) {
            node = new KadNode(peer, time, tasks::add, random, this, List.of(bootstrap));
            members.put(peer, this);
        }

        PeerAddresses at() {
            return new PeerAddresses(peer, List.of(address(id)));
        }

        @Override
        public CompletionStage<KadMessage> ask(PeerAddresses to, KadMessage question) {
            Member other = members.get(to.peer());
            if (other == null || other.manner == Manner.REFUSES) {
                return CompletableFuture.failedFuture(new NetworkException(Reason.REFUSED, "refused"));
            }
            CompletableFuture<KadMessage> result = new CompletableFuture<>();
            if (other.manner == Manner.SILENT) {
                return result;
            }
            KadMessage sent = KadMessage.fromBytes(question.toBytes());
            tasks.add(() -> {
                other.heard.add(sent);
                KadMessage answer = other.lie.isPresent()
                        ? other.lie.get()
                        : other.node.answer(peer, sent).orElseThrow();
                result.complete(KadMessage.fromBytes(answer.toBytes()));
            });
            return result;
        }

        @Override
        public CompletionStage<Void> tell(PeerAddresses to, KadMessage message) {
            Member other = members.get(to.peer());
            if (other == null || other.manner != Manner.ANSWERS) {
                return CompletableFuture.failedFuture(new NetworkException(Reason.REFUSED, "refused"));
            }
            KadMessage sent = KadMessage.fromBytes(message.toBytes());
            tasks.add(() -> {
                other.heard.add(sent);
                other.node.answer(peer, sent);
            });
            return CompletableFuture.completedFuture(null);
        }

        @Override
        public List<Multiaddr> own() {
            return List.of(address(id));
        }

        @Override
        public List<Multiaddr> known(PeerId who) {
            return List.of();
        }
    }

    /** Members that each know a few of the others, by chance. */
    List<Member> crowd(int count, int acquaintances) {
        List<Member> all = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            all.add(new Member());
        }
        for (Member member : all) {
            for (int i = 0; i < acquaintances; i++) {
                Member other = all.get(random.nextInt(count));
                member.node.table().heard(other.peer, List.of(address(other.id)));
            }
        }
        return all;
    }
}
