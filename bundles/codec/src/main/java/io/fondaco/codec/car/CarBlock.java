package io.fondaco.codec.car;

import io.fondaco.model.Cid;

/**
 * A block as it lies in a CAR.
 *
 * @param bytes verified against the CID; belongs to the receiver
 * @param offset where the section (length, CID, block) starts, in bytes from the start of the CARv1
 */
public record CarBlock(Cid cid, byte[] bytes, long offset) {
    @Override
    public boolean equals(Object other) {
        return other instanceof CarBlock that
                && offset == that.offset
                && cid.equals(that.cid)
                && java.util.Arrays.equals(bytes, that.bytes);
    }

    @Override
    public int hashCode() {
        return 31 * cid.hashCode() + Long.hashCode(offset);
    }
}
