package io.fondaco.chain.actors.miner;

import io.fondaco.chain.actors.Abort;
import io.fondaco.chain.actors.ActorCode;
import io.fondaco.chain.actors.Codec;
import io.fondaco.chain.actors.ExitCode;
import io.fondaco.chain.actors.Policy;
import io.fondaco.chain.actors.Runtime;
import io.fondaco.chain.actors.Syscalls;
import io.fondaco.codec.bitfield.BitField;
import io.fondaco.model.Epoch;
import io.fondaco.model.TokenAmount;
import java.util.List;

/** Sectors that fail, come back or end early, and miners that break consensus. */
final class Faults {
    private Faults() {}

    private static DeadlineInfo beforeCutoff(Runtime runtime, MinerState state, long index) {
        Policy.Proving policy = runtime.policy().proving();
        Abort.unlessArgument(
                index >= 0 && index < policy.deadlines(), "deadline " + index + ": there are " + policy.deadlines());
        DeadlineInfo next = DeadlineInfo.next(index, runtime.epoch(), state.periodStart(), policy);
        Abort.unlessArgument(
                runtime.epoch().isBefore(next.faultCutoff()),
                "too late for deadline " + index + ", which opens at " + next.open() + ": it took until "
                        + next.faultCutoff());
        return next;
    }

    static byte[] declare(Runtime runtime, byte[] params) {
        MinerState state = runtime.state(MinerState.class);
        runtime.allow(state.info().get().controllers());
        Policy.Proving policy = runtime.policy().proving();
        Effects effects = new Effects();
        List<MinerParams.Declared> all = MinerParams.DECLARED.params(params);
        Addressed.check(all);
        for (MinerParams.Declared declared : all) {
            long index = declared.deadline();
            DeadlineInfo next = beforeCutoff(runtime, state, index);
            Deadline deadline = state.deadline(index, runtime.store());
            effects.power(deadline.fault(
                    declared.partition(),
                    declared.sectors(),
                    next.last().plus(policy.faultMaxAge()),
                    state.ground(index, policy)));
            state = state.with(index, deadline);
        }
        runtime.put(state);
        effects.settle(runtime);
        return Codec.NOTHING;
    }

    static byte[] recover(Runtime runtime, byte[] params) {
        MinerState state = runtime.state(MinerState.class);
        MinerInfo info = state.info().get();
        runtime.allow(info.controllers());
        List<MinerParams.Declared> all = MinerParams.DECLARED.params(params);
        Addressed.check(all);
        Abort.unless(
                runtime.epoch().isAfter(info.faultElapsed()),
                ExitCode.USR_FORBIDDEN,
                "the miner broke consensus and is excluded until " + info.faultElapsed());
        Effects effects = new Effects();
        Funds.Paid paid = state.funds().payAll(runtime.balance());
        effects.paid(paid);
        state = state.with(paid.funds());
        for (MinerParams.Declared declared : all) {
            long index = declared.deadline();
            beforeCutoff(runtime, state, index);
            Deadline deadline = state.deadline(index, runtime.store());
            deadline.declareRecovered(
                    declared.partition(),
                    declared.sectors(),
                    state.ground(index, runtime.policy().proving()));
            state = state.with(index, deadline);
        }
        runtime.put(state);
        effects.settle(runtime);
        return Codec.NOTHING;
    }

    static byte[] terminate(Runtime runtime, byte[] params) {
        runtime.allow(runtime.state(MinerState.class).info().get().controllers());
        List<MinerParams.Declared> all = MinerParams.DECLARED.params(params);
        Addressed.check(all);
        Economics economics = Commits.economics(runtime);
        MinerState state = runtime.state(MinerState.class);
        boolean settled = state.earlyTerminations().isEmpty();
        Policy.Proving policy = runtime.policy().proving();
        Effects effects = new Effects();
        for (MinerParams.Declared declared : all) {
            long index = declared.deadline();
            Deadline deadline = state.deadline(index, runtime.store());
            Abort.unlessArgument(
                    new DeadlineInfo(state.open(runtime.epoch(), policy).start(), index, policy)
                            .mutable(runtime.epoch()),
                    "deadline " + index + " is open or about to be: its sectors cannot end now");
            Abort.unlessArgument(!declared.sectors().isEmpty(), "no sectors to end in deadline " + index);
            ExpirationSet removed = deadline.terminate(
                    declared.partition(), declared.sectors(), runtime.epoch(), state.ground(index, policy));
            effects.power(PowerPair.ZERO.minus(removed.active()));
            state = state.with(index, deadline)
                    .withEarly(state.earlyTerminations().union(BitField.of(index)));
        }
        EarlyEnds early = new EarlyEnds(runtime, economics);
        state = early.settle(state, effects);
        runtime.put(state);
        effects.settle(runtime);
        early.tellMarket();
        boolean done = state.earlyTerminations().isEmpty();
        // Whoever was not settled when this began has asked for another call already.
        if (!done && settled) {
            early.askForMore();
        }
        return MinerParams.DONE.encode(done);
    }

    static byte[] reportConsensusFault(Runtime runtime, byte[] params) {
        runtime.allow(ActorCode.ACCOUNT, ActorCode.MULTISIG);
        MinerParams.Fault report = MinerParams.Fault.CODEC.params(params);
        Syscalls.ConsensusFault fault = runtime.consensusFault(report.first(), report.second(), report.witness())
                .orElseThrow(() -> new Abort(ExitCode.USR_ILLEGAL_ARGUMENT, "the blocks prove no fault"));
        Abort.unlessArgument(
                fault.miner().equals(runtime.receiver()),
                "the fault is " + fault.miner() + "'s, not " + runtime.receiver());
        Abort.unlessArgument(
                fault.epoch().isBefore(runtime.epoch()), "a fault of epoch " + fault.epoch() + ", which is not over");
        TokenAmount epochReward =
                TokenAmount.atto(Commits.reward(runtime).smoothed().value());
        MinerState state = runtime.state(MinerState.class);
        MinerInfo info = state.info().get();
        Abort.unless(
                !fault.epoch().isBefore(info.faultElapsed()),
                ExitCode.USR_FORBIDDEN,
                "the miner is excluded until " + info.faultElapsed() + " for such a fault already");
        Policy.Rounds rounds = runtime.policy().rounds();
        Funds.Paid paid = state.funds()
                .owing(Economics.consensusFault(epochReward, rounds))
                .payWhatItCan(runtime.epoch(), runtime.balance());
        Epoch until = runtime.epoch().plus(rounds.finality());
        runtime.put(state.with(paid.funds()).with(info.excludedUntil(until)));
        reward(runtime, new Effects(), paid, Economics.reporter(epochReward, rounds));
        return Codec.NOTHING;
    }

    /** Pays whoever told of a fault out of the penalty that was paid, and burns the rest. */
    static void reward(Runtime runtime, Effects effects, Funds.Paid paid, TokenAmount most) {
        TokenAmount reward = paid.total().min(most);
        effects.pledge(paid.fromVesting().negate());
        effects.burn(paid.total().minus(reward));
        if (!reward.isZero()) {
            runtime.send(runtime.caller(), 0, Codec.NOTHING, reward).require("paying the reporter");
        }
        effects.settle(runtime);
    }
}
