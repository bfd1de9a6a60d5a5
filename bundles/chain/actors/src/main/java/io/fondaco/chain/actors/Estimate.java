package io.fondaco.chain.actors;

import java.math.BigInteger;

/**
 * A figure and how fast it changes: {@code [position, velocity]}, both with 128 binary places. Networks with flat rewards do
 * not smooth: the figure is the last one, and its velocity 0.
 *
 * <p>Source: specs-actors v8, smoothing.
 */
public record Estimate(BigInteger position, BigInteger velocity) {
    /** Binary places of both figures. */
    public static final int PRECISION = 128;

    public static final Codec<Estimate> CODEC = new Codec<>(
            (out, e) -> {
                out.writeListHeader(2);
                Codec.BIG.writer().accept(out, e.position);
                Codec.BIG.writer().accept(out, e.velocity);
            },
            in -> {
                in.readListHeader(2);
                return new Estimate(
                        Codec.BIG.reader().apply(in), Codec.BIG.reader().apply(in));
            });

    /** A figure that does not change. */
    public static Estimate steady(BigInteger figure) {
        return new Estimate(figure.shiftLeft(PRECISION), BigInteger.ZERO);
    }

    /** How much of a new observation is believed: 9.25e-4 of where the figure is, 2.84e-7 of how fast it changes. */
    private static final BigInteger ALPHA = new BigInteger("314761189401868078703621511874385595");

    private static final BigInteger BETA = new BigInteger("96640192205546523623598388510622");

    /** The estimate after one more observation. @param epochs since the last one, 1 or more */
    public Estimate observing(BigInteger figure, long epochs) {
        BigInteger time = BigInteger.valueOf(epochs);
        BigInteger expected = position.add(velocity.multiply(time));
        BigInteger residual = figure.shiftLeft(PRECISION).subtract(expected);
        BigInteger revision = ALPHA.multiply(residual).shiftRight(PRECISION);
        // Quotients are rounded to negative infinity, as shifts are.
        BigInteger[] faster = residual.multiply(BETA).divideAndRemainder(time.shiftLeft(PRECISION));
        BigInteger rounded = faster[1].signum() < 0 ? faster[0].subtract(BigInteger.ONE) : faster[0];
        return new Estimate(expected.add(revision), velocity.add(rounded));
    }

    /** The figure, rounded down. */
    public BigInteger value() {
        return position.shiftRight(PRECISION);
    }
}
