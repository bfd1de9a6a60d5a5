package io.fondaco.chain.actors;

import java.math.BigInteger;

/**
 * A figure and how fast it changes: {@code [position, velocity]}, both with 128 binary places. Networks with flat rewards do
 * not smooth: the figure is the last one, and its velocity 0.
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

    /** The figure, rounded down. */
    public BigInteger value() {
        return position.shiftRight(PRECISION);
    }
}
