package io.fondaco.sector.pipeline.internal;

import io.fondaco.model.Address;
import java.util.Comparator;

/** A sector of a miner. @param miner its ID address */
record SectorId(Address miner, long number) implements Comparable<SectorId> {

    private static final Comparator<SectorId> ORDER =
            Comparator.comparing(SectorId::miner).thenComparingLong(SectorId::number);

    static SectorId of(String miner, long number) {
        return new SectorId(Address.parse(miner), number);
    }

    @Override
    public int compareTo(SectorId other) {
        return ORDER.compare(this, other);
    }

    @Override
    public String toString() {
        return "sector " + number + " of " + miner;
    }
}
