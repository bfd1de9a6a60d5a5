package io.fondaco.ao.internal;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/** Hashes every Java platform has. */
public final class Sha {
    private Sha() {}

    public static byte[] sha256(byte[]... parts) {
        MessageDigest digest = digest("SHA-256");
        for (byte[] part : parts) {
            digest.update(part);
        }
        return digest.digest();
    }

    public static MessageDigest digest(String algorithm) {
        try {
            return MessageDigest.getInstance(algorithm);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has " + algorithm, e);
        }
    }
}
