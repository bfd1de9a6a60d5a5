package io.fondaco.chain.actors.miner;

import io.fondaco.chain.actors.Runtime;
import io.fondaco.chain.actors.Singletons;
import io.fondaco.chain.actors.StateArray;
import io.fondaco.chain.actors.market.MarketActor;
import io.fondaco.chain.actors.market.MarketParams;
import io.fondaco.codec.bitfield.BitField;
import io.fondaco.model.Epoch;
import io.fondaco.model.TokenAmount;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/** Settles sectors that ended before their time, no more at once than {@link Addressed} says. */
final class EarlyEnds {
    private final Runtime runtime;
    private final Economics economics;
    private final SortedMap<Epoch, List<Long>> deals = new TreeMap<>();
    private long sectors = Addressed.MAX_SECTORS;
    private long partitions = Addressed.MAX_PARTITIONS;
    private TokenAmount fee = TokenAmount.ZERO;
    private TokenAmount pledge = TokenAmount.ZERO;

    EarlyEnds(Runtime runtime, Economics economics) {
        this.runtime = runtime;
        this.economics = economics;
    }

    /** Takes the fees of sectors that ended early, and gives up their pledge. What is left over is in the state. */
    MinerState settle(MinerState before, Effects effects) {
        MinerState state = before;
        for (long index : before.earlyTerminations().stream().toArray()) {
            if (sectors > 0 && partitions > 0) {
                Deadline deadline = state.deadline(index, runtime.store());
                settle(state, deadline);
                state = state.with(index, deadline);
                if (deadline.earlyTerminations.isEmpty()) {
                    state = state.withEarly(state.earlyTerminations().minus(BitField.of(index)));
                }
            }
        }
        Funds.Paid paid = state.funds()
                .pledge(pledge.negate())
                .owing(fee)
                .payWhatItCan(runtime.epoch(), runtime.balance().minus(effects.burnt()));
        effects.paid(paid);
        effects.pledge(pledge.negate());
        return state.with(paid.funds());
    }

    private void settle(MinerState state, Deadline deadline) {
        for (long at : deadline.earlyTerminations.stream().toArray()) {
            if (sectors > 0 && partitions > 0) {
                Partition partition = deadline.partition(at);
                settle(state, partition);
                deadline.put(at, partition);
                if (partition.earlyTerminated.count() == 0) {
                    deadline.earlyTerminations = deadline.earlyTerminations.minus(BitField.of(at));
                }
                partitions--;
            }
        }
    }

    private void settle(MinerState state, Partition partition) {
        SortedMap<Long, BitField> queue = new TreeMap<>();
        partition.earlyTerminated.forEach(queue::put);
        for (Map.Entry<Long, BitField> entry : queue.entrySet()) {
            BitField now =
                    entry.getValue().slice(0, Math.min(sectors, entry.getValue().count()));
            BitField later = entry.getValue().minus(now);
            StateArray<BitField> left = partition.earlyTerminated;
            partition.earlyTerminated =
                    later.isEmpty() ? left.without(entry.getKey()) : left.with(entry.getKey(), later);
            sectors -= now.count();
            Epoch ended = Epoch.of(entry.getKey());
            for (SectorInfo sector : Sectors.infos(state.sectors().proven(), now)) {
                BigInteger bytes =
                        sector.power(state.info().get().type().sectorSize()).adjusted();
                fee = fee.plus(economics.termination(sector, bytes, ended));
                pledge = pledge.plus(sector.pledge());
                if (!sector.deals().isEmpty()) {
                    deals.computeIfAbsent(ended, e -> new ArrayList<>()).addAll(sector.deals());
                }
            }
        }
    }

    /** Once the state is put: the deals in these sectors are slashed. */
    void tellMarket() {
        deals.forEach((epoch, ended) -> runtime.send(
                        Singletons.STORAGE_MARKET,
                        MarketActor.ON_MINER_SECTORS_TERMINATE,
                        MarketParams.Terminate.CODEC.encode(new MarketParams.Terminate(epoch, ended)),
                        TokenAmount.ZERO)
                .require("telling the market of sectors that ended"));
    }

    /** Has cron settle what is left over, in the next epoch. */
    void askForMore() {
        Effects.enroll(runtime, runtime.epoch().plus(1), MinerCron.EARLY_ENDS);
    }
}
