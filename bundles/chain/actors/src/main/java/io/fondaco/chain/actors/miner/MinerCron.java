package io.fondaco.chain.actors.miner;

import io.fondaco.chain.actors.Abort;
import io.fondaco.chain.actors.Codec;
import io.fondaco.chain.actors.Keys;
import io.fondaco.chain.actors.Policy;
import io.fondaco.chain.actors.Runtime;
import io.fondaco.chain.actors.Singletons;
import io.fondaco.chain.actors.power.PowerParams;
import io.fondaco.codec.bitfield.BitField;
import io.fondaco.model.Epoch;
import io.fondaco.model.TokenAmount;
import java.util.Arrays;

/** What a miner does when power calls it: at the end of each deadline, and for sectors that ended early. */
final class MinerCron {
    /** What to ask power for: {@code [kind]}. */
    static final byte[] PROVING_DEADLINE = {(byte) 0x81, 1};

    static final byte[] EARLY_ENDS = {(byte) 0x81, 2};

    private MinerCron() {}

    static byte[] deferred(Runtime runtime, byte[] params) {
        runtime.allow(Singletons.STORAGE_POWER);
        PowerParams.Deferred call = PowerParams.Deferred.CODEC.params(params);
        Economics economics =
                new Economics(call.reward(), call.power(), runtime.policy().epochsInDay());
        boolean endsDeadline = Arrays.equals(call.payload(), PROVING_DEADLINE);
        Abort.unlessArgument(endsDeadline || Arrays.equals(call.payload(), EARLY_ENDS), "a call nobody asked for");
        if (endsDeadline) {
            endDeadline(runtime, economics);
        } else {
            settleMore(runtime, economics);
        }
        return Codec.NOTHING;
    }

    private static void settleMore(Runtime runtime, Economics economics) {
        Effects effects = new Effects();
        EarlyEnds early = new EarlyEnds(runtime, economics);
        MinerState state = early.settle(runtime.state(MinerState.class), effects);
        runtime.put(state);
        effects.settle(runtime);
        early.tellMarket();
        if (!state.earlyTerminations().isEmpty()) {
            early.askForMore();
        }
    }

    private static void endDeadline(Runtime runtime, Economics economics) {
        MinerState state = runtime.state(MinerState.class);
        Epoch now = runtime.epoch();
        boolean settled = state.earlyTerminations().isEmpty();
        Policy policy = runtime.policy();
        Effects effects = new Effects();
        // Before penalties: what vested is the miner's.
        Funds.Unlocked vested = state.funds().vest(now);
        effects.pledge(vested.amount().negate());
        state = state.with(vested.funds()).with(state.info().get().promoted(now));
        state = dropLatePreCommits(state, now);

        DeadlineInfo info = state.open(now, policy.proving());
        Deadline deadline = state.deadline(info.index(), runtime.store());
        TokenAmount penalty = TokenAmount.ZERO;
        if (deadline.live > 0) {
            Partition.Ground ground = state.ground(info.index(), policy.proving());
            penalty = economics.continuedFault(deadline.faultyPower.adjusted());
            penalty = deadline.faultyPower.isZero() ? TokenAmount.ZERO : penalty;
            PowerPair claim = deadline.close(
                    state.sectors().proven(), info.last().plus(policy.proving().faultMaxAge()), ground);
            ExpirationSet expired = deadline.expire(info.last(), ground);
            effects.power(claim.minus(expired.active()));
            effects.pledge(expired.pledge().negate());
            if (!expired.early().isEmpty()) {
                state = state.withEarly(state.earlyTerminations().union(BitField.of(info.index())));
            }
            state = state.with(state.funds().pledge(expired.pledge().negate())).with(info.index(), deadline);
        }
        Funds.Paid paid = state.funds().owing(penalty).payWhatItCan(now, runtime.balance());
        effects.paid(paid);
        DeadlineInfo next = DeadlineInfo.at(now.plus(1), state.periodStart(), policy.proving());
        state = state.with(paid.funds()).at(next);
        EarlyEnds early = new EarlyEnds(runtime, economics);
        // If there were some before, they have a call of their own.
        state = settled ? early.settle(state, effects) : state;
        boolean more = state.needsCron();
        runtime.put(state.withCron(more));
        effects.settle(runtime);
        early.tellMarket();
        if (settled && !state.earlyTerminations().isEmpty()) {
            early.askForMore();
        }
        if (more) {
            Effects.enroll(runtime, next.last(), PROVING_DEADLINE);
        }
    }

    private static MinerState dropLatePreCommits(MinerState state, Epoch now) {
        BitFields.Popped late = BitFields.pop(state.sectors().cleanUp(), now);
        Sectors sectors = state.sectors().withCleanUp(late.left());
        TokenAmount lost = TokenAmount.ZERO;
        for (long number : late.all().stream().toArray()) {
            PreCommit preCommit =
                    sectors.preCommitted().get(Keys.unsigned(number)).orElse(null);
            if (preCommit != null) {
                lost = lost.plus(preCommit.deposit());
                sectors = sectors.withoutPreCommit(number);
            }
        }
        return state.with(sectors).with(state.funds().deposit(lost.negate()).owing(lost));
    }
}
