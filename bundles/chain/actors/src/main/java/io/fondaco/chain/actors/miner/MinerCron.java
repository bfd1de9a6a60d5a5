package io.fondaco.chain.actors.miner;

import io.fondaco.chain.actors.Abort;
import io.fondaco.chain.actors.Codec;
import io.fondaco.chain.actors.Keys;
import io.fondaco.chain.actors.Policy;
import io.fondaco.chain.actors.Runtime;
import io.fondaco.chain.actors.Singletons;
import io.fondaco.chain.actors.StateArray;
import io.fondaco.chain.actors.market.MarketActor;
import io.fondaco.chain.actors.market.MarketParams;
import io.fondaco.chain.actors.power.PowerParams;
import io.fondaco.codec.bitfield.BitField;
import io.fondaco.model.Epoch;
import io.fondaco.model.TokenAmount;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/** What a miner does when power calls it: at the end of each deadline, and for sectors that ended early. */
final class MinerCron {
    /** What to ask power for: {@code [kind]}. */
    static final byte[] PROVING_DEADLINE = {(byte) 0x81, 1};

    private MinerCron() {}

    static byte[] deferred(Runtime runtime, byte[] params) {
        runtime.allow(Singletons.STORAGE_POWER);
        PowerParams.Deferred call = PowerParams.Deferred.CODEC.params(params);
        Abort.unlessArgument(Arrays.equals(call.payload(), PROVING_DEADLINE), "a call nobody asked for");
        endDeadline(
                runtime,
                new Economics(call.reward(), call.power(), runtime.policy().epochsInDay()));
        return Codec.NOTHING;
    }

    private static void endDeadline(Runtime runtime, Economics economics) {
        MinerState state = runtime.state(MinerState.class);
        Epoch now = runtime.epoch();
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
        List<MarketParams.Terminate> ended = new ArrayList<>();
        state = settleEarly(state, economics, runtime, effects, ended);
        boolean more = state.needsCron();
        runtime.put(state.withCron(more));
        effects.settle(runtime);
        tellMarket(runtime, ended);
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

    /** Takes the fees of sectors that ended early, and gives up their pledge. */
    static MinerState settleEarly(
            MinerState before,
            Economics economics,
            Runtime runtime,
            Effects effects,
            List<MarketParams.Terminate> ended) {
        if (before.earlyTerminations().isEmpty()) {
            return before;
        }
        MinerState state = before;
        long size = state.info().get().type().sectorSize();
        StateArray<SectorInfo> proven = state.sectors().proven();
        TokenAmount fee = TokenAmount.ZERO;
        TokenAmount pledge = TokenAmount.ZERO;
        for (long index : state.earlyTerminations().stream().toArray()) {
            Deadline deadline = state.deadline(index, runtime.store());
            for (long at : deadline.earlyTerminations.stream().toArray()) {
                Partition partition = deadline.partition(at);
                BitFields.Popped popped = BitFields.pop(partition.earlyTerminated, Epoch.of(Long.MAX_VALUE));
                partition.earlyTerminated = popped.left();
                deadline.put(at, partition);
                for (Map.Entry<Long, BitField> entry : popped.byEpoch().entrySet()) {
                    List<Long> deals = new ArrayList<>();
                    for (SectorInfo sector : Sectors.infos(proven, entry.getValue())) {
                        BigInteger bytes = sector.power(size).adjusted();
                        fee = fee.plus(economics.termination(sector, bytes, Epoch.of(entry.getKey())));
                        pledge = pledge.plus(sector.pledge());
                        deals.addAll(sector.deals());
                    }
                    if (!deals.isEmpty()) {
                        ended.add(new MarketParams.Terminate(Epoch.of(entry.getKey()), deals));
                    }
                }
            }
            deadline.earlyTerminations = BitField.EMPTY;
            state = state.with(index, deadline);
        }
        Funds.Paid paid = state.funds()
                .pledge(pledge.negate())
                .owing(fee)
                .payWhatItCan(runtime.epoch(), runtime.balance().minus(effects.burnt()));
        effects.paid(paid);
        effects.pledge(pledge.negate());
        return state.with(paid.funds()).withEarly(BitField.EMPTY);
    }

    static void tellMarket(Runtime runtime, List<MarketParams.Terminate> ended) {
        for (MarketParams.Terminate terminate : ended) {
            runtime.send(
                            Singletons.STORAGE_MARKET,
                            MarketActor.ON_MINER_SECTORS_TERMINATE,
                            MarketParams.Terminate.CODEC.encode(terminate),
                            TokenAmount.ZERO)
                    .require("telling the market of sectors that ended");
        }
    }
}
