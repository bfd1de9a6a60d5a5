package io.fondaco.model;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/** Digests that every Java platform has. */
public final class Digests {

    private Digests() {}

    /** A SHA-256 that has read nothing yet; not for sharing between threads. */
    public static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256; this one does not", e);
        }
    }

    /** @return 32 bytes */
    public static byte[] sha256(byte[] bytes) {
        return sha256().digest(bytes);
    }
}
