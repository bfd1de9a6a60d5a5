package io.fondaco.sector.pipeline.internal;

import io.fondaco.chain.DealProposal;
import io.fondaco.chain.actors.Estimate;
import io.fondaco.chain.actors.Machine;
import io.fondaco.chain.actors.Policy;
import io.fondaco.chain.actors.Singletons;
import io.fondaco.chain.actors.StateTree;
import io.fondaco.chain.actors.power.PowerState;
import io.fondaco.chain.actors.reward.RewardState;
import io.fondaco.model.TokenAmount;
import java.math.BigInteger;
import java.util.Collection;

/**
 * What sectors will cost, foreseen from a state: the chain computes it again when the message runs, and by then the figures
 * have moved a little. Source: specs-actors v8, miner/monies.
 *
 * @param reward of an epoch, attoFIL
 * @param power of the network, quality adjusted bytes
 * @param baseline bytes
 * @param circulating attoFIL
 * @param day in epochs
 */
record Costs(Estimate reward, Estimate power, BigInteger baseline, TokenAmount circulating, long day) {

    private static final long PROJECTION_DAYS = 20;
    private static final int QUALITY_PRECISION = 20;
    private static final BigInteger VERIFIED = BigInteger.TEN;
    private static final TokenAmount CAP = TokenAmount.fil("1");
    private static final BigInteger CAP_BYTES = BigInteger.valueOf(32L << 30);
    /** What is sent more than is foreseen, in percent: what the miner does not need it keeps. */
    private static final long MARGIN = 10;

    static Costs of(StateTree tree, Policy policy) {
        RewardState reward = tree.state(Singletons.REWARD, RewardState.class).orElseThrow();
        PowerState power =
                tree.state(Singletons.STORAGE_POWER, PowerState.class).orElseThrow();
        return new Costs(
                reward.smoothed(),
                power.last().smoothed(),
                reward.baselinePower(),
                Machine.circulating(tree, policy),
                policy.epochsInDay());
    }

    /** Bytes of power of a sector: what verified deals fill counts tenfold for as long as they last. */
    static BigInteger qualityAdjusted(long size, long life, Collection<DealProposal> deals) {
        BigInteger spaceTime = BigInteger.valueOf(size).multiply(BigInteger.valueOf(life));
        BigInteger verified = deals.stream()
                .filter(DealProposal::verified)
                .map(d -> BigInteger.valueOf(d.pieceSize()).multiply(BigInteger.valueOf(d.duration())))
                .reduce(BigInteger.ZERO, BigInteger::add);
        BigInteger weighted = spaceTime.subtract(verified).add(verified.multiply(VERIFIED));
        BigInteger quality = weighted.shiftLeft(QUALITY_PRECISION).divide(spaceTime);
        return BigInteger.valueOf(size).multiply(quality).shiftRight(QUALITY_PRECISION);
    }

    private TokenAmount expected(BigInteger bytes, long duration) {
        if (power.value().signum() == 0) {
            return TokenAmount.atto(reward.value());
        }
        BigInteger ratio = reward.position()
                .shiftLeft(Estimate.PRECISION)
                .divide(power.position())
                .multiply(BigInteger.valueOf(duration));
        return TokenAmount.atto(bytes.multiply(ratio).shiftRight(Estimate.PRECISION))
                .max(TokenAmount.ZERO);
    }

    /** What a pre-commit binds, with a margin. */
    TokenAmount deposit(BigInteger bytes) {
        return withMargin(base(bytes));
    }

    private TokenAmount base(BigInteger bytes) {
        return expected(bytes, PROJECTION_DAYS * day).max(TokenAmount.atto(1));
    }

    /** What a sector binds once it is proven, with a margin. */
    TokenAmount pledge(BigInteger bytes) {
        BigInteger share = power.value().max(baseline).max(bytes);
        TokenAmount additional = TokenAmount.atto(circulating
                .atto()
                .multiply(BigInteger.valueOf(3))
                .multiply(bytes)
                .divide(BigInteger.TEN.multiply(share)));
        TokenAmount cap = TokenAmount.atto(CAP.atto().multiply(bytes).divide(CAP_BYTES));
        return withMargin(base(bytes).plus(additional).min(cap));
    }

    private static TokenAmount withMargin(TokenAmount amount) {
        return amount.times(100 + MARGIN).dividedBy(100);
    }
}
