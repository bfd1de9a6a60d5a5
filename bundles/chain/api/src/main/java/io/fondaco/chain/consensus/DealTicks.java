package io.fondaco.chain.consensus;

import io.fondaco.model.Epoch;

/** When the market's cron looks at a deal. Source: specs.filecoin.io, Storage Market Actor. */
public final class DealTicks {
    private DealTicks() {}

    /**
     * The first time: the smallest epoch not before {@code start} that leaves, divided by {@code interval}, what the
     * deal's id leaves, so that deals of one start do not all come at once.
     *
     * @param start of the deal, 0 or later
     * @param deal id, unsigned
     * @param interval epochs between two looks, 1 or more
     */
    public static Epoch first(Epoch start, long deal, long interval) {
        if (start.number() < 0 || interval < 1) {
            throw new IllegalArgumentException("a deal from epoch " + start + ", looked at each " + interval);
        }
        long phase = Long.remainderUnsigned(deal, interval);
        return start.plus(Math.floorMod(phase - start.number() % interval, interval));
    }
}
