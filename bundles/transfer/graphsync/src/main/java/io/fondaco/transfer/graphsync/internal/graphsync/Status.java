package io.fondaco.transfer.graphsync.internal.graphsync;

/** The status codes of a response. Source: GraphSync 2.0, message specification. */
public final class Status {
    public static final int ACKNOWLEDGED = 10;
    public static final int PARTIAL = 14;
    public static final int PAUSED = 15;
    public static final int COMPLETED = 20;
    public static final int COMPLETED_PARTIAL = 21;
    public static final int REJECTED = 30;
    public static final int BUSY = 31;
    public static final int FAILED = 32;
    public static final int LEGAL = 33;
    public static final int NOT_FOUND = 34;
    public static final int CANCELLED = 35;

    private Status() {}

    /** Whether nothing follows a response with this code. */
    public static boolean last(int code) {
        return code >= COMPLETED;
    }

    /** Whether the specification has such a code. */
    static boolean known(int code) {
        return code >= ACKNOWLEDGED && code <= PAUSED
                || code == COMPLETED
                || code == COMPLETED_PARTIAL
                || code >= REJECTED && code <= CANCELLED;
    }
}
