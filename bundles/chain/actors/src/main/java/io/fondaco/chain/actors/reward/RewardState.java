package io.fondaco.chain.actors.reward;

import io.fondaco.chain.actors.Codec;
import io.fondaco.chain.actors.Estimate;
import io.fondaco.chain.actors.Policy;
import io.fondaco.chain.actors.State;
import io.fondaco.codec.cbor.CborReader;
import io.fondaco.codec.cbor.CborWriter;
import io.fondaco.model.Epoch;
import io.fondaco.model.TokenAmount;
import java.math.BigInteger;

/**
 * State of reward: the tuple of eleven of actors v8. What minting by power counts stays 0 where rewards are
 * flat.
 *
 * @param minting what minting by power counts
 * @param thisEpochReward for an epoch with as many blocks as expected, attoFIL
 * @param smoothed the same as an estimate
 * @param baselinePower bytes
 * @param epoch for which these figures are
 * @param totalStoragePowerReward paid for blocks so far, attoFIL
 * @param simpleTotal to be minted with time, attoFIL
 * @param baselineTotal to be minted with power, attoFIL
 */
public record RewardState(
        Minting minting,
        TokenAmount thisEpochReward,
        Estimate smoothed,
        BigInteger baselinePower,
        Epoch epoch,
        TokenAmount totalStoragePowerReward,
        TokenAmount simpleTotal,
        TokenAmount baselineTotal)
        implements State {

    /** What minting by power counts: byte-epochs expected and had, and how far the network is on its way. */
    public record Minting(
            BigInteger cumsumBaseline,
            BigInteger cumsumRealized,
            long effectiveNetworkTime,
            BigInteger effectiveBaselinePower) {
        static final Minting FLAT = new Minting(BigInteger.ZERO, BigInteger.ZERO, 0, BigInteger.ZERO);
    }

    /** The share of what there is to mint that time alone mints, in percent. */
    private static final int SIMPLE_PERCENT = 30;

    /** The state at genesis. @param toMint what the actor holds, attoFIL */
    public static RewardState first(Policy.Rewards rewards, TokenAmount toMint) {
        if (rewards.minting() == Policy.Minting.FLAT) {
            return new RewardState(
                    Minting.FLAT,
                    rewards.perEpoch(),
                    Estimate.steady(rewards.perEpoch().atto()),
                    rewards.baseline(),
                    Epoch.of(0),
                    TokenAmount.ZERO,
                    toMint,
                    TokenAmount.ZERO);
        }
        TokenAmount simple = toMint.times(SIMPLE_PERCENT).dividedBy(100);
        RewardState before = new RewardState(
                new Minting(BigInteger.ZERO, BigInteger.ZERO, 0, rewards.baseline()),
                TokenAmount.ZERO,
                Estimate.steady(rewards.perEpoch().atto()),
                PowerMinting.baselineBefore(rewards.baseline()),
                Epoch.of(-1),
                TokenAmount.ZERO,
                simple,
                toMint.minus(simple));
        return before.minted(BigInteger.ZERO);
    }

    /** The state for the epoch after {@code now}, with the reward minted for it. @param power raw, in bytes */
    RewardState after(Epoch now, BigInteger power) {
        RewardState caughtUp = this;
        while (caughtUp.epoch.isBefore(now)) {
            caughtUp = caughtUp.stepped(power);
        }
        RewardState next = caughtUp.minted(power);
        long passed = Math.max(1, next.epoch.since(epoch));
        return next.with(next.thisEpochReward, smoothed.observing(next.thisEpochReward.atto(), passed));
    }

    private RewardState minted(BigInteger power) {
        RewardState next = stepped(power);
        return next.with(
                PowerMinting.reward(next.epoch.number(), minting, next.minting, simpleTotal, baselineTotal), smoothed);
    }

    private RewardState stepped(BigInteger power) {
        BigInteger baseline = PowerMinting.baselineAfter(baselinePower);
        return new RewardState(
                PowerMinting.after(minting, baseline, power),
                thisEpochReward,
                smoothed,
                baseline,
                epoch.plus(1),
                totalStoragePowerReward,
                simpleTotal,
                baselineTotal);
    }

    private RewardState with(TokenAmount reward, Estimate estimate) {
        return new RewardState(
                minting, reward, estimate, baselinePower, epoch, totalStoragePowerReward, simpleTotal, baselineTotal);
    }

    RewardState paid(TokenAmount amount) {
        return new RewardState(
                minting,
                thisEpochReward,
                smoothed,
                baselinePower,
                epoch,
                totalStoragePowerReward.plus(amount),
                simpleTotal,
                baselineTotal);
    }

    /** The state for {@code next} where rewards are flat. */
    RewardState flat(Epoch next, TokenAmount reward) {
        return new RewardState(
                minting,
                reward,
                Estimate.steady(reward.atto()),
                baselinePower,
                next,
                totalStoragePowerReward,
                simpleTotal,
                baselineTotal);
    }

    static RewardState read(CborReader in) {
        in.readListHeader(11);
        return new RewardState(
                new Minting(
                        Codec.BIG.reader().apply(in),
                        Codec.BIG.reader().apply(in),
                        in.readLong(),
                        Codec.BIG.reader().apply(in)),
                in.readTokenAmount(),
                Estimate.CODEC.reader().apply(in),
                Codec.BIG.reader().apply(in),
                Epoch.of(in.readLong()),
                in.readTokenAmount(),
                in.readTokenAmount(),
                in.readTokenAmount());
    }

    @Override
    public void write(CborWriter out) {
        out.writeListHeader(11);
        Codec.BIG.writer().accept(out, minting.cumsumBaseline);
        Codec.BIG.writer().accept(out, minting.cumsumRealized);
        out.writeLong(minting.effectiveNetworkTime);
        Codec.BIG.writer().accept(out, minting.effectiveBaselinePower);
        out.writeTokenAmount(thisEpochReward);
        Estimate.CODEC.writer().accept(out, smoothed);
        Codec.BIG.writer().accept(out, baselinePower);
        out.writeLong(epoch.number())
                .writeTokenAmount(totalStoragePowerReward)
                .writeTokenAmount(simpleTotal)
                .writeTokenAmount(baselineTotal);
    }
}
