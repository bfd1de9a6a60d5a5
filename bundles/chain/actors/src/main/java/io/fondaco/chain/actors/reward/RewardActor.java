package io.fondaco.chain.actors.reward;

import io.fondaco.chain.actors.Abort;
import io.fondaco.chain.actors.Actor;
import io.fondaco.chain.actors.ActorCode;
import io.fondaco.chain.actors.Codec;
import io.fondaco.chain.actors.ExitCode;
import io.fondaco.chain.actors.Policy;
import io.fondaco.chain.actors.Reply;
import io.fondaco.chain.actors.Runtime;
import io.fondaco.chain.actors.Singletons;
import io.fondaco.chain.actors.State;
import io.fondaco.codec.cbor.CborReader;
import io.fondaco.codec.cbor.CborWriter;
import io.fondaco.codec.ipld.BlockStore;
import io.fondaco.model.Address;
import io.fondaco.model.TokenAmount;
import java.math.BigInteger;
import java.util.Map;

/**
 * Pays for blocks out of what it holds, as {@link Policy.Minting} says. Source: specs-actors v8, reward.
 */
public final class RewardActor implements Actor {
    /** {@link AwardParams}; of the chain itself. */
    public static final long AWARD_BLOCK_REWARD = 2;
    /** Any caller; returns {@link ThisEpochReward}. */
    public static final long THIS_EPOCH_REWARD = 3;
    /** The network's raw power; of the power actor. */
    public static final long UPDATE_NETWORK_KPI = 4;

    /** The method of miners that takes a reward: {@code [reward, penalty]}. */
    public static final long APPLY_REWARDS = 14;

    /** How many times a miner pays for a message it should not have taken. */
    private static final long PENALTY_MULTIPLIER = 3;

    private final Map<Long, Method> methods = Map.of(
            CONSTRUCTOR, new Method("Constructor", this::construct),
            AWARD_BLOCK_REWARD, new Method("AwardBlockReward", this::award),
            THIS_EPOCH_REWARD, new Method("ThisEpochReward", this::thisEpoch),
            UPDATE_NETWORK_KPI, new Method("UpdateNetworkKPI", this::update));

    @Override
    public ActorCode code() {
        return ActorCode.REWARD;
    }

    @Override
    public Map<Long, Method> methods() {
        return methods;
    }

    @Override
    public State read(CborReader in, BlockStore store) {
        return RewardState.read(in);
    }

    private byte[] construct(Runtime runtime, byte[] params) {
        runtime.allow(Singletons.SYSTEM);
        Codec.BIG.params(params);
        runtime.put(RewardState.first(runtime.policy().rewards(), runtime.balance()));
        return Codec.NOTHING;
    }

    private byte[] award(Runtime runtime, byte[] params) {
        runtime.allow(Singletons.SYSTEM);
        AwardParams block = AwardParams.CODEC.params(params);
        Abort.unlessArgument(!block.penalty().isNegative(), "a penalty of " + block.penalty());
        Abort.unlessArgument(!block.gasReward().isNegative(), "a gas reward of " + block.gasReward());
        Abort.unlessArgument(block.winCount() > 0, "a win count of " + block.winCount());
        TokenAmount balance = runtime.balance();
        Abort.unless(
                balance.compareTo(block.gasReward()) >= 0,
                ExitCode.USR_ILLEGAL_STATE,
                "a balance of " + balance + " to pay " + block.gasReward() + " of tips");
        Address miner = runtime.resolve(block.miner())
                .orElseThrow(() -> new Abort(ExitCode.USR_NOT_FOUND, "there is no miner " + block.miner()));
        RewardState state = runtime.state(RewardState.class);
        TokenAmount due = state.thisEpochReward()
                .times(block.winCount())
                .dividedBy(runtime.policy().rounds().winners());
        TokenAmount minted = due.min(balance.minus(block.gasReward()));
        TokenAmount total = minted.plus(block.gasReward());
        runtime.put(state.paid(minted));
        byte[] reward = new CborWriter()
                .writeListHeader(2)
                .writeTokenAmount(total)
                .writeTokenAmount(block.penalty().times(PENALTY_MULTIPLIER))
                .toBytes();
        Reply reply = runtime.send(miner, APPLY_REWARDS, reward, total);
        if (!reply.ok()) {
            runtime.note("miner " + miner + " refused its reward of " + total + ", which is burnt: "
                    + ExitCode.name(reply.exitCode()) + ": " + reply.failure());
            runtime.burn(total);
        }
        return Codec.NOTHING;
    }

    private byte[] thisEpoch(Runtime runtime, byte[] params) {
        Codec.noParams(params);
        RewardState state = runtime.state(RewardState.class);
        return ThisEpochReward.CODEC.encode(new ThisEpochReward(state.smoothed(), state.baselinePower()));
    }

    private byte[] update(Runtime runtime, byte[] params) {
        runtime.allow(Singletons.STORAGE_POWER);
        BigInteger power = Codec.BIG.params(params);
        Abort.unlessArgument(power.signum() >= 0, "a power of " + power);
        RewardState state = runtime.state(RewardState.class);
        Policy.Rewards rule = runtime.policy().rewards();
        if (rule.minting() == Policy.Minting.BY_POWER) {
            runtime.put(state.after(runtime.epoch(), power));
            return Codec.NOTHING;
        }
        TokenAmount left = state.simpleTotal()
                .plus(state.baselineTotal())
                .minus(state.totalStoragePowerReward())
                .max(TokenAmount.ZERO);
        runtime.put(state.flat(runtime.epoch().plus(1), rule.perEpoch().min(left)));
        return Codec.NOTHING;
    }
}
