package io.fondaco.crypto;

import io.fondaco.crypto.CryptoException.Reason;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Objects;

/**
 * A signature as it travels in Filecoin messages: one byte of type, then the data.
 *
 * <p>Source: go-state-types, crypto.Signature.
 */
public final class Signature {
    /** The type byte. */
    public enum Type {
        /** 65 bytes r, s, v over blake2b-256 of the message. */
        SECP256K1(1, 65),
        /** 96 bytes, a compressed G2 point, over the message itself. */
        BLS(2, 96),
        /** 65 bytes as Ethereum makes them. */
        DELEGATED(3, 65);

        private final int code;
        private final int length;

        Type(int code, int length) {
            this.code = code;
            this.length = length;
        }

        /** The byte on the wire. */
        public int code() {
            return code;
        }

        /** Bytes of data. */
        public int length() {
            return length;
        }
    }

    private final Type type;
    private final byte[] data;

    /** @throws CryptoException (MALFORMED) when the data has not the length of its type */
    public Signature(Type type, byte[] data) {
        this.type = Objects.requireNonNull(type, "type");
        if (data.length != type.length) {
            throw new CryptoException(
                    Reason.MALFORMED, "a " + type + " signature has " + type.length + " bytes, not " + data.length);
        }
        this.data = data.clone();
    }

    /**
     * Reads the type byte and the data.
     *
     * @throws CryptoException (MALFORMED) when empty, of an unknown type or of another length
     */
    public static Signature fromBytes(byte[] bytes) {
        if (bytes.length == 0) {
            throw new CryptoException(Reason.MALFORMED, "a signature of no bytes: the type byte is missing");
        }
        for (Type type : Type.values()) {
            if (type.code == bytes[0]) {
                return new Signature(type, Arrays.copyOfRange(bytes, 1, bytes.length));
            }
        }
        throw new CryptoException(
                Reason.MALFORMED, "signature type " + (bytes[0] & 0xff) + " at offset 0 is not 1, 2 or 3");
    }

    /** Reads the hexadecimal text of the bytes form, or throws {@link CryptoException} (MALFORMED). */
    public static Signature parse(String hex) {
        try {
            return fromBytes(HexFormat.of().parseHex(hex));
        } catch (IllegalArgumentException e) {
            throw new CryptoException(Reason.MALFORMED, "a signature that is not hexadecimal: " + e.getMessage(), e);
        }
    }

    public Type type() {
        return type;
    }

    /** A copy of the data without the type byte. */
    public byte[] data() {
        return data.clone();
    }

    /** Type byte and data. */
    public byte[] toBytes() {
        byte[] bytes = new byte[1 + data.length];
        bytes[0] = (byte) type.code;
        System.arraycopy(data, 0, bytes, 1, data.length);
        return bytes;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Signature that && type == that.type && Arrays.equals(data, that.data);
    }

    @Override
    public int hashCode() {
        return 31 * type.hashCode() + Arrays.hashCode(data);
    }

    /** The bytes form in hexadecimal. */
    @Override
    public String toString() {
        return HexFormat.of().formatHex(toBytes());
    }
}
