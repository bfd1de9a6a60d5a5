package io.fondaco.proof.java;

import io.fondaco.model.Digests;
import java.security.DigestException;
import java.security.MessageDigest;

/** SHA-256 into a place of the caller's; not thread-safe. */
final class Sha256 {
    /** Clears the two top bits of a digest, which makes it a field element. */
    private static final byte TRIM = 0x3f;

    private final MessageDigest digest = Digests.sha256();

    /** Writes the digest of {@code from[at, at + length)}, trimmed, to the 32 bytes from {@code to[t]} on. */
    void trimmed(byte[] from, int at, int length, byte[] to, int t) {
        digest.update(from, at, length);
        try {
            digest.digest(to, t, 32);
        } catch (DigestException e) {
            throw new IllegalStateException("a SHA-256 digest has 32 bytes", e);
        }
        to[t + 31] &= TRIM;
    }
}
