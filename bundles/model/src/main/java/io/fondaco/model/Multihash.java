package io.fondaco.model;

import io.fondaco.model.internal.Blake2b;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.util.Arrays;

/**
 * A digest that names the function that made it: varint code, varint length, digest.
 *
 * <p>Source: multiformats/multihash and its code table.
 */
public final class Multihash implements Comparable<Multihash> {
    public static final long IDENTITY = 0x00;
    public static final long SHA2_256 = 0x12;
    public static final long BLAKE2B_256 = 0xb220;
    public static final long SHA2_256_TRUNC254_PADDED = 0x1012;
    public static final long FR32_SHA256_TRUNC254_PADBINTREE = 0x1011;
    public static final long POSEIDON_BLS12_381_A2_FC1 = 0xb401;

    /** Longest digest accepted, in bytes; only identity digests come near it. */
    public static final int MAX_DIGEST = 512;

    private final long code;
    private final byte[] digest;

    /**
     * @param digest copied; 32 bytes for the 256-bit functions named above, otherwise up to {@link #MAX_DIGEST}
     * @throws InvalidValueException if the code is negative or the digest's length does not fit it
     */
    public Multihash(long code, byte[] digest) {
        this(code, digest.clone(), 0);
    }

    private Multihash(long code, byte[] owned, long offset) {
        if (code < 0) {
            throw new InvalidValueException("multihash", offset, "negative code " + code);
        }
        if (owned.length > MAX_DIGEST) {
            throw new InvalidValueException("multihash", offset, "digest longer than " + MAX_DIGEST + " bytes");
        }
        if (is256(code) && owned.length != 32) {
            throw new InvalidValueException(
                    "multihash",
                    offset,
                    "digest of code 0x" + Long.toHexString(code) + " is 32 bytes, not " + owned.length);
        }
        this.code = code;
        this.digest = owned;
    }

    private static boolean is256(long code) {
        return code == SHA2_256
                || code == BLAKE2B_256
                || code == SHA2_256_TRUNC254_PADDED
                || code == POSEIDON_BLS12_381_A2_FC1;
    }

    /** SHA-256 of {@code data}. */
    public static Multihash sha256(byte[] data) {
        return sha256(data, 0, data.length);
    }

    /** SHA-256 of {@code data[from, from + count)}. */
    public static Multihash sha256(byte[] data, int from, int count) {
        MessageDigest sha = Digests.sha256();
        sha.update(data, from, count);
        return new Multihash(SHA2_256, sha.digest(), 0);
    }

    /** BLAKE2b with a 32-byte digest of {@code data}. */
    public static Multihash blake2b256(byte[] data) {
        return blake2b256(data, 0, data.length);
    }

    /** BLAKE2b with a 32-byte digest of {@code data[from, from + count)}. */
    public static Multihash blake2b256(byte[] data, int from, int count) {
        return new Multihash(BLAKE2B_256, Blake2b.digest(32, data, from, count), 0);
    }

    /**
     * Whether this is the digest of {@code data[from, from + count)}.
     *
     * @throws InvalidValueException if the function is none of identity, sha2-256 and blake2b-256: other digests
     *     cannot be checked over plain bytes here, and must not pass for checked
     */
    public boolean matches(byte[] data, int from, int count) {
        if (code == SHA2_256) {
            MessageDigest sha = Digests.sha256();
            sha.update(data, from, count);
            return MessageDigest.isEqual(sha.digest(), digest);
        }
        if (code == BLAKE2B_256) {
            return MessageDigest.isEqual(Blake2b.digest(32, data, from, count), digest);
        }
        if (code == IDENTITY) {
            return Arrays.equals(data, from, from + count, digest, 0, digest.length);
        }
        throw new InvalidValueException("multihash", 0, "no way to verify code 0x" + Long.toHexString(code));
    }

    /** Reads the binary form, which must fill {@code bytes} exactly, or throws {@link InvalidValueException}. */
    public static Multihash fromBytes(byte[] bytes) {
        ByteBuffer source = ByteBuffer.wrap(bytes);
        Multihash hash = read(source);
        if (source.hasRemaining()) {
            throw new InvalidValueException("multihash", source.position(), source.remaining() + " trailing bytes");
        }
        return hash;
    }

    /** Reads one multihash and moves the position past it, or throws {@link InvalidValueException}. */
    public static Multihash read(ByteBuffer source) {
        int start = source.position();
        try {
            long code = Varint.read(source);
            long length = Varint.read(source);
            if (length > MAX_DIGEST) {
                throw new InvalidValueException("multihash", start, "digest of " + length + " bytes is too long");
            }
            if (length > source.remaining()) {
                throw new InvalidValueException("multihash", source.limit(), "input ends inside the digest");
            }
            byte[] digest = new byte[(int) length];
            source.get(digest);
            return new Multihash(code, digest, start);
        } catch (InvalidValueException e) {
            source.position(start);
            throw e;
        }
    }

    /** Reads the multibase text of the binary form, or throws {@link InvalidValueException}. */
    public static Multihash parse(String text) {
        return fromBytes(Multibase.decode(text));
    }

    /** The multicodec code of the hash function. */
    public long code() {
        return code;
    }

    /** A copy of the digest. */
    public byte[] digest() {
        return digest.clone();
    }

    /** Length of the digest in bytes. */
    public int digestLength() {
        return digest.length;
    }

    /** The binary form. */
    public byte[] toBytes() {
        byte[] bytes = new byte[byteLength()];
        write(bytes, 0);
        return bytes;
    }

    /** Length of the binary form in bytes. */
    public int byteLength() {
        return Varint.length(code) + Varint.length(digest.length) + digest.length;
    }

    /** Writes the binary form into {@code target} and returns the offset just after it. */
    public int write(byte[] target, int offset) {
        int at = Varint.write(digest.length, target, Varint.write(code, target, offset));
        System.arraycopy(digest, 0, target, at, digest.length);
        return at + digest.length;
    }

    /** Orders by the bytes of the binary form. */
    @Override
    public int compareTo(Multihash other) {
        if (code == other.code && digest.length == other.digest.length) {
            return Arrays.compareUnsigned(digest, other.digest);
        }
        return Arrays.compareUnsigned(toBytes(), other.toBytes());
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Multihash that && code == that.code && Arrays.equals(digest, that.digest);
    }

    @Override
    public int hashCode() {
        return 31 * Long.hashCode(code) + Arrays.hashCode(digest);
    }

    /** The binary form in multibase base 16. */
    @Override
    public String toString() {
        return Multibase.BASE16.encode(toBytes());
    }
}
