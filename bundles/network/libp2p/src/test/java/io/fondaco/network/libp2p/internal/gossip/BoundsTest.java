package io.fondaco.network.libp2p.internal.gossip;

import static org.assertj.core.api.Assertions.assertThat;

import io.fondaco.model.PeerId;
import io.fondaco.network.libp2p.internal.gossip.Field.Node;
import io.fondaco.network.libp2p.internal.gossip.Field.Puppet;
import io.fondaco.network.libp2p.internal.gossip.Rpc.Control;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.junit.Test;

public class BoundsTest {

    private final Field field = new Field();
    private final Node node = field.new Node(GossipSettings.STANDARD);

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
        assertThat(new String(frames.get(0), java.nio.charset.StandardCharsets.ISO_8859_1))
                .contains(Field.NAME);
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
}
