package io.fondaco.market.arfleet.internal;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.List;

/**
 * Secrets that are revealed one by one, each proven by the one before: SHA-256 over the i-th is the one before it, and over
 * the first the commitment. Keeps every few of them, so that none takes more than a few thousand hashes.
 */
final class SecretChain {
    private static final int STEP = 4096;

    private final int count;
    /** From the end: the last secret, the one STEP before it, and so on. */
    private final List<byte[]> kept = new ArrayList<>();

    private final byte[] commitment;

    /** @param seed kept secret, and for good: all follow from it. @param count of secrets */
    SecretChain(byte[] seed, int count) {
        this.count = count;
        byte[] value = sha256(seed);
        for (int i = 0; i < count; i++) {
            if (i % STEP == 0) {
                kept.add(value);
            }
            value = sha256(value);
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
        byte[] value = kept.get(fromEnd / STEP);
        for (int i = 0; i < fromEnd % STEP; i++) {
            value = sha256(value);
        }
        return value.clone();
    }

    static byte[] sha256(byte[] bytes) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(bytes);
        } catch (NoSuchAlgorithmException missing) {
            throw new IllegalStateException("this JDK has no SHA-256", missing);
        }
    }
}
