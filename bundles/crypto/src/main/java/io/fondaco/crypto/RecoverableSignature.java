package io.fondaco.crypto;

import io.fondaco.crypto.CryptoException.Reason;
import io.fondaco.crypto.internal.Schemes;
import java.util.Optional;

/**
 * ECDSA over secp256k1 on a digest that the caller has made, in 65 bytes r, s, v, from which the public key is recovered.
 * Nonces after RFC 6979; v is 0 or 1. A signature with high s is not taken: whoever sees one could make the other of it,
 * and a thing named by its signature would have two names.
 */
public final class RecoverableSignature {
    /** Bytes of a signature. */
    public static final int BYTES = 65;

    private static final int DIGEST = 32;

    private RecoverableSignature() {}

    /**
     * Signs; the same key and digest give the same bytes.
     *
     * @param digest 32 bytes
     * @throws CryptoException (UNSUITABLE) for a key of another type; (MALFORMED) when the secret is zero or out of range
     */
    public static byte[] sign(PrivateKey key, byte[] digest) {
        return Schemes.signDigest(key, digest(digest));
    }

    /**
     * The public key that made a signature, uncompressed: 65 bytes beginning 04. Empty when no key did.
     *
     * @param digest 32 bytes
     */
    public static Optional<byte[]> recover(byte[] signature, byte[] digest) {
        return signature.length == BYTES ? Schemes.recover(signature, digest(digest)) : Optional.empty();
    }

    private static byte[] digest(byte[] digest) {
        if (digest.length != DIGEST) {
            throw new CryptoException(Reason.MALFORMED, "a digest to sign has 32 bytes, not " + digest.length);
        }
        return digest;
    }
}
