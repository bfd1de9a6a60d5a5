package io.fondaco.network.libp2p.internal.gossip;

import static org.assertj.core.api.Assertions.assertThat;

import io.fondaco.model.PeerId;
import io.fondaco.network.libp2p.internal.gossip.Field.Node;
import io.fondaco.network.libp2p.internal.gossip.Field.Puppet;
import io.fondaco.network.libp2p.internal.gossip.Field.Wire;
import java.util.ArrayList;
import java.util.List;
import org.junit.Test;

public class RecoveryTest {

    private final Field field = new Field();
    private final Node node = field.new Node(GossipSettings.STANDARD);

    private static Rpc without(Rpc rpc) {
        return new Rpc(rpc.subscriptions(), List.of(), rpc.control());
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
}
