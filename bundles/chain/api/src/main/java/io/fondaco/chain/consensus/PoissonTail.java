package io.fondaco.chain.consensus;

import java.math.BigInteger;
import java.util.Arrays;
import java.util.List;

/**
 * How likely more than k wins are, for k from 0 on, in fractions of 2^256. Every node must round alike, so the
 * exponential is a fixed rational function, and products and quotients are rounded down.
 *
 * <p>Source: specs.filecoin.io, Expected Consensus, running a leader election (coefficients).
 */
final class PoissonTail {
    /** Bits after the point. */
    static final int PRECISION = 256;

    private static final int COEFFICIENT_PRECISION = 128;

    /** Highest power first, in fractions of 2^128. */
    private static final List<BigInteger> NUMERATOR = coefficients(
            "-648770010757830093818553637600",
            "67469480939593786226847644286976",
            "-3197587544499098424029388939001856",
            "89244641121992890118377641805348864",
            "-1579656163641440567800982336819953664",
            "17685496037279256458459817590917169152",
            "-115682590513835356866803355398940131328",
            "340282366920938463463374607431768211456");

    private static final List<BigInteger> DENOMINATOR = coefficients(
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

    private final BigInteger lambda;
    private BigInteger probability;
    private BigInteger tail;
    private int wins;

    /** Starts at 0 wins. @param lambda wins to be expected, in fractions of 2^256 */
    PoissonTail(BigInteger lambda) {
        this.lambda = lambda;
        this.probability = exponentialOfMinus(lambda);
        this.tail = BigInteger.ONE.shiftLeft(PRECISION).subtract(probability);
    }

    /** How likely more wins are than were stepped to. */
    BigInteger tail() {
        return tail;
    }

    /** Steps to one win more. */
    void next() {
        wins++;
        probability =
                probability.divide(BigInteger.valueOf(wins)).multiply(lambda).shiftRight(PRECISION);
        tail = tail.subtract(probability);
    }

    /** e to the power of minus {@code x}, both in fractions of 2^256; good for 0 to 5. */
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

    private static List<BigInteger> coefficients(String... decimal) {
        return Arrays.stream(decimal)
                .map(text -> new BigInteger(text).shiftLeft(PRECISION - COEFFICIENT_PRECISION))
                .toList();
    }
}
