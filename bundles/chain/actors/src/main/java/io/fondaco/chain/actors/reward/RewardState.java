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
 * State of reward: the tuple of eleven of actors v8. The sums, the effective time and the effective power, which minting by
 * power takes, stay 0 where rewards are flat.
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

    /** The state at genesis. @param toMint what the actor holds, attoFIL */
    public static RewardState first(Policy.Rewards rewards, TokenAmount toMint) {
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

    RewardState at(Epoch next, TokenAmount reward) {
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
