package io.fondaco.chain.actors.miner;

import io.fondaco.model.Epoch;

/** Epochs that are {@code offset} and whole {@code unit}s before or after it; others are rounded to them. */
record Quantum(long unit, long offset) {
    /** The first of them that is not before {@code epoch}. */
    Epoch up(Epoch epoch) {
        return Epoch.of(epoch.number() + Math.floorMod(offset - epoch.number(), unit));
    }

    /** The last of them that is not after {@code epoch}. */
    Epoch down(Epoch epoch) {
        return Epoch.of(epoch.number() - Math.floorMod(epoch.number() - offset, unit));
    }

    boolean on(Epoch epoch) {
        return Math.floorMod(epoch.number() - offset, unit) == 0;
    }
}
