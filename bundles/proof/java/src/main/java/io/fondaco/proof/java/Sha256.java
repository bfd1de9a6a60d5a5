package io.fondaco.proof.java;

import java.security.DigestException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/** SHA-256 into a place of the caller's; not thread-safe. */
final class Sha256 {
    /** Clears the two top bits of a digest, which makes it a field element. */
    private static final byte TRIM = 0x3f;

    private final MessageDigest digest = create();

    static MessageDigest create() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

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
