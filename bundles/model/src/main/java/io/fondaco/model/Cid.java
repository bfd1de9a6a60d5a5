package io.fondaco.model;

import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * Content identifier, version 0 or 1.
 *
 * <p>Source: multiformats/cid.
 */
public final class Cid implements Comparable<Cid> {
    public static final long RAW = 0x55;
    public static final long DAG_PB = 0x70;
    public static final long DAG_CBOR = 0x71;
    public static final long LIBP2P_KEY = 0x72;
    public static final long DAG_JSON = 0x0129;
    public static final long FIL_COMMITMENT_UNSEALED = 0xf101;
    public static final long FIL_COMMITMENT_SEALED = 0xf102;

    private static final int V0_BYTES = 34;
    private static final int V0_CHARACTERS = 46;

    private final int version;
    private final long codec;
    private final Multihash multihash;

    private Cid(int version, long codec, Multihash multihash) {
        this.version = version;
        this.codec = codec;
        this.multihash = multihash;
    }

    /** A version 0 CID: codec dag-pb; {@link InvalidValueException} unless the multihash is sha2-256. */
    public static Cid v0(Multihash multihash) {
        if (multihash.code() != Multihash.SHA2_256) {
            throw new InvalidValueException("CID", 0, "version 0 has a sha2-256 multihash only");
        }
        return new Cid(0, DAG_PB, multihash);
    }

    /** A version 1 CID; {@link InvalidValueException} if the codec is negative. */
    public static Cid v1(long codec, Multihash multihash) {
        if (codec < 0) {
            throw new InvalidValueException("CID", 0, "negative codec " + codec);
        }
        return new Cid(1, codec, multihash);
    }

    /**
     * Reads text: 46 base58 characters starting {@code Qm} are version 0, anything else is multibase of version 1.
     *
     * @throws InvalidValueException if the text is no CID; version 0 behind a multibase prefix is refused
     */
    public static Cid parse(String text) {
        if (text.length() == V0_CHARACTERS && text.startsWith("Qm")) {
            return fromBytes(Multibase.BASE58BTC.decodeBare(text));
        }
        if (text.length() < 2) {
            throw new InvalidValueException("CID", 0, "text of " + text.length() + " characters is too short");
        }
        Cid cid = fromBytes(Multibase.decode(text));
        if (cid.version == 0) {
            throw new InvalidValueException("CID", 0, "version 0 is written without a multibase prefix");
        }
        return cid;
    }

    /** Reads the binary form, which must fill {@code bytes} exactly, or throws {@link InvalidValueException}. */
    public static Cid fromBytes(byte[] bytes) {
        ByteBuffer source = ByteBuffer.wrap(bytes);
        Cid cid = read(source);
        if (source.hasRemaining()) {
            throw new InvalidValueException("CID", source.position(), source.remaining() + " trailing bytes");
        }
        return cid;
    }

    /**
     * Reads one CID and moves the position past it. On failure the position is left where it was.
     *
     * @throws InvalidValueException if the input ends early or is no CID of version 0 or 1
     */
    public static Cid read(ByteBuffer source) {
        int start = source.position();
        if (source.remaining() >= 2 && source.get(start) == 0x12 && source.get(start + 1) == 0x20) {
            if (source.remaining() < V0_BYTES) {
                throw new InvalidValueException("CID", source.limit(), "input ends inside the digest");
            }
            return new Cid(0, DAG_PB, Multihash.read(source));
        }
        try {
            long version = Varint.read(source);
            if (version != 1) {
                throw new InvalidValueException("CID", start, "version " + version + " is unknown");
            }
            long codec = Varint.read(source);
            return new Cid(1, codec, Multihash.read(source));
        } catch (InvalidValueException e) {
            source.position(start);
            throw e;
        }
    }

    /** 0 or 1. */
    public int version() {
        return version;
    }

    /** The multicodec code of the content's format. */
    public long codec() {
        return codec;
    }

    public Multihash multihash() {
        return multihash;
    }

    /** The binary form: the bare multihash for version 0; version, codec and multihash for version 1. */
    public byte[] toBytes() {
        byte[] bytes = new byte[byteLength()];
        write(bytes, 0);
        return bytes;
    }

    /** Length of the binary form in bytes. */
    public int byteLength() {
        return multihash.byteLength() + (version == 0 ? 0 : 1 + Varint.length(codec));
    }

    /** Writes the binary form into {@code target} and returns the offset just after it. */
    public int write(byte[] target, int offset) {
        int at = offset;
        if (version == 1) {
            target[at++] = 1;
            at = Varint.write(codec, target, at);
        }
        return multihash.write(target, at);
    }

    /** Base 58 without prefix for version 0, multibase base 32 for version 1. */
    @Override
    public String toString() {
        return version == 0 ? Multibase.BASE58BTC.encodeBare(toBytes()) : Multibase.BASE32.encode(toBytes());
    }

    /** Text in another base; version 0 has base 58 only and throws {@link InvalidValueException} for any other. */
    public String toString(Multibase base) {
        if (version == 1) {
            return base.encode(toBytes());
        }
        if (base != Multibase.BASE58BTC) {
            throw new InvalidValueException("CID", 0, "version 0 is written in base58btc only");
        }
        return toString();
    }

    /** Orders by the bytes of the binary form. */
    @Override
    public int compareTo(Cid other) {
        return Arrays.compareUnsigned(toBytes(), other.toBytes());
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Cid that
                && version == that.version
                && codec == that.codec
                && multihash.equals(that.multihash);
    }

    @Override
    public int hashCode() {
        return (int) (31 * codec + version) ^ multihash.hashCode();
    }
}
