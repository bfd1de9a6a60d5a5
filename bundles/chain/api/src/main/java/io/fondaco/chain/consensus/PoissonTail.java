package io.fondaco.chain.consensus;

import java.math.BigInteger;

/**
 * How likely more than k wins are, for k from 0 on, in fractions of 2^256. Every node must round alike, so products
 * and quotients are rounded down.
 *
 * <p>Source: specs.filecoin.io, Expected Consensus, running a leader election.
 */
final class PoissonTail {
    /** Bits after the point. */
    static final int PRECISION = 256;

    private static final Exponential EXPONENTIAL = new Exponential(PRECISION);

    private final BigInteger lambda;
    private BigInteger probability;
    private BigInteger tail;
    private int wins;

    /** Starts at 0 wins. @param lambda wins to be expected, in fractions of 2^256 */
    PoissonTail(BigInteger lambda) {
        this.lambda = lambda;
        this.probability = EXPONENTIAL.ofMinus(lambda);
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
}
