package io.fondaco.testing.devnet;

import static org.assertj.core.api.Assertions.assertThat;

import io.fondaco.chain.BlockContents;
import io.fondaco.chain.Outgoing;
import io.fondaco.chain.actors.miner.MinerView;
import io.fondaco.chain.block.BlockCodec;
import io.fondaco.chain.block.BlockHeader;
import io.fondaco.chain.block.BlockMessage;
import io.fondaco.chain.message.Message;
import io.fondaco.chain.message.SignedMessage;
import io.fondaco.chain.node.ChainNode;
import io.fondaco.model.Epoch;
import io.fondaco.model.TokenAmount;
import io.fondaco.persistence.memory.MemoryVaults;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;

/** A producer that forks, and one that stops. */
public class BadProducerTest {
    @Rule
    public final TemporaryFolder folder = new TemporaryFolder();

    private static MinerView miner(ChainNode node, Devnet net, int producer) {
        return node.read(view ->
                MinerView.of(view.tree(), net.producer(producer), view.policy()).orElseThrow());
    }

    /** A node with another's keys that knows the chain up to now and hears of nothing from then on. */
    private ChainNode twin(Devnet net, int of) throws Exception {
        Path snapshot = folder.getRoot().toPath().resolve("until-now.car");
        net.node(0).exportTo(snapshot, 60, blocks -> {});
        ChainNode twin = new ChainNode(
                new ChainNode.Parts(
                        net.genesis(),
                        net.seed(),
                        new MemoryVaults().open("chain"),
                        net.keys(of),
                        net.time,
                        Optional.empty(),
                        Runnable::run,
                        Runnable::run),
                new ChainNode.Settings(true, false, Map.of(), 0, 0));
        twin.importFrom(snapshot, blocks -> {});
        return twin;
    }

    private static byte[] gossiped(ChainNode node, BlockHeader block) {
        BlockContents contents = node.contents(block.cid()).orElseThrow();
        return BlockCodec.encode(new BlockMessage(
                block,
                contents.bls().stream().map(Message::cid).toList(),
                contents.secp().stream().map(SignedMessage::cid).toList()));
    }

    @Test
    public void whoMakesTwoBlocksAtOneHeightIsReportedAndExcluded() throws Exception {
        try (Devnet net = new Devnet(3)) {
            net.turn(40);
            ChainNode twin = twin(net, 1);
            SignedMessage only = twin.pool()
                    .send(Outgoing.transfer(net.owner(1), net.rich(3), TokenAmount.fil("7")))
                    .toCompletableFuture()
                    .join();
            twin.start();
            BlockHeader second = null;
            for (int i = 0; i < 20 && second == null; i++) {
                net.turn(1);
                BlockHeader made = twin.head().blocks().get(0);
                Epoch height = made.height();
                boolean both = made.miner().equals(net.producer(1))
                        && net.node(0).tipsetAt(height).height().equals(height)
                        && net.node(0).tipsetAt(height).blocks().stream()
                                .anyMatch(block -> block.miner().equals(net.producer(1))
                                        && !block.cid().equals(made.cid()));
                second = both ? made : null;
            }
            assertThat(second)
                    .as("a block of the twin beside one of its original")
                    .isNotNull();
            twin.close();
            net.await(net.node(0).pool().push(only));
            net.await(net.node(0).submitBlock(gossiped(twin, second)));
            net.turn(6);
            Epoch excluded = miner(net.node(0), net, 1).consensusFaultElapsed();
            assertThat(excluded).isGreaterThan(net.node(0).head().height());
            for (long epoch = excluded.number() - 10; epoch < excluded.number() - 1; epoch++) {
                net.turn(Math.max(0, epoch - net.node(0).head().height().number()));
                assertThat(net.node(0).tipsetAt(Epoch.of(epoch)).blocks())
                        .extracting(BlockHeader::miner)
                        .doesNotContain(net.producer(1));
            }
            assertThat(net.audit(0)).isEmpty();
        }
    }

    @Test
    public void whoStopsLosesItsPowerAndTheOthersGoOn() {
        try (Devnet net = new Devnet(3)) {
            net.turn(10);
            net.node(2).close();
            net.turn(300);
            assertThat(net.node(0).head().height()).isGreaterThan(Epoch.of(295));
            assertThat(net.node(1).tipsetAt(Epoch.of(300)))
                    .isEqualTo(net.node(0).tipsetAt(Epoch.of(300)));
            assertThat(miner(net.node(0), net, 2).power().adjusted()).isZero();
            assertThat(miner(net.node(0), net, 1).power().adjusted()).isPositive();
            assertThat(net.audit(0)).isEmpty();
            // Back again, it catches up, declares its sectors recovered and has its power back a period later.
            net.restart(2);
            net.turn(300);
            assertThat(miner(net.node(0), net, 2).power().adjusted()).isPositive();
            assertThat(net.audit(2)).isEmpty();
        }
    }
}
