package io.fondaco.ao;

import io.fondaco.ao.AoException.Reason;
import java.util.Optional;

/**
 * Which results of a process to show, in the order of their evaluation or backwards.
 *
 * @param after cursor of the result before the range; empty for the first
 * @param until cursor of the last result of the range; empty for the newest
 * @param limit results of one page, 1 to {@link #MAX_LIMIT}
 */
public record ResultRange(Optional<String> after, Optional<String> until, Order order, int limit) {
    /** The most results of one page. */
    public static final int MAX_LIMIT = 1000;

    /** Which end of the range comes first. */
    public enum Order {
        OLDEST_FIRST,
        NEWEST_FIRST
    }

    public ResultRange {
        if (limit < 1 || limit > MAX_LIMIT) {
            throw new AoException(Reason.MALFORMED, "a page has 1 to " + MAX_LIMIT + " results, not " + limit);
        }
        after.ifPresent(ResultRange::position);
        until.ifPresent(ResultRange::position);
    }

    /** From the first result on. */
    public static ResultRange oldest(int limit) {
        return new ResultRange(Optional.empty(), Optional.empty(), Order.OLDEST_FIRST, limit);
    }

    /** From the newest result back. */
    public static ResultRange newest(int limit) {
        return new ResultRange(Optional.empty(), Optional.empty(), Order.NEWEST_FIRST, limit);
    }

    /** The same, beginning after a result. */
    public ResultRange after(String cursor) {
        return new ResultRange(Optional.of(cursor), until, order, limit);
    }

    /** The same, ending with a result. */
    public ResultRange until(String cursor) {
        return new ResultRange(after, Optional.of(cursor), order, limit);
    }

    /** The number a cursor is. @throws AoException (MALFORMED) when it is none */
    public static long position(String cursor) {
        try {
            long position = Long.parseLong(cursor);
            if (position >= 0) {
                return position;
            }
        } catch (NumberFormatException notANumber) {
            // told below, as a negative one is
        }
        throw new AoException(Reason.MALFORMED, "not a cursor; take it from a result shown before");
    }
}
