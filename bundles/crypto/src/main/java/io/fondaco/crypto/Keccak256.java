package io.fondaco.crypto;

import org.bouncycastle.crypto.digests.KeccakDigest;

/** Keccak-256 with the padding from before SHA-3 was settled, as Ethereum hashes. */
public final class Keccak256 {
    /** Bytes of a hash. */
    public static final int BYTES = 32;

    private Keccak256() {}

    /** The hash of the parts, one after the other. */
    public static byte[] hash(byte[]... parts) {
        KeccakDigest keccak = new KeccakDigest(256);
        for (byte[] part : parts) {
            keccak.update(part, 0, part.length);
        }
        byte[] hash = new byte[BYTES];
        keccak.doFinal(hash, 0);
        return hash;
    }
}
