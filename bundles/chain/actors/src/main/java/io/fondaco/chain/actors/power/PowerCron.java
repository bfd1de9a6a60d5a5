package io.fondaco.chain.actors.power;

import io.fondaco.chain.actors.Codec;
import io.fondaco.chain.actors.Estimate;
import io.fondaco.chain.actors.ExitCode;
import io.fondaco.chain.actors.Keys;
import io.fondaco.chain.actors.Policy;
import io.fondaco.chain.actors.Reply;
import io.fondaco.chain.actors.Runtime;
import io.fondaco.chain.actors.Singletons;
import io.fondaco.chain.actors.StateMultimap;
import io.fondaco.chain.actors.Syscalls;
import io.fondaco.chain.actors.reward.RewardActor;
import io.fondaco.chain.actors.reward.ThisEpochReward;
import io.fondaco.model.Address;
import io.fondaco.model.Epoch;
import io.fondaco.model.TokenAmount;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What the power actor does at the end of each epoch: check seals, call miners, close the books. */
final class PowerCron {
    /** The method of miners for sectors whose seals hold: {@link PowerParams.Confirmed}. */
    static final long CONFIRM_SECTOR_PROOFS = 17;
    /** The method of miners for calls they asked for: {@link PowerParams.Deferred}. */
    static final long DEFERRED_CRON_EVENT = 12;

    private PowerCron() {}

    static byte[] tick(Runtime runtime, byte[] params) {
        runtime.allow(Singletons.CRON);
        Codec.noParams(params);
        ThisEpochReward reward = ThisEpochReward.CODEC.decode(
                runtime.send(Singletons.REWARD, RewardActor.THIS_EPOCH_REWARD, Codec.NOTHING, TokenAmount.ZERO)
                        .require("asking for the epoch's reward"));
        checkSeals(runtime, reward);
        callMiners(runtime, reward);
        PowerState before = runtime.state(PowerState.class);
        PowerState state = before.closed(runtime.policy().power(), smoothed(runtime, before));
        runtime.put(state);
        runtime.send(
                        Singletons.REWARD,
                        RewardActor.UPDATE_NETWORK_KPI,
                        Codec.BIG.encode(state.last().raw()),
                        TokenAmount.ZERO)
                .require("telling reward the power");
        return Codec.NOTHING;
    }

    private static Estimate smoothed(Runtime runtime, PowerState state) {
        BigInteger power = state.current(runtime.policy().power()).qualityAdjusted();
        return runtime.policy().rewards().minting() == Policy.Minting.FLAT
                ? Estimate.steady(power)
                : state.last().smoothed().observing(power, 1);
    }

    private static void checkSeals(Runtime runtime, ThisEpochReward reward) {
        PowerState state = runtime.state(PowerState.class);
        if (state.seals() == null) {
            return;
        }
        Map<Address, Set<Long>> good = new LinkedHashMap<>();
        state.seals().forEach((key, seals) -> {
            Address miner = Address.fromBytes(key);
            if (state.claims().contains(miner)) {
                good.put(miner, verified(runtime, seals));
            } else {
                runtime.note(seals.size() + " seals of " + miner + " are not checked: it has no claim any more");
            }
        });
        runtime.put(state.withSeals(null));
        good.forEach((miner, sectors) -> {
            if (!sectors.isEmpty()) {
                byte[] params = PowerParams.Confirmed.CODEC.encode(new PowerParams.Confirmed(
                        List.copyOf(sectors),
                        reward.smoothed(),
                        reward.baselinePower(),
                        state.last().smoothed()));
                Reply reply = runtime.send(miner, CONFIRM_SECTOR_PROOFS, params, TokenAmount.ZERO);
                if (!reply.ok()) {
                    runtime.note("miner " + miner + " did not take its sectors " + sectors + ": "
                            + ExitCode.name(reply.exitCode()) + ": " + reply.failure());
                }
            }
        });
    }

    /** The sectors whose seals hold, each once. */
    private static Set<Long> verified(Runtime runtime, List<Syscalls.Seal> seals) {
        Set<Long> sectors = new LinkedHashSet<>();
        for (Syscalls.Seal seal : seals) {
            if (!sectors.contains(seal.sector()) && runtime.verifySeal(seal)) {
                sectors.add(seal.sector());
            } else {
                runtime.note("the seal of sector " + seal.sector() + " of f0" + seal.miner()
                        + " does not hold, or is its second one");
            }
        }
        return sectors;
    }

    private static void callMiners(Runtime runtime, ThisEpochReward reward) {
        PowerState state = runtime.state(PowerState.class);
        List<CronEvent> due = new ArrayList<>();
        StateMultimap<CronEvent> queue = state.cronQueue();
        for (Epoch at = state.firstCronEpoch(); !at.isAfter(runtime.epoch()); at = at.plus(1)) {
            byte[] key = Keys.signed(at.number());
            List<CronEvent> events = queue.get(key);
            if (!events.isEmpty()) {
                due.addAll(events);
                queue = queue.without(key);
            }
        }
        // Before the calls: miners ask for their next call while they run.
        runtime.put(state.withQueue(queue, runtime.epoch().plus(1)));
        Set<Address> broken = new LinkedHashSet<>();
        for (CronEvent event : due) {
            if (!state.claims().contains(event.miner()) || broken.contains(event.miner())) {
                continue;
            }
            byte[] params = PowerParams.Deferred.CODEC.encode(new PowerParams.Deferred(
                    event.payload(), reward.smoothed(), state.last().smoothed()));
            Reply reply = runtime.send(event.miner(), DEFERRED_CRON_EVENT, params, TokenAmount.ZERO);
            if (!reply.ok()) {
                runtime.note("miner " + event.miner() + " broke down and loses its claim: "
                        + ExitCode.name(reply.exitCode()) + ": " + reply.failure());
                broken.add(event.miner());
            }
        }
        if (!broken.isEmpty()) {
            PowerState left = runtime.state(PowerState.class);
            for (Address miner : broken) {
                left = left.without(miner, runtime.policy().power());
            }
            runtime.put(left);
        }
    }
}
