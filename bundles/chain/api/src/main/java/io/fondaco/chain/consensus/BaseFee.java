package io.fondaco.chain.consensus;

import io.fondaco.model.TokenAmount;
import java.math.BigInteger;

/** What a unit of gas costs at least, and what miners get of it. Source: specs.filecoin.io, Gas Fees. */
public final class BaseFee {
    /** Gas that a block should use. */
    public static final long GAS_TARGET = 5_000_000_000L;

    /** Gas that a block may use. */
    public static final long GAS_LIMIT = 2 * GAS_TARGET;

    /** Of the first block. */
    public static final TokenAmount INITIAL = TokenAmount.atto(100_000_000);

    /** The smallest there is. */
    public static final TokenAmount MIN = TokenAmount.atto(100);

    /** A height changes it by an eighth at most. */
    private static final BigInteger MAX_CHANGE = BigInteger.valueOf(8);

    private BaseFee() {}

    /**
     * The base fee of the next height, as the networks from nv1 to nv27 have it.
     *
     * @param gasLimits sum of the gas limits of the tipset's messages, each counted once
     * @param blocks of the tipset, 1 or more
     */
    public static TokenAmount next(TokenAmount baseFee, long gasLimits, int blocks) {
        if (gasLimits < 0 || blocks < 1) {
            throw new IllegalArgumentException("gas limits of " + gasLimits + " in " + blocks + " blocks");
        }
        long delta = Math.min(gasLimits / blocks - GAS_TARGET, GAS_TARGET);
        BigInteger change = floor(
                floor(baseFee.atto().multiply(BigInteger.valueOf(delta)), BigInteger.valueOf(GAS_TARGET)), MAX_CHANGE);
        return TokenAmount.atto(baseFee.atto().add(change)).max(MIN);
    }

    private static BigInteger floor(BigInteger value, BigInteger divisor) {
        BigInteger[] parts = value.divideAndRemainder(divisor);
        return parts[1].signum() < 0 ? parts[0].subtract(BigInteger.ONE) : parts[0];
    }

    /** What of the premium is left for the miner: fee cap less base fee at most, and nothing below. */
    public static TokenAmount effectivePremium(TokenAmount baseFee, TokenAmount feeCap, TokenAmount premium) {
        return premium.min(feeCap.minus(baseFee).max(TokenAmount.ZERO));
    }
}
