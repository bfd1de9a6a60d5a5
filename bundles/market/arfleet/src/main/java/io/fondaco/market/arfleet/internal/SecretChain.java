package io.fondaco.market.arfleet.internal;

import io.fondaco.model.Digests;
import java.util.ArrayList;
import java.util.List;

/**
 * Secrets that are revealed one by one, each proven by the one before: SHA-256 over the i-th is the one before it, and over
 * the first the commitment. Keeps every few of them, so that none takes more than a few thousand hashes.
 */
final class SecretChain {
    private static final int STEP = 4096;
    /** A divisor of STEP. */
    private static final int NEAR = 64;

    private final int count;
    /** From the end: the last secret, the one STEP before it, and so on. */
    private final List<byte[]> kept = new ArrayList<>();

    private final byte[] commitment;
    /** The secrets of the last few that were asked for, and of those about to be: from the end, as the chain goes. */
    private int nearEnd = -1;

    private byte[][] near = {};

    /** @param seed kept secret, and for good: all follow from it. @param count of secrets */
    SecretChain(byte[] seed, int count) {
        this.count = count;
        byte[] value = Digests.sha256(seed);
        for (int i = 0; i < count; i++) {
            if (i % STEP == 0) {
                kept.add(value);
            }
            value = Digests.sha256(value);
        }
        commitment = value;
    }

    byte[] commitment() {
        return commitment.clone();
    }

    /** @throws IllegalArgumentException when so many were not committed to */
    byte[] secret(long period) {
        if (period < 0 || period >= count) {
            throw new IllegalArgumentException("period " + period + " has no secret: " + count + " were committed to");
        }
        int fromEnd = count - 1 - (int) period;
        return near(fromEnd).clone();
    }

    private synchronized byte[] near(int fromEnd) {
        int block = fromEnd / NEAR * NEAR;
        if (block != nearEnd) {
            byte[] value = kept.get(block / STEP);
            for (int i = 0; i < block % STEP; i++) {
                value = Digests.sha256(value);
            }
            near = new byte[Math.min(NEAR, count - block)][];
            for (int i = 0; i < near.length; i++) {
                near[i] = value;
                value = Digests.sha256(value);
            }
            nearEnd = block;
        }
        return near[fromEnd - block];
    }
}
