package io.fondaco.network.libp2p.internal.gossip;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fondaco.model.PeerId;
import io.fondaco.network.TopicListener.Verdict;
import io.fondaco.network.libp2p.internal.gossip.Field.Node;
import io.fondaco.network.libp2p.internal.gossip.Field.Puppet;
import io.fondaco.network.libp2p.internal.gossip.Field.Wire;
import io.fondaco.network.libp2p.internal.gossip.Rpc.Control;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.junit.Test;

public class SpreadTest {

    private final Field field = new Field();
    private final Node node = field.new Node(GossipSettings.STANDARD);

    private static Rpc without(Rpc rpc) {
        return new Rpc(rpc.subscriptions(), List.of(), rpc.control());
    }

    @Test
    public void forwardsToTheMeshButNeitherToTheAuthorNorToWhoeverBroughtIt() {
        node.listens();
        List<Puppet> puppets = field.puppets(node, 4, false);
        puppets.forEach(Puppet::grafts);
        PostedMessage message = puppets.get(0).made("hello", 1);
        puppets.get(1).posts(message);
        assertThat(node.heard).containsExactly("hello");
        assertThat(puppets.get(0).messagesHeard()).isEmpty();
        assertThat(puppets.get(1).messagesHeard()).isEmpty();
        assertThat(puppets.get(2).messagesHeard()).containsExactly("hello");
        assertThat(puppets.get(3).messagesHeard()).containsExactly("hello");
    }

    @Test
    public void takesAMessageOnlyOnceHoweverOftenItComes() {
        node.listens();
        List<Puppet> puppets = field.puppets(node, 4, false);
        puppets.forEach(Puppet::grafts);
        PostedMessage message = puppets.get(0).made("hello", 1);
        puppets.forEach(puppet -> puppet.posts(message).posts(message));
        field.seconds(100);
        puppets.get(3).posts(message);
        assertThat(node.heard).containsExactly("hello");
        assertThat(puppets.get(2).messagesHeard()).containsExactly("hello");
    }

    @Test
    public void remembersMessagesForTwoMinutes() {
        node.listens();
        Puppet puppet = field.new Puppet(node, false, true).listens();
        PostedMessage message = puppet.made("hello", 1);
        puppet.posts(message);
        field.seconds(119);
        puppet.posts(message);
        assertThat(node.heard).hasSize(1);
        field.seconds(1);
        puppet.posts(message);
        assertThat(node.heard).hasSize(2);
    }

    @Test
    public void forwardsNothingBeforeTheListenerHasSpoken() {
        CompletableFuture<Verdict> verdict = new CompletableFuture<>();
        node.verdict = verdict;
        node.listens();
        List<Puppet> puppets = field.puppets(node, 2, false);
        puppets.forEach(Puppet::grafts);
        puppets.get(0).posts(puppets.get(0).made("hello", 1));
        field.seconds(3);
        assertThat(node.heard).containsExactly("hello");
        assertThat(puppets.get(1).messagesHeard()).isEmpty();
        assertThat(puppets.get(1).havesHeard()).isEmpty();
        verdict.complete(Verdict.ACCEPT);
        field.settle();
        assertThat(puppets.get(1).messagesHeard()).containsExactly("hello");
    }

    @Test
    public void doesNotForwardWhatIsRejectedAndHoldsAllWhoBroughtItToAccount() {
        CompletableFuture<Verdict> verdict = new CompletableFuture<>();
        node.verdict = verdict;
        node.listens();
        List<Puppet> puppets = field.puppets(node, 4, false);
        puppets.forEach(Puppet::grafts);
        PostedMessage message = puppets.get(0).made("bad", 1);
        puppets.get(0).posts(message);
        puppets.get(1).posts(message);
        verdict.complete(Verdict.REJECT);
        field.settle();
        puppets.get(2).posts(message);
        assertThat(puppets.get(3).messagesHeard()).isEmpty();
        for (int i = 0; i < 3; i++) {
            assertThat(node.score(puppets.get(i).id())).isEqualTo(-10);
        }
        assertThat(node.score(puppets.get(3).id())).isZero();
    }

    @Test
    public void doesNotForwardWhatIsIgnoredAndBlamesNobody() {
        node.listens();
        List<Puppet> puppets = field.puppets(node, 2, false);
        puppets.forEach(Puppet::grafts);
        node.verdict = CompletableFuture.completedFuture(Verdict.IGNORE);
        puppets.get(0).posts(puppets.get(0).made("old", 1));
        node.verdict = CompletableFuture.failedFuture(new IllegalStateException("the listener is tired"));
        puppets.get(0).posts(puppets.get(0).made("unlucky", 2));
        assertThat(node.heard).containsExactly("old", "unlucky");
        assertThat(puppets.get(1).messagesHeard()).isEmpty();
        assertThat(node.score(puppets.get(0).id())).isZero();
    }

    @Test
    public void aVerdictThatNeverComesCountsAsIgnoredAfterTwoMinutes() {
        node.verdict = new CompletableFuture<>();
        node.listens();
        Puppet puppet = field.new Puppet(node, false, true).listens();
        puppet.posts(puppet.made("hello", 1));
        field.seconds(121);
        assertThat(node.score(puppet.id())).isNotNegative();
        node.verdict = CompletableFuture.completedFuture(Verdict.ACCEPT);
        puppet.posts(puppet.made("next", 2));
        assertThat(node.heard).containsExactly("hello", "next");
    }

    @Test
    public void refusesForgeriesBeforeTheListenerSeesThem() {
        node.listens();
        Puppet forger = field.new Puppet(node, false, true).listens();
        Puppet victim = field.new Puppet(node, false, true).listens();
        PostedMessage good = victim.made("pay 10", 7);
        byte[] other = "pay 99".getBytes();
        byte[] later = good.number().clone();
        later[7]++;
        byte[] key = forger.identity.publicKey();
        byte[] signature = forger.made("pay 10", 7).signature();
        byte[] author = forger.id().toBytes();
        List<PostedMessage> forgeries = List.of(
                new PostedMessage(good.author(), other, good.number(), Field.NAME, good.signature(), null),
                new PostedMessage(good.author(), good.data(), later, Field.NAME, good.signature(), null),
                new PostedMessage(author, good.data(), good.number(), Field.NAME, good.signature(), null),
                new PostedMessage(good.author(), good.data(), good.number(), Field.NAME, signature, key),
                new PostedMessage(good.author(), good.data(), good.number(), Field.NAME, new byte[0], null),
                new PostedMessage(good.author(), good.data(), good.number(), Field.NAME, null, null),
                new PostedMessage(null, good.data(), good.number(), Field.NAME, good.signature(), null),
                new PostedMessage(good.author(), good.data(), null, Field.NAME, good.signature(), null),
                new PostedMessage(new byte[] {1, 2, 3}, good.data(), good.number(), Field.NAME, good.signature(), null));
        for (PostedMessage forgery : forgeries) {
            // A fresh bringer each time: a forger is not heard for long.
            Puppet bringer = field.new Puppet(node, false, true).listens().posts(forgery);
            assertThat(node.score(bringer.id())).as("%s", forgery).isEqualTo(-10);
        }
        assertThat(node.heard).isEmpty();
        assertThat(node.score(victim.id())).isZero();
        forger.posts(good);
        assertThat(node.heard).as("a forgery does not keep the true message out").containsExactly("pay 10");
    }

    @Test
    public void signsWhatItPublishesSoThatOthersCanCheckIt() {
        Puppet puppet = field.new Puppet(node, false, true).listens();
        assertThat(node.publish("mine")).isEqualTo(1);
        PostedMessage message = puppet.wire.sent.get(0).messages().get(0);
        Signatures check = new Signatures(puppet.identity, SignaturePolicy.STRICT_SIGN);
        assertThat(check.complete(message)).isTrue();
        assertThat(check.genuine(message)).isTrue();
        assertThat(Signatures.author(message)).contains(node.id());
        assertThat(message.key()).as("the peer id carries the key").isNull();
    }

    @Test
    public void withoutSignaturesAMessageCarriesNeitherAuthorNorNumber() {
        Node bare = field.new Node(GossipSettings.STANDARD.under(SignaturePolicy.STRICT_NO_SIGN)).listens();
        Puppet puppet = field.new Puppet(bare, false, true).listens();
        bare.publish("mine");
        PostedMessage message = puppet.wire.sent.get(1).messages().get(0);
        assertThat(message.author()).isNull();
        assertThat(message.number()).isNull();
        assertThat(message.signature()).isNull();
        puppet.posts(puppet.made("signed", 1));
        assertThat(bare.heard).isEmpty();
        assertThat(bare.score(puppet.id())).isEqualTo(-10);
    }

    @Test
    public void refusesMessagesThatAreTooLarge() {
        node.listens();
        Puppet puppet = field.new Puppet(node, false, true).listens();
        puppet.posts(puppet.made("x".repeat(100_001), 1));
        assertThat(node.heard).isEmpty();
        assertThat(node.score(puppet.id())).isEqualTo(-10);
        assertThatThrownBy(() -> node.publish("x".repeat(100_001))).hasMessageContaining("at most 100000");
    }

    @Test
    public void aLostMessageArrivesByGossip() {
        Node[] nodes = new Node[9];
        for (int i = 0; i < nodes.length; i++) {
            nodes[i] = field.new Node(GossipSettings.STANDARD.flooding(false)).listens();
        }
        for (int i = 0; i < nodes.length; i++) {
            for (int j = i + 1; j < nodes.length; j++) {
                nodes[i].meets(nodes[j]);
            }
        }
        field.seconds(3);
        // Everything meshes bring to the last one is lost; what it asks for is not.
        Node deaf = nodes[8];
        int[] lostRpcs = new int[1];
        for (int i = 0; i < 8; i++) {
            Wire wire = nodes[i].wires.get(deaf.id());
            PeerId neighbour = nodes[i].id();
            wire.filter = rpc -> {
                if (deaf.mesh().contains(neighbour) && !rpc.messages().isEmpty()) {
                    lostRpcs[0]++;
                    return without(rpc);
                }
                return rpc;
            };
        }
        nodes[0].publish("hello");
        assertThat(deaf.heard).isEmpty();
        assertThat(nodes[4].heard).containsExactly("hello");
        assertThat(lostRpcs[0]).isPositive();
        field.seconds(3);
        assertThat(deaf.heard).containsExactly("hello");
    }

    @Test
    public void tellsAPeerThatIsNewInTheMeshWhatWentPastIt() {
        node.listens();
        Puppet author = field.new Puppet(node, false, true);
        author.posts(author.made("early", 1));
        Puppet late = field.new Puppet(node, false, true).listens().grafts();
        field.seconds(1);
        assertThat(late.havesHeard()).hasSize(1);
        assertThat(late.messagesHeard()).isEmpty();
    }

    @Test
    public void asksForEachMessageOnceAndForNothingItHas() {
        node.listens();
        List<Puppet> puppets = field.puppets(node, 2, false);
        PostedMessage known = puppets.get(0).made("known", 1);
        puppets.get(0).posts(known);
        MessageId unknown = new MessageId(new byte[] {1});
        puppets.get(0).tells(List.of(Field.id(known), unknown, unknown));
        assertThat(puppets.get(0).wantsHeard()).containsExactly(unknown);
    }

    @Test
    public void takesTenRpcsOfGossipAndFiveThousandIdsAHeartbeat() {
        node.listens();
        List<Puppet> puppets = field.puppets(node, 2, false);
        for (int i = 0; i < 12; i++) {
            puppets.get(0).tells(List.of(new MessageId(new byte[] {(byte) i})));
        }
        assertThat(puppets.get(0).wantsHeard()).hasSize(10);
        List<MessageId> many = new ArrayList<>();
        for (int i = 0; i < 6000; i++) {
            many.add(new MessageId(new byte[] {(byte) i, (byte) (i >> 8), 1}));
        }
        puppets.get(1).tells(many).tells(List.of(new MessageId(new byte[] {9, 9, 9, 9})));
        assertThat(puppets.get(1).wantsHeard()).hasSize(5000);
        field.seconds(1);
        puppets.get(0).tells(List.of(new MessageId(new byte[] {77})));
        assertThat(puppets.get(0).wantsHeard()).hasSize(11);
    }

    @Test
    public void penalisesPeersThatDoNotSendWhatTheySaidTheyHave() {
        node.listens();
        List<Puppet> puppets = field.puppets(node, 2, false);
        PostedMessage message = puppets.get(0).made("kept", 1);
        puppets.get(0).tells(List.of(Field.id(message)));
        puppets.get(1).tells(List.of(new MessageId(new byte[] {1})));
        field.seconds(1);
        puppets.get(0).posts(message);
        field.seconds(4);
        assertThat(node.score(puppets.get(0).id())).isPositive();
        assertThat(node.score(puppets.get(1).id())).isBetween(-10.0, -9.0);
    }

    @Test
    public void answersTheSameRequestThreeTimes() {
        node.listens();
        List<Puppet> puppets = field.puppets(node, 2, false);
        PostedMessage message = puppets.get(0).made("hello", 1);
        puppets.get(0).posts(message);
        for (int i = 0; i < 5; i++) {
            puppets.get(1).wants(List.of(Field.id(message)));
        }
        assertThat(puppets.get(1).messagesHeard()).containsExactly("hello", "hello", "hello");
    }

    @Test
    public void keepsMessagesForFiveHeartbeatsAndTellsOfThemForThree() {
        node.listens();
        Puppet author = field.new Puppet(node, false, true);
        List<Puppet> puppets = field.puppets(node, 1, false);
        puppets.get(0).grafts().prunes(600);
        PostedMessage message = author.made("hello", 1);
        author.posts(message);
        field.seconds(4);
        assertThat(puppets.get(0).havesHeard()).hasSize(3);
        puppets.get(0).wants(List.of(Field.id(message)));
        assertThat(puppets.get(0).messagesHeard()).hasSize(1);
        field.seconds(1);
        puppets.get(0).wants(List.of(Field.id(message)));
        assertThat(puppets.get(0).messagesHeard()).hasSize(1);
    }

    @Test
    public void listensToNoGossipFromPeersBelowTheGossipThreshold() {
        node.listens();
        Puppet puppet = field.new Puppet(node, false, true).listens();
        PostedMessage message = puppet.made("hello", 1);
        puppet.posts(message);
        field.opinions.put(puppet.id(), -1.2);
        puppet.tells(List.of(new MessageId(new byte[] {1}))).wants(List.of(Field.id(message)));
        field.seconds(3);
        assertThat(puppet.wantsHeard()).isEmpty();
        assertThat(puppet.messagesHeard()).isEmpty();
        assertThat(puppet.havesHeard()).isEmpty();
    }

    @Test
    public void publishesNothingToPeersBelowThePublishThreshold() {
        node.listens();
        List<Puppet> puppets = field.puppets(node, 2, false);
        field.opinions.put(puppets.get(0).id(), -5.1);
        assertThat(node.publish("mine")).isEqualTo(1);
        assertThat(puppets.get(0).messagesHeard()).isEmpty();
        assertThat(puppets.get(1).messagesHeard()).containsExactly("mine");
    }

    @Test
    public void hearsNothingOfPeersBelowTheGraylistThreshold() {
        node.listens();
        Puppet puppet = field.new Puppet(node, false, true).listens();
        field.opinions.put(puppet.id(), -8.1);
        puppet.posts(puppet.made("hello", 1));
        assertThat(node.heard).isEmpty();
        field.opinions.put(puppet.id(), -7.9);
        puppet.posts(puppet.made("hello", 1));
        assertThat(node.heard).containsExactly("hello");
    }

    @Test
    public void forgivesInvalidMessagesWithTime() {
        node.listens();
        Puppet puppet = field.new Puppet(node, false, true).listens();
        node.verdict = CompletableFuture.completedFuture(Verdict.REJECT);
        puppet.posts(puppet.made("a", 1)).posts(puppet.made("b", 2)).posts(puppet.made("c", 3));
        assertThat(node.score(puppet.id())).isEqualTo(-90);
        field.seconds(60);
        assertThat(node.score(puppet.id())).isBetween(-60.0, -30.0);
        field.seconds(1200);
        assertThat(node.score(puppet.id())).isNotNegative();
    }

    @Test
    public void aBadScoreOutlivesTheConnection() {
        node.listens();
        Puppet puppet = field.new Puppet(node, false, true).listens();
        node.verdict = CompletableFuture.completedFuture(Verdict.REJECT);
        puppet.posts(puppet.made("a", 1));
        node.router.left(puppet.id());
        field.seconds(30);
        node.router.arrived(puppet.id(), false, true, java.util.Optional.empty());
        field.settle();
        assertThat(node.score(puppet.id())).isEqualTo(-10);
        node.router.left(puppet.id());
        field.seconds(3602);
        assertThat(node.score(puppet.id())).isZero();
    }

    @Test
    public void floodsItsOwnMessagesToAllPeersOfTheTopic() {
        List<Puppet> puppets = field.puppets(node, 20, false);
        node.listens();
        assertThat(node.mesh()).hasSize(6);
        assertThat(node.publish("mine")).isEqualTo(20);
        assertThat(puppets).allMatch(puppet -> puppet.messagesHeard().size() == 1);
    }

    @Test
    public void sendsToAFewPeersOfATopicItDoesNotListenTo() {
        Node quiet = field.new Node(GossipSettings.STANDARD.flooding(false));
        List<Puppet> puppets = field.puppets(quiet, 20, false);
        assertThat(quiet.publish("one")).isEqualTo(6);
        assertThat(quiet.publish("two")).isEqualTo(6);
        List<Puppet> reached =
                puppets.stream().filter(puppet -> !puppet.messagesHeard().isEmpty()).toList();
        assertThat(reached).hasSize(6).allMatch(puppet -> puppet.messagesHeard().size() == 2);
        field.seconds(1);
        assertThat(puppets.stream().filter(puppet -> !puppet.havesHeard().isEmpty()))
                .isNotEmpty()
                .doesNotContainAnyElementsOf(reached);
    }

    @Test
    public void peersThatKnowNoMeshesGetEveryMessage() {
        node.listens();
        Puppet flood = field.new Puppet(node, false, false).listens();
        Puppet author = field.new Puppet(node, false, true).listens();
        author.posts(author.made("theirs", 1));
        node.publish("mine");
        assertThat(flood.messagesHeard()).containsExactly("theirs", "mine");
    }

    @Test
    public void dropsTheOldestWhenAPeerReadsNothingAndAtLastThePeer() {
        node.listens();
        Puppet stuck = field.new Puppet(node, false, true);
        stuck.wire.stuck = true;
        stuck.listens();
        String text = "x".repeat(90_000);
        for (int i = 0; i < 120; i++) {
            node.publish(i + text);
        }
        SendQueue queue = node.router.peer(stuck.id()).queue();
        assertThat(queue.bytes()).isBetween((long) GossipSettings.MAX_QUEUED / 2, (long) GossipSettings.MAX_QUEUED);
        assertThat(queue.dropped()).isBetween(70L, 80L);
        field.seconds(30);
        assertThat(node.lost).isEmpty();
        field.seconds(2);
        assertThat(node.lost).containsExactly(stuck.id());
        assertThat(stuck.wire.cut).isTrue();
        assertThat(queue.bytes()).isZero();
        assertThat(node.mesh()).isEmpty();
        assertThat(node.publish("next")).as("it is not counted on").isZero();
    }

    @Test
    public void gossipIsDroppedBeforeMessagesAndTheMeshNever() {
        SendQueue queue = new SendQueue(field.time, 1000, failure -> {});
        List<byte[]> frames = new ArrayList<>();
        List<Consumer<Throwable>> ends = new ArrayList<>();
        queue.attach(
                new SendQueue.Pipe() {
                    @Override
                    public void send(byte[] rpc, Consumer<Throwable> done) {
                        frames.add(rpc);
                        ends.add(done);
                    }

                    @Override
                    public void reset() {}
                },
                List.of("/first"));
        queue.have(new Rpc.Have(Field.NAME, List.of(new MessageId(new byte[400]))));
        queue.message(new byte[300]);
        queue.graft(Field.NAME);
        queue.message(new byte[500]);
        assertThat(queue.dropped()).isEqualTo(1);
        queue.message(new byte[400]);
        assertThat(queue.dropped()).isEqualTo(2);
        assertThat(queue.bytes()).isEqualTo(900);
        assertThat(frames).hasSize(1);
        frames.clear();
        ends.get(0).accept(null);
        assertThat(frames).hasSize(1);
        assertThat(new String(frames.get(0), java.nio.charset.StandardCharsets.ISO_8859_1)).contains(Field.NAME);
        assertThat(frames.get(0).length).isGreaterThan(900);
    }

    @Test
    public void boundsTheMemoryOfWhatItHasSeenAndKeeps() {
        Seen seen = new Seen(field.time, 100);
        PeerId from = node.id();
        MessageCache cache = new MessageCache(5, 3, 10_000);
        for (int i = 0; i < 1000; i++) {
            MessageId id = new MessageId(new byte[] {(byte) i, (byte) (i >> 8)});
            seen.add(id, from);
            cache.put(id, Field.NAME, new byte[1000]);
        }
        assertThat(seen.size()).isEqualTo(100);
        assertThat(cache.bytes()).isEqualTo(10_000);
        assertThat(cache.recent(Field.NAME)).hasSize(10);
    }

    @Test
    public void remembersABoundedNumberOfTopicsOfAPeer() {
        Puppet puppet = field.new Puppet(node, false, true);
        for (int round = 0; round < 2; round++) {
            List<Rpc.Subscription> many = new ArrayList<>();
            for (int i = 0; i < 600; i++) {
                many.add(new Rpc.Subscription("/t/" + round + "/" + i, true));
            }
            puppet.says(new Rpc(many, List.of(), Control.NONE));
        }
        assertThat(node.router.peer(puppet.id()).topics()).hasSize(GossipSettings.MAX_TOPICS);
        assertThat(node.score(puppet.id())).isNegative();
    }

    @Test
    public void everyMessageReachesEveryRouterOnceAlsoWithoutFlooding() {
        List<Node> nodes = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            nodes.add(field.new Node(GossipSettings.FILECOIN.flooding(false)).listens());
            for (int back : new int[] {1, 2, 5, 9}) {
                if (i >= back) {
                    nodes.get(i).meets(nodes.get(i - back));
                }
            }
        }
        field.seconds(3);
        for (int i = 0; i < 20; i++) {
            nodes.get(i).publish("from " + i);
        }
        field.seconds(5);
        for (int i = 0; i < 20; i++) {
            List<String> expected = new ArrayList<>();
            for (int j = 0; j < 20; j++) {
                if (j != i) {
                    expected.add("from " + j);
                }
            }
            assertThat(nodes.get(i).heard).as("node %d", i).containsExactlyInAnyOrderElementsOf(expected);
        }
        assertThat(Arrays.asList(nodes.get(0).lost, nodes.get(19).lost)).allMatch(List::isEmpty);
    }
}
