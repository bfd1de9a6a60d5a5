package io.fondaco.transfer.dispatch.internal;

import java.time.Duration;
import java.time.Instant;

/** How far a transfer is, and whether it is time to say so again. */
public final class Progress {

    /** Progress is told at most four times a second. */
    private static final Duration PAUSE = Duration.ofMillis(250);

    private long bytes;
    private long total = -1;
    private Instant told;
    private Instant grew;

    /** Notes how much there is. True when that should be told. */
    public synchronized boolean moved(long now, long outOf, Instant when) {
        if (now > bytes) {
            grew = when;
        }
        bytes = now;
        if (outOf >= 0) {
            total = outOf;
        }
        if (told != null && when.isBefore(told.plus(PAUSE)) && !when.isBefore(told)) {
            return false;
        }
        told = when;
        return true;
    }

    /** A total that is known beforehand; -1 when it is not. */
    public synchronized void expect(long outOf) {
        total = outOf >= 0 ? outOf : total;
    }

    /** Counts stillness from here. */
    public synchronized void begun(Instant when) {
        grew = when;
    }

    public synchronized Instant grew() {
        return grew;
    }

    public synchronized void done(long all) {
        bytes = all;
        total = all;
    }

    public synchronized long bytes() {
        return bytes;
    }

    public synchronized long total() {
        return total;
    }
}
