package io.fondaco.transfer.graphsync.internal.graphsync;

import io.fondaco.codec.DecodeException;
import io.fondaco.model.Cid;
import io.fondaco.model.InvalidValueException;
import io.fondaco.model.Multihash;
import io.fondaco.model.Varint;
import java.nio.ByteBuffer;
import java.util.Arrays;

/** A CID without its digest: version, codec, hash function and length of the digest in bytes, each a varint. */
public record Prefix(int version, long codec, long hash, int length) {

    private static final int DIGEST = 32;

    static Prefix of(Cid cid) {
        return new Prefix(
                cid.version(),
                cid.codec(),
                cid.multihash().code(),
                cid.multihash().digestLength());
    }

    /** Reads exactly one prefix of a hash this house can compute, or throws {@link DecodeException}. */
    static Prefix decode(byte[] bytes, int offset) {
        try {
            ByteBuffer source = ByteBuffer.wrap(bytes);
            long version = Varint.read(source);
            long codec = Varint.read(source);
            long hash = Varint.read(source);
            long length = Varint.read(source);
            if (source.hasRemaining() || version > 1 || length > Multihash.MAX_DIGEST) {
                throw DecodeException.malformed(offset, "not the prefix of a CID");
            }
            boolean full = hash == Multihash.SHA2_256 || hash == Multihash.BLAKE2B_256;
            if (!(full && length == DIGEST || hash == Multihash.IDENTITY)) {
                throw DecodeException.malformed(
                        offset, "a block with hash 0x" + Long.toHexString(hash) + " of " + length + " bytes");
            }
            if (version == 0 && (codec != Cid.DAG_PB || hash != Multihash.SHA2_256)) {
                throw DecodeException.malformed(offset, "a CID of version 0 is dag-pb with sha2-256");
            }
            return new Prefix((int) version, codec, hash, (int) length);
        } catch (InvalidValueException e) {
            throw new DecodeException(DecodeException.Kind.MALFORMED, offset, e.getMessage(), e);
        }
    }

    byte[] encode() {
        byte[] bytes = new byte[4 * Varint.MAX_BYTES];
        int at = Varint.write(version, bytes, 0);
        at = Varint.write(codec, bytes, at);
        at = Varint.write(hash, bytes, at);
        return Arrays.copyOf(bytes, Varint.write(length, bytes, at));
    }

    /** The CID of data under this prefix; {@link DecodeException} if an identity is of another length. */
    Cid cid(byte[] data) {
        Multihash digest;
        if (hash == Multihash.SHA2_256) {
            digest = Multihash.sha256(data);
        } else if (hash == Multihash.BLAKE2B_256) {
            digest = Multihash.blake2b256(data);
        } else if (data.length == length) {
            digest = new Multihash(Multihash.IDENTITY, data);
        } else {
            throw DecodeException.malformed(0, "an identity of " + data.length + " bytes, not " + length);
        }
        return version == 0 ? Cid.v0(digest) : Cid.v1(codec, digest);
    }
}
