package io.fondaco.testing.devnet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fondaco.chain.BlockContents;
import io.fondaco.chain.Included;
import io.fondaco.chain.Outgoing;
import io.fondaco.chain.actors.Singletons;
import io.fondaco.chain.actors.miner.MinerActor;
import io.fondaco.chain.actors.miner.MinerParams;
import io.fondaco.chain.actors.miner.MinerView;
import io.fondaco.chain.actors.reward.RewardState;
import io.fondaco.chain.block.BlockCodec;
import io.fondaco.chain.block.BlockHeader;
import io.fondaco.chain.block.BlockMessage;
import io.fondaco.chain.block.MessageRoots;
import io.fondaco.chain.block.Tipset;
import io.fondaco.chain.block.TipsetKey;
import io.fondaco.codec.ipld.MemoryBlocks;
import io.fondaco.crypto.SignatureScheme;
import io.fondaco.model.Address;
import io.fondaco.model.Epoch;
import io.fondaco.model.TokenAmount;
import java.io.IOException;
import java.math.BigInteger;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.junit.After;
import org.junit.Test;

/** A miner that makes two blocks where one is allowed, found out by another node. */
public class ConsensusFaultTest {
    /** What the gas of a few messages costs at most. */
    private static final TokenAmount GAS = TokenAmount.fil("0.01");

    private final Devnet net = new Devnet(2);
    private final Address cheat = net.producer(1);

    @After
    public void end() {
        assertThat(net.audit(0)).isEmpty();
        assertThat(net.audit(1)).isEmpty();
        net.close();
    }

    private <T> T miner(TipsetKey at, Function<MinerView, T> look) {
        return net.node(0)
                .read(
                        at,
                        view -> look.apply(
                                MinerView.of(view.tree(), cheat, view.policy()).orElseThrow()));
    }

    private TokenAmount balance(TipsetKey at, Address account) {
        return net.node(0)
                .read(at, view -> view.tree().actor(account).orElseThrow().balance());
    }

    /** A block of the miner that carries messages, as the head's chain has it. */
    private BlockHeader block() {
        for (int i = 0; i < 100; i++) {
            net.await(net.node(0).pool().send(Outgoing.transfer(net.rich(0), net.rich(1), TokenAmount.fil("1"))));
            net.turn(1);
            Optional<BlockHeader> found = net.node(0).head().blocks().stream()
                    .filter(b -> b.miner().equals(cheat))
                    .filter(b -> net.node(0)
                                    .contents(b.cid())
                                    .map(BlockContents::size)
                                    .orElse(0)
                            > 0)
                    .findFirst();
            if (found.isPresent()) {
                return found.get();
            }
        }
        throw new AssertionError("no block with messages");
    }

    /** The same block without its messages, signed as well. */
    private BlockHeader twin(BlockHeader h) throws IOException {
        BlockHeader empty = new BlockHeader(
                h.miner(),
                h.ticket(),
                h.electionProof(),
                h.beaconEntries(),
                h.winningPoSt(),
                h.parents(),
                h.parentWeight(),
                h.height(),
                h.stateRoot(),
                h.receipts(),
                MessageRoots.write(new MemoryBlocks(), List.of(), List.of()).cid(),
                Optional.of(SignatureScheme.bls().aggregate(List.of())),
                h.timestamp(),
                Optional.empty(),
                0,
                h.parentBaseFee());
        return empty.sign(net.keys(1).export(net.owner(1)));
    }

    private Optional<Included> report(Epoch from) {
        for (long epoch = from.number(); epoch <= net.node(0).head().height().number(); epoch++) {
            Tipset tipset = net.node(0).tipsetAt(Epoch.of(epoch));
            Optional<Included> found = net.node(0).executed(tipset.key()).stream()
                    .filter(m ->
                            m.message().to().equals(cheat) && m.message().method() == MinerActor.REPORT_CONSENSUS_FAULT)
                    .findFirst();
            if (found.isPresent()) {
                return found;
            }
        }
        return Optional.empty();
    }

    @Test
    public void aDoubleForkIsReportedByWhoSeesItAndCostsTheMinerAnEpochsRewardAndItsTurns() throws Exception {
        net.turn(20);
        BlockHeader first = block();
        BlockHeader second = twin(first);
        assertThat(second.cid()).isNotEqualTo(first.cid());
        net.await(net.node(0).submitBlock(BlockCodec.encode(new BlockMessage(second, List.of(), List.of()))));
        for (int i = 0; i < 20 && report(first.height()).isEmpty(); i++) {
            net.turn(1);
        }
        Included report = report(first.height()).orElseThrow();
        assertThat(report.receipt().ok()).isTrue();
        assertThat(net.node(0)
                        .<Address>read(view -> view.tree().resolve(net.owner(0)).orElseThrow()))
                .as("the reporter is the other node's")
                .isEqualTo(net.node(0)
                        .<Address>read(view ->
                                view.tree().resolve(report.message().from()).orElseThrow()));

        Tipset held = net.node(0).tipset(report.tipset()).orElseThrow();
        net.turn(2);
        TipsetKey before = held.parents();
        TipsetKey after = held.key();
        TokenAmount reward = net.node(0).read(before, view -> view.tree()
                .state(Singletons.REWARD, RewardState.class)
                .orElseThrow()
                .thisEpochReward());
        TokenAmount share = reward.dividedBy(20);
        assertThat(balance(after, net.owner(0)).minus(balance(before, net.owner(0))))
                .isLessThan(share)
                .isGreaterThan(share.minus(GAS));
        assertThat(balance(after, Singletons.BURNT_FUNDS).minus(balance(before, Singletons.BURNT_FUNDS)))
                .isGreaterThanOrEqualTo(reward.minus(share))
                .isLessThan(reward.minus(share).plus(GAS));

        // It is excluded for as long as finality, and is a miner all the while.
        Epoch until = miner(after, MinerView::consensusFaultElapsed);
        assertThat(until)
                .isEqualTo(held.height().plus(net.node(0).policy().rounds().finality()));
        while (net.node(0).head().height().isBefore(until.plus(40))) {
            net.turn(1);
        }
        long made = 0;
        for (long epoch = held.height().number() + 2; epoch < until.number(); epoch++) {
            Tipset tipset = net.node(0).tipsetAt(Epoch.of(epoch));
            assertThat(tipset.blocks()).extracting(BlockHeader::miner).doesNotContain(cheat);
        }
        for (long epoch = until.number() + 1; epoch <= until.number() + 40; epoch++) {
            made += net.node(0).tipsetAt(Epoch.of(epoch)).blocks().stream()
                    .filter(b -> b.miner().equals(cheat))
                    .count();
        }
        assertThat(made).as("blocks after its exclusion").isPositive();
        BigInteger power = miner(before, m -> m.power().raw());
        assertThat(this.<BigInteger>miner(
                        net.node(0).head().key(), m -> m.power().raw()))
                .isEqualTo(power);

        // The same fault does not pay twice.
        byte[] again = MinerParams.Fault.CODEC.encode(
                new MinerParams.Fault(BlockCodec.encode(first), BlockCodec.encode(second), new byte[0]));
        assertThat(report.message().params())
                .satisfiesAnyOf(params -> assertThat(params).isEqualTo(again), params -> assertThat(params)
                        .isEqualTo(MinerParams.Fault.CODEC.encode(new MinerParams.Fault(
                                BlockCodec.encode(second), BlockCodec.encode(first), new byte[0]))));
        assertThatThrownBy(() -> net.await(net.node(0)
                        .pool()
                        .send(Outgoing.call(
                                net.rich(2), cheat, TokenAmount.ZERO, MinerActor.REPORT_CONSENSUS_FAULT, again, ""))))
                .hasMessageContaining("forbidden (18)");
    }
}
