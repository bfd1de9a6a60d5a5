package io.fondaco.chain.consensus;

import io.fondaco.chain.block.BlockHeader;
import io.fondaco.chain.block.Tipset;
import java.math.BigInteger;
import java.util.Iterator;

/** Which of two chains is heavier. Source: specs.filecoin.io, Expected Consensus, chain weighting. */
public final class ChainWeight {
    private static final int FRACTION_BITS = 8;
    private static final BigInteger EXPECTED_WINS = BigInteger.valueOf(Election.MAINNET.expectedWins());

    private ChainWeight() {}

    /**
     * Weight of a tipset.
     *
     * @param parent weight of its parents
     * @param power of the network, quality adjusted, in the parents' state; 1 or more
     * @param wins of all its blocks together
     */
    public static BigInteger of(BigInteger parent, BigInteger power, long wins) {
        if (power.signum() <= 0) {
            throw new IllegalArgumentException("a network of power " + power + " has no weight");
        }
        BigInteger log = BigInteger.valueOf(power.bitLength() - 1L).shiftLeft(FRACTION_BITS);
        return parent.add(log)
                .add(log.multiply(BigInteger.valueOf(wins)).divide(EXPECTED_WINS.multiply(BigInteger.TWO)));
    }

    /**
     * Whether {@code candidate} should take the place of {@code current}: it is heavier, or as heavy and has the smaller
     * ticket where the tickets first differ.
     */
    public static boolean prefers(Tipset candidate, BigInteger weight, Tipset current, BigInteger currentWeight) {
        int order = weight.compareTo(currentWeight);
        Iterator<BlockHeader> other = current.blocks().iterator();
        for (BlockHeader block : candidate.blocks()) {
            if (order != 0 || !other.hasNext()) {
                break;
            }
            order = other.next().ticket().compareTo(block.ticket());
        }
        return order > 0;
    }
}
