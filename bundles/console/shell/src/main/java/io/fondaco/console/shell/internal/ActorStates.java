package io.fondaco.console.shell.internal;

import io.fondaco.chain.actors.State;
import io.fondaco.chain.actors.StateReader;
import io.fondaco.chain.actors.account.AccountState;
import io.fondaco.chain.actors.cron.CronState;
import io.fondaco.chain.actors.init.InitState;
import io.fondaco.chain.actors.market.Balances;
import io.fondaco.chain.actors.market.MarketState;
import io.fondaco.chain.actors.miner.MinerState;
import io.fondaco.chain.actors.multisig.MultisigState;
import io.fondaco.chain.actors.paych.PaychState;
import io.fondaco.chain.actors.power.PowerState;
import io.fondaco.chain.actors.reward.RewardState;
import io.fondaco.model.Address;
import io.fondaco.model.TokenAmount;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What there is to tell of an actor's state, by kind: names and values in the order people read them. */
final class ActorStates {

    private ActorStates() {}

    static Map<String, Object> of(StateReader.View view, Address id) {
        State state = view.tree().state(id, State.class).orElse(null);
        Map<String, Object> told = new LinkedHashMap<>();
        if (state instanceof MinerState) {
            MinerStates.tell(view, id, told);
        } else if (state instanceof AccountState account) {
            told.put("key", account.address());
        } else if (state instanceof MultisigState multisig) {
            multisig(view, multisig, told);
        } else if (state instanceof PaychState channel) {
            channel(channel, told);
        } else if (state instanceof MarketState market) {
            market(market, told);
        } else if (state instanceof PowerState power) {
            power(view, power, told);
        } else if (state instanceof RewardState reward) {
            reward(reward, told);
        } else if (state instanceof InitState init) {
            told.put("network", init.networkName());
            told.put("nextActor", Address.id(init.nextId()));
        } else if (state instanceof CronState cron) {
            told.put(
                    "calls",
                    cron.entries().stream()
                            .map(entry -> entry.receiver() + " method " + entry.method())
                            .toList());
        }
        return told;
    }

    private static void multisig(StateReader.View view, MultisigState multisig, Map<String, Object> told) {
        told.put("signers", multisig.signers());
        told.put("threshold", multisig.threshold());
        told.put("lockedStill", multisig.lock().at(view.epoch()));
        List<Map<String, Object>> pending = new ArrayList<>();
        multisig.pending().forEach((key, transaction) -> {
            Map<String, Object> one = new LinkedHashMap<>();
            one.put("to", transaction.to());
            one.put("value", transaction.value());
            one.put("method", transaction.method());
            one.put("approvedBy", transaction.approved());
            pending.add(one);
        });
        told.put("pending", pending);
    }

    private static void channel(PaychState channel, Map<String, Object> told) {
        told.put("from", channel.from());
        told.put("to", channel.to());
        told.put("toSend", channel.toSend());
        told.put(
                "settling",
                channel.settlingAt().number() == 0
                        ? "nobody asked to"
                        : "can be collected from epoch " + channel.settlingAt());
        List<Map<String, Object>> lanes = new ArrayList<>();
        channel.lanes().forEach((number, lane) -> {
            Map<String, Object> one = new LinkedHashMap<>();
            one.put("lane", number);
            one.put("redeemed", lane.redeemed());
            one.put("nonce", lane.nonce());
            lanes.add(one);
        });
        told.put("lanes", lanes);
    }

    private static void market(MarketState market, Map<String, Object> told) {
        Balances balances = market.balances();
        TokenAmount[] escrow = {TokenAmount.ZERO};
        balances.escrow().forEach((who, amount) -> escrow[0] = escrow[0].plus(amount));
        told.put("deals", market.proposals().count());
        told.put("inSectors", market.states().count());
        told.put("nextDeal", market.nextId());
        told.put("escrow", escrow[0]);
        told.put("locked", balances.totalLocked());
        told.put("clientCollateral", balances.clientCollateral());
        told.put("providerCollateral", balances.providerCollateral());
        told.put("storageFees", balances.storageFee());
    }

    private static void power(StateReader.View view, PowerState power, Map<String, Object> told) {
        var current = power.current(view.policy().power());
        told.put("miners", power.miners());
        told.put("aboveMinimum", power.aboveMinimum());
        told.put("rawBytes", current.raw());
        told.put("adjustedBytes", current.qualityAdjusted());
        told.put("pledge", power.pledge());
    }

    private static void reward(RewardState reward, Map<String, Object> told) {
        told.put("rewardPerEpoch", reward.thisEpochReward());
        told.put("paid", reward.totalStoragePowerReward());
        told.put("baselineBytes", reward.baselinePower());
    }
}
