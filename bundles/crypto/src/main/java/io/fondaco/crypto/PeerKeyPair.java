package io.fondaco.crypto;

import io.fondaco.crypto.CryptoException.Reason;
import io.fondaco.crypto.PeerPublicKey.Kind;
import io.fondaco.crypto.internal.PeerSecrets;
import io.fondaco.model.InvalidValueException;
import io.fondaco.model.PeerId;
import io.fondaco.model.Varint;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Arrays;

/**
 * The keys of a libp2p host: Ed25519 unless somebody brings another kind. Does not show the secret in {@code toString}.
 *
 * <p>Source: libp2p/specs, peer-ids.
 */
public final class PeerKeyPair {
    /** Bytes of an Ed25519 seed. */
    public static final int SEED_BYTES = 32;

    private static final int MAX_PROTOBUF = 8192;

    private final byte[] secret;
    private final PeerPublicKey publicKey;

    /** @param secret Ed25519: the seed; secp256k1: the scalar; RSA: PKCS #1 DER; ECDSA: SEC 1 DER */
    private PeerKeyPair(Kind kind, byte[] secret) {
        this.secret = secret;
        this.publicKey = new PeerPublicKey(kind, PeerSecrets.publicKey(kind, secret));
    }

    /** Ed25519 keys. @throws CryptoException (MALFORMED) when not 32 bytes */
    public static PeerKeyPair ofSeed(byte[] seed) {
        if (seed.length != SEED_BYTES) {
            throw new CryptoException(Reason.MALFORMED, "an Ed25519 seed has 32 bytes, not " + seed.length);
        }
        return new PeerKeyPair(Kind.ED25519, seed.clone());
    }

    /** Fresh Ed25519 keys. */
    public static PeerKeyPair generate(SecureRandom random) {
        return generate(Kind.ED25519, random);
    }

    /** Fresh keys; RSA has 2048 bits, ECDSA is on P-256. */
    public static PeerKeyPair generate(Kind kind, SecureRandom random) {
        return new PeerKeyPair(kind, PeerSecrets.generate(kind, random));
    }

    /**
     * Reads libp2p's private key protobuf of any kind. Ed25519 keys carry the public key after the seed, once more in files
     * of old.
     *
     * @throws CryptoException (MALFORMED) when it is no such key, or its halves do not belong together
     */
    public static PeerKeyPair fromBytes(byte[] protobuf) {
        ByteBuffer in = ByteBuffer.wrap(protobuf);
        Kind kind;
        try {
            expect(in, 0x08);
            long number = Varint.read(in);
            if (number >= Kind.values().length) {
                throw malformed("key type " + number + " is not 0 to 3");
            }
            kind = Kind.values()[(int) number];
            expect(in, 0x12);
            long length = Varint.read(in);
            if (length != in.remaining() || length > MAX_PROTOBUF) {
                throw malformed("data of " + length + " bytes, " + in.remaining() + " there, at most " + MAX_PROTOBUF);
            }
        } catch (InvalidValueException e) {
            throw malformed(e.getMessage());
        }
        byte[] data = Arrays.copyOfRange(protobuf, in.position(), protobuf.length);
        return kind == Kind.ED25519 ? ed25519(data) : new PeerKeyPair(kind, data);
    }

    private static PeerKeyPair ed25519(byte[] data) {
        if (data.length != 64 && data.length != 96) {
            throw malformed("Ed25519 keys have 64 or 96 bytes, not " + data.length);
        }
        PeerKeyPair pair = ofSeed(Arrays.copyOf(data, SEED_BYTES));
        for (int at = SEED_BYTES; at < data.length; at += 32) {
            if (!MessageDigest.isEqual(Arrays.copyOfRange(data, at, at + 32), pair.publicKey.data())) {
                throw malformed("the public half at offset " + at + " of the data is another key's");
            }
        }
        return pair;
    }

    private static void expect(ByteBuffer in, int tag) {
        if (!in.hasRemaining() || in.get() != tag) {
            throw malformed("field tag 0x" + Integer.toHexString(tag) + " is missing");
        }
    }

    private static CryptoException malformed(String reason) {
        return new CryptoException(Reason.MALFORMED, "peer private key: " + reason);
    }

    /** The form {@link #fromBytes} reads. Shows the secret: for export only. */
    public byte[] toBytes() {
        byte[] data = secret;
        if (kind() == Kind.ED25519) {
            data = Arrays.copyOf(secret, 64);
            System.arraycopy(publicKey.data(), 0, data, 32, 32);
        }
        byte[] length = Varint.encode(data.length);
        return ByteBuffer.allocate(3 + length.length + data.length)
                .put((byte) 0x08)
                .put((byte) kind().ordinal())
                .put((byte) 0x12)
                .put(length)
                .put(data)
                .array();
    }

    public Kind kind() {
        return publicKey.kind();
    }

    public PeerPublicKey publicKey() {
        return publicKey;
    }

    public PeerId peerId() {
        return publicKey.peerId();
    }

    /** Signs as the kind has it: 64 bytes for Ed25519, DER for the others but RSA. */
    public byte[] sign(byte[] message) {
        return PeerSecrets.sign(kind(), secret, publicKey.data(), message);
    }

    @Override
    public String toString() {
        return "keys of peer " + peerId();
    }
}
