package io.fondaco.transfer.graphsync.internal.graphsync;

import io.fondaco.codec.selector.TraversalLimits;
import java.time.Duration;

/**
 * What peers may cost.
 *
 * @param atOnce requests in progress with one peer, each way; more wait
 * @param waiting requests of one peer that may wait; more are told to come later
 * @param perPeer bytes of responses held for one peer
 * @param total bytes of responses held for all peers
 * @param budget what one request may walk
 * @param bytes what one request may bring
 * @param silence how long a request may bring nothing before it is given up, unless the peer has paused it
 */
public record Limits(
        int atOnce, int waiting, long perPeer, long total, TraversalLimits budget, long bytes, Duration silence) {

    /** As Go's implementation has them where it has them. */
    public static final Limits STANDARD = new Limits(
            6,
            64,
            16 << 20,
            256 << 20,
            new TraversalLimits(100_000_000, 4_000_000, 1024, Message.MOST_BLOCK),
            64L << 30,
            Duration.ofSeconds(60));

    /** Blocks of one message, in bytes, unless a single one is larger. */
    static final int SPLIT = 512 << 10;

    /** Links in one message. */
    static final int LINKS = 2000;

    /** What a message may need before it is known. */
    static final long RESERVED = SPLIT + Message.MOST_BLOCK;

    /** Messages that may wait until a peer takes them; who takes none and goes on asking is cut off. */
    static final int UNSENT = 1024;

    /** Streams a peer may have open to us: each may hold a message that is not whole. */
    static final int STREAMS = 8;

    /** Rounds a selector with a depth may go. */
    static final int DEPTH = 100;

    public Limits {
        if (atOnce < 1 || waiting < 0 || perPeer < RESERVED || total < perPeer || bytes < 1) {
            throw new IllegalArgumentException(
                    "limits are positive, and a peer may have " + RESERVED + " bytes at least and no more than all");
        }
    }
}
