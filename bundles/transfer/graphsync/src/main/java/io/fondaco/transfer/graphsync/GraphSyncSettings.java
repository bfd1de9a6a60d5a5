package io.fondaco.transfer.graphsync;

import java.time.Duration;

/**
 * How GraphSync behaves.
 *
 * @param workers threads that read, write and hash
 * @param requestsPerPeer in progress with one peer, each way; more wait
 * @param memoryPerPeer bytes of responses held for one peer; 2.5 MiB at least
 * @param memory bytes of responses held for all peers
 * @param blocks and {@code nodes} that one request may walk, repetitions included
 * @param bytes of blocks that one request may bring
 * @param silence how long a peer may say nothing
 */
public record GraphSyncSettings(
        int workers,
        int requestsPerPeer,
        long memoryPerPeer,
        long memory,
        long blocks,
        long nodes,
        long bytes,
        Duration silence) {

    /** For a node of a few gigabytes. */
    public static final GraphSyncSettings STANDARD =
            new GraphSyncSettings(4, 6, 16 << 20, 256 << 20, 4_000_000, 100_000_000, 64L << 30, Duration.ofSeconds(60));

    public GraphSyncSettings {
        if (workers < 1 || silence.isNegative() || silence.isZero()) {
            throw new IllegalArgumentException("at least one worker and some patience are needed");
        }
    }
}
