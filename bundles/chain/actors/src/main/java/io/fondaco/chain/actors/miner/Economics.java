package io.fondaco.chain.actors.miner;

import io.fondaco.chain.actors.Estimate;
import io.fondaco.chain.actors.Policy;
import io.fondaco.model.Epoch;
import io.fondaco.model.TokenAmount;
import java.math.BigInteger;

/**
 * What sectors cost and earn, in attoFIL. Estimates are taken as steady: their velocities are 0 on every network there is,
 * see {@link Estimate}. Source: specs-actors v8, miner/monies.
 *
 * @param reward of an epoch, attoFIL
 * @param power of the network, quality adjusted bytes
 * @param day in epochs
 */
public record Economics(Estimate reward, Estimate power, long day) {
    private static final BigInteger QUALITY = BigInteger.TEN;
    private static final BigInteger DEAL_QUALITY = BigInteger.TEN;
    private static final BigInteger VERIFIED_QUALITY = BigInteger.valueOf(100);
    private static final int QUALITY_PRECISION = 20;
    private static final long PROJECTION_DAYS = 20;
    private static final long LIFETIME_CAP_DAYS = 140;
    private static final TokenAmount CAP_PER_32_GIB = TokenAmount.fil("1");
    private static final BigInteger GIB_32 = BigInteger.valueOf(32L << 30);
    private static final TokenAmount DISPUTE_BASE = TokenAmount.fil("20");

    private static final TokenAmount BATCH_BALANCER = TokenAmount.parse("5 nanoFIL");
    private static final long GAS_OF_PRE_COMMIT = 16_433_324;
    private static final long BATCH_DISCOUNT = 20;

    /** What whoever disputes a proof with success gets. */
    static final TokenAmount DISPUTE_REWARD = TokenAmount.fil("4");

    /**
     * The power of a sector, quality adjusted bytes: deals counted once, verified ones tenfold, for as long as they last.
     * Source: specs-actors v8, miner/policy, QAPowerForWeight.
     *
     * @param size of the sector, bytes
     * @param duration of the sector, epochs, 1 or more
     * @param dealWeight of deals that are not verified, bytes times epochs
     * @param verifiedWeight of verified deals, bytes times epochs
     */
    public static BigInteger qualityAdjusted(
            long size, long duration, BigInteger dealWeight, BigInteger verifiedWeight) {
        BigInteger spaceTime = BigInteger.valueOf(size).multiply(BigInteger.valueOf(duration));
        BigInteger weighted = spaceTime
                .subtract(dealWeight.add(verifiedWeight))
                .multiply(QUALITY)
                .add(dealWeight.multiply(DEAL_QUALITY))
                .add(verifiedWeight.multiply(VERIFIED_QUALITY));
        BigInteger quality =
                weighted.shiftLeft(QUALITY_PRECISION).divide(spaceTime).divide(QUALITY);
        return BigInteger.valueOf(size).multiply(quality).shiftRight(QUALITY_PRECISION);
    }

    /** What {@code bytes} of power are expected to earn in {@code duration} epochs. */
    TokenAmount expected(BigInteger bytes, long duration) {
        if (power.value().signum() == 0) {
            return TokenAmount.atto(reward.value());
        }
        BigInteger ratio = reward.position()
                .shiftLeft(Estimate.PRECISION)
                .divide(power.position())
                .multiply(BigInteger.valueOf(duration));
        return TokenAmount.atto(bytes.multiply(ratio).shiftRight(Estimate.PRECISION))
                .max(TokenAmount.ZERO);
    }

    /** What pre-committing several sectors at once costs: what they would take as gas, less a discount. */
    static TokenAmount batchFee(long sectors, TokenAmount baseFee) {
        return baseFee.max(BATCH_BALANCER)
                .times(GAS_OF_PRE_COMMIT)
                .times(sectors)
                .dividedBy(BATCH_DISCOUNT);
    }

    TokenAmount dayReward(BigInteger bytes) {
        return expected(bytes, day);
    }

    TokenAmount storagePledge(BigInteger bytes) {
        return expected(bytes, PROJECTION_DAYS * day);
    }

    /**
     * What a pre-commit binds: twenty days of reward, 1 attoFIL at least. Source: specs-actors v8,
     * PreCommitDepositForPower.
     *
     * @param bytes of power of the sector, quality adjusted
     */
    public TokenAmount deposit(BigInteger bytes) {
        return storagePledge(bytes).max(TokenAmount.atto(1));
    }

    /**
     * The pledge of a sector: twenty days of reward, and its share of 30% of what circulates; not above the cap of 1 FIL for
     * 32 GiB. Source: specs-actors v8, InitialPledgeForPower.
     *
     * @param bytes of power of the sector, quality adjusted
     * @param baseline power that is expected of the network, bytes
     * @param circulating attoFIL; taken as 0 when negative
     */
    public TokenAmount pledge(BigInteger bytes, BigInteger baseline, TokenAmount circulating) {
        BigInteger share = power.value().max(baseline).max(bytes);
        TokenAmount additional = TokenAmount.atto(circulating
                .atto()
                .max(BigInteger.ZERO)
                .multiply(BigInteger.valueOf(3))
                .multiply(bytes)
                .divide(BigInteger.TEN.multiply(share)));
        TokenAmount cap = TokenAmount.atto(CAP_PER_32_GIB.atto().multiply(bytes).divide(GIB_32));
        return deposit(bytes).plus(additional).min(cap);
    }

    /**
     * What a miner pays for a proving period in which power stays faulty, the one it is skipped in included: 3.51 days of
     * reward.
     *
     * @param bytes of power, quality adjusted
     */
    public TokenAmount continuedFault(BigInteger bytes) {
        return expected(bytes, day * 351 / 100);
    }

    /** For a proof that was disputed: 5.51 days of reward and 20 FIL. */
    TokenAmount disputed(BigInteger bytes) {
        return expected(bytes, day * 551 / 100).plus(DISPUTE_BASE);
    }

    /** For a sector that ends before its time. */
    TokenAmount termination(SectorInfo sector, BigInteger bytes, Epoch now) {
        long age = Math.min(now.since(sector.activation()), LIFETIME_CAP_DAYS * day);
        TokenAmount byAge = sector.dayReward().times(age).dividedBy(2).dividedBy(day);
        return expected(bytes, day * 35 / 10).max(sector.storagePledge().plus(byAge));
    }

    /** What of a reward is locked up. */
    static TokenAmount locked(TokenAmount reward) {
        return reward.times(75).dividedBy(100);
    }

    /** For two blocks where one was allowed: an epoch's reward. */
    static TokenAmount consensusFault(TokenAmount epochReward, Policy.Rounds rounds) {
        return epochReward.times(5).dividedBy(rounds.winners());
    }

    /** What of it whoever tells of it gets at most. */
    static TokenAmount reporter(TokenAmount epochReward, Policy.Rounds rounds) {
        return epochReward.dividedBy(4L * rounds.winners());
    }
}
