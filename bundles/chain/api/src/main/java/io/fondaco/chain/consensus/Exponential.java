package io.fondaco.chain.consensus;

import java.math.BigInteger;
import java.util.Arrays;
import java.util.List;

/**
 * e to the power of minus x, as elections and minting reckon it. Every node must round alike, so it is a fixed rational
 * function whose products and quotients are rounded down. For use by many threads.
 *
 * <p>Source: specs.filecoin.io, Expected Consensus, running a leader election (coefficients).
 */
public final class Exponential {
    private static final int COEFFICIENT_PRECISION = 128;

    /** Highest power first, in fractions of 2^128. */
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

    private final int precision;
    private final List<BigInteger> numerator;
    private final List<BigInteger> denominator;

    /** @param precision binary places of what it takes and gives, 128 or more */
    public Exponential(int precision) {
        if (precision < COEFFICIENT_PRECISION) {
            throw new IllegalArgumentException(
                    precision + " binary places: the coefficients have " + COEFFICIENT_PRECISION);
        }
        this.precision = precision;
        this.numerator = shifted(NUMERATOR, precision);
        this.denominator = shifted(DENOMINATOR, precision);
    }

    private static List<BigInteger> shifted(List<BigInteger> coefficients, int precision) {
        return coefficients.stream()
                .map(c -> c.shiftLeft(precision - COEFFICIENT_PRECISION))
                .toList();
    }

    /**
     * e to the power of minus {@code x}, rounded down.
     *
     * @param x 0 to 5: beyond, the function is far from the exponential
     */
    public BigInteger ofMinus(BigInteger x) {
        return polynomial(numerator, x).shiftLeft(precision).divide(polynomial(denominator, x));
    }

    private BigInteger polynomial(List<BigInteger> coefficients, BigInteger x) {
        BigInteger value = BigInteger.ZERO;
        for (BigInteger coefficient : coefficients) {
            value = value.multiply(x).shiftRight(precision).add(coefficient);
        }
        return value;
    }

    private static List<BigInteger> numbers(String... decimal) {
        return Arrays.stream(decimal).map(BigInteger::new).toList();
    }
}
