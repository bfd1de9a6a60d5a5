package io.fondaco.chain.actors.miner;

import io.fondaco.chain.actors.Abort;
import io.fondaco.chain.actors.ExitCode;
import io.fondaco.chain.actors.Keys;
import io.fondaco.chain.actors.StateArray;
import io.fondaco.chain.actors.StateException;
import io.fondaco.chain.actors.StateLink;
import io.fondaco.chain.actors.StateMap;
import io.fondaco.codec.bitfield.BitField;
import io.fondaco.codec.hamt.Hamt;
import io.fondaco.codec.ipld.BlockStore;
import io.fondaco.model.Cid;
import io.fondaco.model.Epoch;
import java.util.List;

/**
 * A miner's sectors.
 *
 * @param preCommitted sectors that are to be proven, by number
 * @param cleanUp numbers of those, by when they are late
 * @param allocated numbers that were ever used
 * @param proven sectors that were proven and are not settled yet, by number
 */
public record Sectors(
        StateMap<PreCommit> preCommitted,
        StateArray<BitField> cleanUp,
        StateLink<BitField> allocated,
        StateArray<SectorInfo> proven) {
    /** The largest sector number. */
    static final long MAX_NUMBER = Long.MAX_VALUE - 1;

    /** Runs whose bitfield can be read for sure: each takes up to 20 bytes. */
    private static final long MAX_RUNS = BitField.MAX_BYTES / 20;

    private static final int PROVEN = 5;
    private static final int CLEAN_UP = 6;

    static Sectors first(BlockStore store) {
        return new Sectors(
                StateMap.empty(store, Hamt.DEFAULT_BIT_WIDTH, PreCommit.CODEC),
                StateArray.empty(store, CLEAN_UP, BitFields.CODEC),
                StateLink.of(store, BitFields.CODEC, BitField.EMPTY),
                none(store));
    }

    static StateArray<SectorInfo> none(BlockStore store) {
        return StateArray.empty(store, PROVEN, SectorInfo.CODEC);
    }

    static StateArray<SectorInfo> load(BlockStore store, Cid root) {
        return StateArray.load(store, root, PROVEN, SectorInfo.CODEC);
    }

    static Sectors load(BlockStore store, Cid preCommitted, Cid cleanUp, Cid allocated, Cid proven) {
        return new Sectors(
                StateMap.load(store, preCommitted, Hamt.DEFAULT_BIT_WIDTH, PreCommit.CODEC),
                StateArray.load(store, cleanUp, CLEAN_UP, BitFields.CODEC),
                StateLink.load(store, BitFields.CODEC, allocated),
                load(store, proven));
    }

    /** The proven sectors with these numbers. @throws StateException if one is not there */
    static List<SectorInfo> infos(StateArray<SectorInfo> proven, BitField numbers) {
        return numbers.stream()
                .mapToObj(n -> proven.get(n)
                        .orElseThrow(() -> new StateException("sector " + n + " of a partition is not there")))
                .toList();
    }

    /** @throws Abort (16) for a number that was used */
    Sectors preCommit(PreCommit sector, Epoch late) {
        long number = sector.sector().number();
        Abort.unlessArgument(!allocated.get().contains(number), "sector number " + number + " was used before");
        Sectors named = allocate(BitField.of(number));
        return new Sectors(
                preCommitted.with(Keys.unsigned(number), sector),
                BitFields.add(cleanUp, late, BitField.of(number)),
                named.allocated,
                proven);
    }

    /** Marks numbers as used. @throws Abort (16) if the marks would take too many bytes: fill gaps first */
    Sectors allocate(BitField numbers) {
        BitField all = allocated.get().union(numbers);
        Abort.unlessArgument(
                readable(all), "the numbers of sectors that were used have too many gaps: mark some of those as used");
        return new Sectors(preCommitted, cleanUp, allocated.with(all), proven);
    }

    private static boolean readable(BitField numbers) {
        if (numbers.runs().count() <= MAX_RUNS) {
            return true;
        }
        try {
            return numbers.toBytes().length <= BitField.MAX_BYTES;
        } catch (IllegalStateException e) {
            return false;
        }
    }

    /** Without proven sectors that are over and settled. */
    Sectors without(BitField numbers) {
        StateArray<SectorInfo> left = proven;
        for (long number : numbers.stream().toArray()) {
            left = left.without(number);
        }
        return withProven(left);
    }

    /** @throws Abort (17) if there is none */
    PreCommit preCommit(long number) {
        return preCommitted
                .get(Keys.unsigned(number))
                .orElseThrow(() -> new Abort(ExitCode.USR_NOT_FOUND, "no sector " + number + " is to be proven"));
    }

    Sectors withoutPreCommit(long number) {
        return new Sectors(preCommitted.without(Keys.unsigned(number)), cleanUp, allocated, proven);
    }

    Sectors withCleanUp(StateArray<BitField> queue) {
        return new Sectors(preCommitted, queue, allocated, proven);
    }

    Sectors withProven(StateArray<SectorInfo> sectors) {
        return new Sectors(preCommitted, cleanUp, allocated, sectors);
    }
}
