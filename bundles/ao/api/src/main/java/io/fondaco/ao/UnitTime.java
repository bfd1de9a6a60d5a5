package io.fondaco.ao;

/**
 * What time a unit has.
 *
 * @param timestamp milliseconds since 1970
 * @param blockHeight blocks of two minutes since 1970: a unit of its own has no chain to count
 */
public record UnitTime(long timestamp, long blockHeight) {
    /** Milliseconds of a block. */
    public static final long BLOCK_MILLIS = 120_000;

    public static UnitTime of(long timestamp) {
        return new UnitTime(timestamp, Math.floorDiv(timestamp, BLOCK_MILLIS));
    }
}
