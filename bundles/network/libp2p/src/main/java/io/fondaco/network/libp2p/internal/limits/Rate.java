package io.fondaco.network.libp2p.internal.limits;

/** How many of something there may be within a second. Not thread-safe. */
public final class Rate {

    private static final long SECOND = 1_000_000_000L;

    private final int most;
    private long since;
    private int count;

    public Rate(int most) {
        this.most = most;
    }

    /** Counts one. False when there are too many in this second. */
    public boolean allows(long nowNanos) {
        if (count == 0 || nowNanos - since >= SECOND) {
            since = nowNanos;
            count = 0;
        }
        return ++count <= most;
    }
}
