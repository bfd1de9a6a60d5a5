package io.fondaco.chain.actors.miner;

import io.fondaco.chain.actors.Abort;
import io.fondaco.chain.actors.ExitCode;
import io.fondaco.chain.actors.Policy;
import io.fondaco.codec.ipld.BlockStore;
import io.fondaco.model.Epoch;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Which deadlines new sectors go to: few partitions first, then few sectors, then the one that comes next. */
final class Assignment {
    private static final int MAX_PARTITIONS = 3000;

    private final long index;
    private final long partitionSectors;
    private long live;
    private long total;

    private Assignment(long index, Deadline deadline, long partitionSectors) {
        this.index = index;
        this.partitionSectors = partitionSectors;
        live = deadline.live;
        total = deadline.total;
    }

    private long partitionsAfter() {
        return total / partitionSectors + 1;
    }

    private long compactAfter() {
        return live / partitionSectors + 1;
    }

    private boolean full() {
        return partitionsAfter() > MAX_PARTITIONS;
    }

    private boolean opens() {
        return total % partitionSectors == 0;
    }

    /** Puts sectors in deadlines that may change now. @throws Abort (18) if all are full */
    static MinerState assign(
            MinerState state, List<SectorInfo> sectors, Epoch epoch, Policy.Proving policy, BlockStore store) {
        DeadlineInfo now = state.open(epoch, policy);
        long partitionSectors = state.info().get().type().partitionSectors();
        List<Assignment> open = new ArrayList<>();
        for (long i = 0; i < policy.deadlines(); i++) {
            if (new DeadlineInfo(now.start(), i, policy).mutable(epoch)) {
                open.add(new Assignment(i, state.deadline(i, store), partitionSectors));
            }
        }
        // The period wraps around: deadlines after the open one come first.
        Comparator<Assignment> order = Comparator.comparing(Assignment::full)
                .thenComparing(Assignment::compactAfter)
                .thenComparing(Assignment::partitionsAfter)
                .thenComparing(Assignment::opens)
                .thenComparingLong(a -> a.live)
                .thenComparingLong(a -> Math.floorMod(a.index - now.index(), (long) policy.deadlines()));
        Map<Long, List<SectorInfo>> byDeadline = new TreeMap<>();
        List<SectorInfo> sorted = new ArrayList<>(sectors);
        sorted.sort(Comparator.comparingLong(SectorInfo::number));
        for (SectorInfo sector : sorted) {
            Assignment best = open.stream().min(order).orElseThrow();
            Abort.unless(!best.full(), ExitCode.USR_FORBIDDEN, "all deadlines are full");
            byDeadline.computeIfAbsent(best.index, i -> new ArrayList<>()).add(sector);
            best.live++;
            best.total++;
        }
        MinerState changed = state;
        for (Map.Entry<Long, List<SectorInfo>> entry : byDeadline.entrySet()) {
            Deadline deadline = changed.deadline(entry.getKey(), store);
            deadline.add(entry.getValue(), partitionSectors, changed.ground(entry.getKey(), policy));
            changed = changed.with(entry.getKey(), deadline);
        }
        return changed;
    }
}
