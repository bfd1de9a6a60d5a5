package io.fondaco.market.storage.internal;

import java.time.Duration;

/**
 * How the storage market behaves in this house.
 *
 * @param pollEvery the pause between a client's questions for its deal
 * @param restartWait how long a provider waits for a client to resume a transfer
 * @param acceptOnline whether providers take deals whose data is transferred
 * @param acceptOffline whether providers take deals whose data is brought by hand
 * @param maxStagingBytes what staged data may take on disk, 0 for no bound but the disk
 * @param reserveBytes what must stay free on disk
 */
public record StorageSettings(
        Duration pollEvery,
        Duration restartWait,
        boolean acceptOnline,
        boolean acceptOffline,
        long maxStagingBytes,
        long reserveBytes) {

    /** The reference's pauses, everything accepted, 256 MiB kept free. */
    public static final StorageSettings USUAL =
            new StorageSettings(Duration.ofSeconds(30), Duration.ofHours(1), true, true, 0, 256L << 20);

    public StorageSettings {
        if (pollEvery.isNegative() || pollEvery.isZero() || restartWait.isNegative() || restartWait.isZero()) {
            throw new IllegalArgumentException("io.fondaco.market.storage: pauses must be longer than nothing");
        }
        if (maxStagingBytes < 0 || reserveBytes < 0) {
            throw new IllegalArgumentException("io.fondaco.market.storage: sizes must not be negative");
        }
    }
}
