package io.fondaco.chain.actors.miner;

import io.fondaco.chain.actors.Abort;
import io.fondaco.chain.actors.Codec;
import io.fondaco.chain.actors.ExitCode;
import io.fondaco.chain.actors.Policy;
import io.fondaco.chain.actors.Runtime;
import io.fondaco.codec.bitfield.BitField;

/** What keeps the state of a miner small: partitions without ended sectors, numbers without gaps. */
final class Compaction {
    private Compaction() {}

    static byte[] partitions(Runtime runtime, byte[] params) {
        MinerState state = runtime.state(MinerState.class);
        runtime.allow(state.info().get().controllers());
        MinerParams.Compaction compaction = MinerParams.Compaction.CODEC.params(params);
        Policy.Proving policy = runtime.policy().proving();
        long index = compaction.deadline();
        Deadline deadline = state.deadline(index, runtime.store());
        DeadlineInfo info = DeadlineInfo.next(index, runtime.epoch(), state.periodStart(), policy);
        Abort.unless(
                info.mutable(runtime.epoch()) && !info.disputable(runtime.epoch()),
                ExitCode.USR_FORBIDDEN,
                "deadline " + index + " is open, about to be, or its proofs can still be disputed");
        Addressed.check(compaction.partitions().count(), 0);
        Abort.unless(
                deadline.earlyTerminations.isEmpty(),
                ExitCode.USR_ILLEGAL_STATE,
                "deadline " + index + " has sectors that ended early and are not settled yet");
        if (!compaction.partitions().isEmpty()) {
            long partitionSectors = state.info().get().type().partitionSectors();
            BitField over = deadline.compact(compaction.partitions(), partitionSectors, state.ground(index, policy));
            runtime.put(state.with(index, deadline).with(state.sectors().without(over)));
        }
        return Codec.NOTHING;
    }

    static byte[] numbers(Runtime runtime, byte[] params) {
        MinerState state = runtime.state(MinerState.class);
        runtime.allow(state.info().get().controllers());
        BitField numbers = MinerParams.SECTOR_NUMBERS.params(params);
        Abort.unlessArgument(
                !numbers.isEmpty() && numbers.last().getAsLong() <= Sectors.MAX_NUMBER,
                "sector numbers " + numbers + ": it takes some, up to " + Sectors.MAX_NUMBER);
        runtime.put(state.with(state.sectors().allocate(numbers)));
        return Codec.NOTHING;
    }
}
