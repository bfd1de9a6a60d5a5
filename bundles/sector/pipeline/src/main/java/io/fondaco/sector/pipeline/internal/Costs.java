package io.fondaco.sector.pipeline.internal;

import io.fondaco.chain.DealProposal;
import io.fondaco.chain.actors.Machine;
import io.fondaco.chain.actors.Policy;
import io.fondaco.chain.actors.Singletons;
import io.fondaco.chain.actors.StateTree;
import io.fondaco.chain.actors.miner.Economics;
import io.fondaco.chain.actors.power.PowerState;
import io.fondaco.chain.actors.reward.RewardState;
import io.fondaco.model.TokenAmount;
import java.math.BigInteger;
import java.util.Collection;

/**
 * What sectors will cost, foreseen from a state: the chain computes it again when the message runs, and by then the figures
 * have moved a little.
 *
 * @param economics of the network at that state
 * @param baseline bytes
 * @param circulating attoFIL
 */
record Costs(Economics economics, BigInteger baseline, TokenAmount circulating) {

    /** What is sent more than is foreseen, in percent: what the miner does not need it keeps. */
    private static final long MARGIN = 10;

    static Costs of(StateTree tree, Policy policy) {
        RewardState reward = tree.state(Singletons.REWARD, RewardState.class).orElseThrow();
        PowerState power =
                tree.state(Singletons.STORAGE_POWER, PowerState.class).orElseThrow();
        return new Costs(
                new Economics(reward.smoothed(), power.last().smoothed(), policy.epochsInDay()),
                reward.baselinePower(),
                Machine.circulating(tree, policy));
    }

    /** Bytes of power of a sector: what verified deals fill counts tenfold for as long as they last. */
    static BigInteger qualityAdjusted(long size, long life, Collection<DealProposal> deals) {
        BigInteger verified = deals.stream()
                .filter(DealProposal::verified)
                .map(d -> BigInteger.valueOf(d.pieceSize()).multiply(BigInteger.valueOf(d.duration())))
                .reduce(BigInteger.ZERO, BigInteger::add);
        // Other deals count as much as empty space, so their weight makes no difference.
        return Economics.qualityAdjusted(size, life, BigInteger.ZERO, verified);
    }

    /** What a pre-commit binds, with a margin. */
    TokenAmount deposit(BigInteger bytes) {
        return withMargin(economics.deposit(bytes));
    }

    /** What a sector binds once it is proven, with a margin. */
    TokenAmount pledge(BigInteger bytes) {
        return withMargin(economics.pledge(bytes, baseline, circulating));
    }

    private static TokenAmount withMargin(TokenAmount amount) {
        return amount.times(100 + MARGIN).dividedBy(100);
    }
}
