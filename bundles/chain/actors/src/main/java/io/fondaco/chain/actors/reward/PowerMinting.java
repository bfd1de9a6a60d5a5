package io.fondaco.chain.actors.reward;

import io.fondaco.chain.actors.Estimate;
import io.fondaco.chain.actors.reward.RewardState.Minting;
import io.fondaco.model.TokenAmount;
import java.math.BigInteger;
import java.util.Arrays;
import java.util.List;

/**
 * Minting that depends on time and on power: the simple part halves every six years; the baseline part runs on a clock of
 * its own, which keeps step with time only while the network has the power that is expected of it, twice as much each year.
 * Figures have 128 binary places and are rounded down, so that every node mints alike. Years are of 30-second epochs.
 *
 * <p>Source: specs-actors v8, reward logic; the coefficients are those of elections.
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

    /** Highest power first. */
    private static final List<BigInteger> NUMERATOR = numbers(
            "-648770010757830093818553637600",
            "67469480939593786226847644286976",
            "-3197587544499098424029388939001856",
            "89244641121992890118377641805348864",
            "-1579656163641440567800982336819953664",
            "17685496037279256458459817590917169152",
            "-115682590513835356866803355398940131328",
            "340282366920938463463374607431768211456");

    private static final List<BigInteger> DENOMINATOR = numbers(
            "1225524182432722209606361",
            "114095592300906098243859450",
            "5665570424063336070530214243",
            "194450132448609991765137938448",
            "5068267641632683791026134915072",
            "104716890604972796896895427629056",
            "1748338658439454459487681798864896",
            "23704654329841312470660182937960448",
            "259380097567996910282699886670381056",
            "2250336698853390384720606936038375424",
            "14978272436876548034486263159246028800",
            "72144088983913131323343765784380833792",
            "224599776407103106596571252037123047424",
            "340282366920938463463374607431768211456");

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
                .multiply(exponentialOfMinus(BigInteger.valueOf(epoch).multiply(LAMBDA)))
                .shiftRight(PRECISION);
        BigInteger baseline = minted(after, baselineTotal).subtract(minted(before, baselineTotal));
        return TokenAmount.atto(simple.add(baseline).shiftRight(PRECISION));
    }

    private static BigInteger minted(Minting at, TokenAmount total) {
        BigInteger lambdas = theta(at).multiply(LAMBDA).shiftRight(PRECISION);
        return total.atto().multiply(ONE.subtract(exponentialOfMinus(lambdas)));
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

    /** e to the power of minus {@code x}; good for 0 to 5. */
    static BigInteger exponentialOfMinus(BigInteger x) {
        return polynomial(NUMERATOR, x).shiftLeft(PRECISION).divide(polynomial(DENOMINATOR, x));
    }

    private static BigInteger polynomial(List<BigInteger> coefficients, BigInteger x) {
        BigInteger value = BigInteger.ZERO;
        for (BigInteger coefficient : coefficients) {
            value = value.multiply(x).shiftRight(PRECISION).add(coefficient);
        }
        return value;
    }

    private static List<BigInteger> numbers(String... decimal) {
        return Arrays.stream(decimal).map(BigInteger::new).toList();
    }
}
