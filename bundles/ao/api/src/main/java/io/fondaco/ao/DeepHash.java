package io.fondaco.ao;

import io.fondaco.ao.internal.Sha;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;

/** Arweave's hash of nested lists of blobs: SHA-384, 48 bytes. */
public final class DeepHash {
    /** Bytes of a hash. */
    public static final int BYTES = 48;

    private DeepHash() {}

    /** The hash of one blob. */
    public static byte[] blob(byte[] bytes) {
        return blob(bytes, 0, bytes.length);
    }

    /** The hash of a part of an array as one blob. */
    public static byte[] blob(byte[] bytes, int from, int length) {
        MessageDigest sha = Sha.digest("SHA-384");
        byte[] tag = sha.digest(ascii("blob" + length));
        sha.update(bytes, from, length);
        byte[] content = sha.digest();
        sha.update(tag);
        return sha.digest(content);
    }

    /** The hash of a list, from the hashes of what is in it. */
    public static byte[] list(byte[]... hashes) {
        MessageDigest sha = Sha.digest("SHA-384");
        byte[] all = sha.digest(ascii("list" + hashes.length));
        for (byte[] hash : hashes) {
            sha.update(all);
            all = sha.digest(hash);
        }
        return all;
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
