package io.fondaco.chain.actors.reward;

import io.fondaco.chain.actors.Estimate;
import io.fondaco.chain.actors.reward.RewardState.Minting;
import io.fondaco.chain.consensus.Exponential;
import io.fondaco.model.TokenAmount;
import java.math.BigInteger;

/**
 * Minting that depends on time and on power: the simple part halves every six years; the baseline part runs on a clock of
 * its own, which keeps step with time only while the network has the power that is expected of it, twice as much each year.
 * Figures have 128 binary places and are rounded down, so that every node mints alike. Years are of 30-second epochs.
 *
 * <p>Source: specs-actors v8, reward logic; the exponential is that of elections.
 */
final class PowerMinting {
    private static final int PRECISION = Estimate.PRECISION;
    private static final BigInteger ONE = BigInteger.ONE.shiftLeft(PRECISION);

    /** ln 2 by the epochs of six years. */
    private static final BigInteger LAMBDA = new BigInteger("37396271439864487274534522888786");
    /** e to the power of that, less 1. */
    private static final BigInteger EXP_LAMBDA_LESS_ONE = new BigInteger("37396273494747879394193016954629");
    /** By how much the baseline grows each epoch. */
    private static final BigInteger BASELINE_GROWTH = new BigInteger("340282591298641078465964189926313473653");

    private static final Exponential EXPONENTIAL = new Exponential(PRECISION);

    private PowerMinting() {}

    /** The baseline one epoch before it is {@code baseline}. */
    static BigInteger baselineBefore(BigInteger baseline) {
        return baseline.shiftLeft(PRECISION).divide(BASELINE_GROWTH);
    }

    /** The baseline of the epoch after, in bytes. */
    static BigInteger baselineAfter(BigInteger baseline) {
        return baseline.multiply(BASELINE_GROWTH).shiftRight(PRECISION);
    }

    /** How far the network is after an epoch. @param expected baseline of that epoch; {@code power} raw, in bytes */
    static Minting after(Minting before, BigInteger expected, BigInteger power) {
        BigInteger realized = before.cumsumRealized().add(power.min(expected));
        BigInteger baseline = before.cumsumBaseline();
        BigInteger effective = before.effectiveBaselinePower();
        long time = before.effectiveNetworkTime();
        while (realized.compareTo(baseline) > 0) {
            time++;
            effective = baselineAfter(effective);
            baseline = baseline.add(effective);
        }
        return new Minting(baseline, realized, time, effective);
    }

    /** What an epoch mints, in attoFIL. */
    static TokenAmount reward(
            long epoch, Minting before, Minting after, TokenAmount simpleTotal, TokenAmount baselineTotal) {
        BigInteger simple = simpleTotal
                .atto()
                .multiply(EXP_LAMBDA_LESS_ONE)
                .multiply(EXPONENTIAL.ofMinus(BigInteger.valueOf(epoch).multiply(LAMBDA)))
                .shiftRight(PRECISION);
        BigInteger baseline = minted(after, baselineTotal).subtract(minted(before, baselineTotal));
        return TokenAmount.atto(simple.add(baseline).shiftRight(PRECISION));
    }

    private static BigInteger minted(Minting at, TokenAmount total) {
        BigInteger lambdas = theta(at).multiply(LAMBDA).shiftRight(PRECISION);
        return total.atto().multiply(ONE.subtract(EXPONENTIAL.ofMinus(lambdas)));
    }

    /** The effective time, with the part of its last epoch that is had. */
    private static BigInteger theta(Minting at) {
        if (at.effectiveNetworkTime() == 0) {
            return BigInteger.ZERO;
        }
        BigInteger missing = at.cumsumBaseline()
                .subtract(at.cumsumRealized())
                .shiftLeft(PRECISION)
                .divide(at.effectiveBaselinePower());
        return BigInteger.valueOf(at.effectiveNetworkTime())
                .shiftLeft(PRECISION)
                .subtract(missing);
    }
}
