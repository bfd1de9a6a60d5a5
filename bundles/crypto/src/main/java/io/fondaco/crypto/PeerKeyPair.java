package io.fondaco.crypto;

import io.fondaco.crypto.CryptoException.Reason;
import io.fondaco.crypto.PeerPublicKey.Kind;
import io.fondaco.crypto.internal.PeerSignatures;
import io.fondaco.model.PeerId;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Arrays;

/** The Ed25519 keys of a libp2p host. Does not show the secret in {@code toString}. */
public final class PeerKeyPair {
    /** Bytes of the seed. */
    public static final int SEED_BYTES = 32;

    private static final byte[] PROTOBUF = {0x08, 0x01, 0x12, 0x40};
    private static final byte[] OLD_PROTOBUF = {0x08, 0x01, 0x12, 0x60};

    private final byte[] seed;
    private final PeerPublicKey publicKey;

    private PeerKeyPair(byte[] seed) {
        this.seed = seed;
        this.publicKey = new PeerPublicKey(Kind.ED25519, PeerSignatures.ed25519PublicKey(seed));
    }

    /** @throws CryptoException (MALFORMED) when not 32 bytes */
    public static PeerKeyPair ofSeed(byte[] seed) {
        if (seed.length != SEED_BYTES) {
            throw new CryptoException(Reason.MALFORMED, "an Ed25519 seed has 32 bytes, not " + seed.length);
        }
        return new PeerKeyPair(seed.clone());
    }

    public static PeerKeyPair generate(SecureRandom random) {
        byte[] seed = new byte[SEED_BYTES];
        random.nextBytes(seed);
        return new PeerKeyPair(seed);
    }

    /**
     * Reads libp2p's private key protobuf: seed and public key, the public key once more in files of old.
     *
     * @throws CryptoException (MALFORMED) when it is not an Ed25519 key or the halves do not belong together
     */
    public static PeerKeyPair fromBytes(byte[] protobuf) {
        boolean now = protobuf.length == 68 && Arrays.equals(PROTOBUF, 0, 4, protobuf, 0, 4);
        boolean old = protobuf.length == 100 && Arrays.equals(OLD_PROTOBUF, 0, 4, protobuf, 0, 4);
        if (!now && !old) {
            throw new CryptoException(Reason.MALFORMED, "not the protobuf of an Ed25519 private key (68 or 100 bytes)");
        }
        PeerKeyPair pair = ofSeed(Arrays.copyOfRange(protobuf, 4, 36));
        for (int at = 36; at < protobuf.length; at += 32) {
            if (!MessageDigest.isEqual(Arrays.copyOfRange(protobuf, at, at + 32), pair.publicKey.data())) {
                throw new CryptoException(
                        Reason.MALFORMED, "Ed25519 private key: the public half at offset " + at + " is another key's");
            }
        }
        return pair;
    }

    /** The form {@link #fromBytes} reads, 68 bytes. Shows the secret: for export only. */
    public byte[] toBytes() {
        byte[] bytes = Arrays.copyOf(PROTOBUF, 68);
        System.arraycopy(seed, 0, bytes, 4, 32);
        System.arraycopy(publicKey.data(), 0, bytes, 36, 32);
        return bytes;
    }

    /** A copy of the seed; wipe it when done. */
    public byte[] seed() {
        return seed.clone();
    }

    public PeerPublicKey publicKey() {
        return publicKey;
    }

    public PeerId peerId() {
        return publicKey.peerId();
    }

    /** Signs; 64 bytes. */
    public byte[] sign(byte[] message) {
        return PeerSignatures.ed25519Sign(seed, message);
    }

    @Override
    public String toString() {
        return "keys of peer " + peerId();
    }
}
