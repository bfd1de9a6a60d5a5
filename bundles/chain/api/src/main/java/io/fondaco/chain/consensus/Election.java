package io.fondaco.chain.consensus;

import io.fondaco.model.Multihash;
import java.math.BigInteger;

/**
 * The lottery for the right to make blocks: each miner wins as often as the Poisson distribution says for its share of
 * power.
 *
 * <p>Source: specs.filecoin.io, Expected Consensus, running a leader election.
 *
 * @param expectedWins of all miners together at one height, 1 to 5: the exponential is exact enough that far
 * @param maxWins of one miner at one height
 */
public record Election(int expectedWins, int maxWins) {
    /** Five wins a height, 15 at most. */
    public static final Election MAINNET = new Election(5, 15);

    public Election {
        if (expectedWins < 1 || expectedWins > 5 || maxWins < 1) {
            throw new IllegalArgumentException(
                    "an election of " + expectedWins + " wins expected, " + maxWins + " at most");
        }
    }

    /**
     * How often a miner has won.
     *
     * @param proof VRF of its election proof
     * @param power of the miner, quality adjusted, at the lookback
     * @param total power of all miners there, 1 or more and not less than the miner's
     * @return 0 to {@link #maxWins}
     */
    public int wins(byte[] proof, BigInteger power, BigInteger total) {
        BigInteger lot = new BigInteger(1, Multihash.blake2b256(proof).digest());
        PoissonTail tail = new PoissonTail(lambda(power, total));
        int wins = 0;
        while (wins < maxWins && lot.compareTo(tail.tail()) < 0) {
            tail.next();
            wins++;
        }
        return wins;
    }

    /** Wins to be expected, in fractions of 2^256. */
    BigInteger lambda(BigInteger power, BigInteger total) {
        if (power.signum() < 0 || total.signum() <= 0 || power.compareTo(total) > 0) {
            throw new IllegalArgumentException("power " + power + " of " + total);
        }
        return power.multiply(BigInteger.valueOf(expectedWins))
                .shiftLeft(PoissonTail.PRECISION)
                .divide(total);
    }
}
