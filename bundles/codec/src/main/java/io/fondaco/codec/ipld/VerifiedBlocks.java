package io.fondaco.codec.ipld;

import io.fondaco.codec.DecodeException;
import io.fondaco.model.Cid;
import io.fondaco.model.InvalidValueException;
import io.fondaco.model.Multihash;
import java.io.IOException;
import java.util.Objects;

/** Blocks out of a source that need not be trusted: present, within the size limit and with the hash they promise. */
public final class VerifiedBlocks {
    private final BlockSource source;
    private final int maxBlock;

    /** @param maxBlock largest block accepted, in bytes */
    public VerifiedBlocks(BlockSource source, int maxBlock) {
        this.source = Objects.requireNonNull(source, "source");
        this.maxBlock = maxBlock;
    }

    /**
     * The block. Identity CIDs carry theirs and ask no source.
     *
     * @throws DecodeException if the block is missing, too large, or does not have its CID's hash
     */
    public byte[] get(Cid cid) throws IOException {
        if (cid.multihash().code() == Multihash.IDENTITY) {
            return cid.multihash().digest();
        }
        byte[] block = source.get(cid)
                .orElseThrow(
                        () -> new DecodeException(DecodeException.Kind.MISSING, 0, "block " + cid + " is not there"));
        if (block.length > maxBlock) {
            throw DecodeException.limit(
                    0, "block " + cid + " is " + block.length + " bytes, more than the " + maxBlock + " allowed");
        }
        verify(cid, block, 0);
        return block;
    }

    /** {@link DecodeException} at {@code offset} unless {@code block} has the hash {@code cid} promises. */
    public static void verify(Cid cid, byte[] block, long offset) {
        boolean matches;
        try {
            matches = cid.multihash().matches(block, 0, block.length);
        } catch (InvalidValueException e) {
            throw new DecodeException(
                    DecodeException.Kind.MALFORMED, offset, "block " + cid + " cannot be verified: " + e.reason(), e);
        }
        if (!matches) {
            throw new DecodeException(DecodeException.Kind.MISMATCH, offset, "block does not have the hash of " + cid);
        }
    }
}
