package io.fondaco.network.libp2p.internal.gossip;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fondaco.network.TopicListener.Verdict;
import io.fondaco.network.libp2p.internal.gossip.Field.Node;
import io.fondaco.network.libp2p.internal.gossip.Field.Puppet;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.Test;

public class SpreadTest {

    private final Field field = new Field();
    private final Node node = field.new Node(GossipSettings.STANDARD);

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
                new PostedMessage(
                        new byte[] {1, 2, 3}, good.data(), good.number(), Field.NAME, good.signature(), null));
        for (PostedMessage forgery : forgeries) {
            // A fresh bringer each time: a forger is not heard for long.
            Puppet bringer = field.new Puppet(node, false, true).listens().posts(forgery);
            assertThat(node.score(bringer.id())).as("%s", forgery).isEqualTo(-10);
        }
        assertThat(node.heard).isEmpty();
        assertThat(node.score(victim.id())).isZero();
        forger.posts(good);
        assertThat(node.heard)
                .as("a forgery does not keep the true message out")
                .containsExactly("pay 10");
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
        List<Puppet> reached = puppets.stream()
                .filter(puppet -> !puppet.messagesHeard().isEmpty())
                .toList();
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
