package io.fondaco.chain.actors.miner;

import io.fondaco.chain.actors.Abort;
import java.util.List;

/** How much one message, or one call of cron, may work on. Source: specs-actors v8, miner/policy. */
final class Addressed {
    static final long MAX_PARTITIONS = 3000;
    static final long MAX_SECTORS = 25_000;

    private Addressed() {}

    /** @throws Abort (16) if that is too much */
    static void check(long partitions, long sectors) {
        Abort.unlessArgument(
                partitions <= MAX_PARTITIONS && sectors <= MAX_SECTORS,
                partitions + " partitions and " + sectors + " sectors: at most " + MAX_PARTITIONS + " and "
                        + MAX_SECTORS + " at once");
    }

    static void check(List<MinerParams.Declared> declared) {
        check(
                declared.size(),
                declared.stream().mapToLong(d -> d.sectors().count()).sum());
    }
}
