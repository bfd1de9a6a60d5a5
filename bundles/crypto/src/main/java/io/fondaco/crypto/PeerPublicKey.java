package io.fondaco.crypto;

import io.fondaco.crypto.CryptoException.Reason;
import io.fondaco.crypto.internal.PeerSignatures;
import io.fondaco.model.InvalidValueException;
import io.fondaco.model.PeerId;
import io.fondaco.model.Varint;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Objects;

/**
 * A public key of a libp2p peer, in the protobuf form its identity is made from.
 *
 * <p>Source: libp2p specs, peer-ids: both fields always present, in tag order, shortest varints.
 */
public final class PeerPublicKey {
    /** Kinds of keys, in the order of their numbers on the wire. */
    public enum Kind {
        /** PKIX DER; signatures PKCS #1 v1.5 with SHA-256; 2048 to 8192 bits. */
        RSA,
        /** 32 bytes; plain signatures of 64 bytes. */
        ED25519,
        /** 33 bytes compressed; DER signatures over SHA-256. */
        SECP256K1,
        /** PKIX DER; DER signatures over SHA-256. */
        ECDSA
    }

    private static final int MAX_DATA = 2048;

    private final Kind kind;
    private final byte[] data;

    /** @throws CryptoException (MALFORMED) when the data is no key of this kind */
    public PeerPublicKey(Kind kind, byte[] data) {
        this.kind = Objects.requireNonNull(kind, "kind");
        this.data = data.clone();
        PeerSignatures.requireKey(kind, this.data);
    }

    /** Reads the protobuf form, which must fill the array. @throws CryptoException (MALFORMED) naming the offset */
    public static PeerPublicKey fromBytes(byte[] protobuf) {
        ByteBuffer in = ByteBuffer.wrap(protobuf);
        try {
            expect(in, 0x08);
            long number = Varint.read(in);
            if (number >= Kind.values().length) {
                throw malformed(1, "key type " + number + " is not 0 to 3");
            }
            expect(in, 0x12);
            long length = Varint.read(in);
            if (length != in.remaining() || length > MAX_DATA) {
                throw malformed(
                        in.position(),
                        "data of " + length + " bytes, " + in.remaining() + " there, at most " + MAX_DATA);
            }
            return new PeerPublicKey(
                    Kind.values()[(int) number], Arrays.copyOfRange(protobuf, in.position(), protobuf.length));
        } catch (InvalidValueException e) {
            throw malformed((int) e.offset(), e.reason());
        }
    }

    public Kind kind() {
        return kind;
    }

    /** A copy of the key's data. */
    public byte[] data() {
        return data.clone();
    }

    /** The protobuf form. */
    public byte[] toBytes() {
        byte[] length = Varint.encode(data.length);
        return ByteBuffer.allocate(3 + length.length + data.length)
                .put((byte) 0x08)
                .put((byte) kind.ordinal())
                .put((byte) 0x12)
                .put(length)
                .put(data)
                .array();
    }

    public PeerId peerId() {
        return PeerId.fromPublicKey(toBytes());
    }

    /** Whether this key signed the message; false as well for bytes that are no signature. */
    public boolean verify(byte[] message, byte[] signature) {
        return PeerSignatures.verify(kind, data, message, signature);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof PeerPublicKey that && kind == that.kind && Arrays.equals(data, that.data);
    }

    @Override
    public int hashCode() {
        return 31 * kind.hashCode() + Arrays.hashCode(data);
    }

    /** Kind and data in hexadecimal. */
    @Override
    public String toString() {
        return kind + ":" + HexFormat.of().formatHex(data);
    }

    private static void expect(ByteBuffer in, int tag) {
        if (!in.hasRemaining() || in.get(in.position()) != tag) {
            throw malformed(in.position(), "field tag 0x" + Integer.toHexString(tag) + " belongs here");
        }
        in.get();
    }

    private static CryptoException malformed(int offset, String reason) {
        return new CryptoException(Reason.MALFORMED, "peer public key at offset " + offset + ": " + reason);
    }
}
