package io.fondaco.model;

import java.util.Arrays;

/**
 * CommP or CommD: the 32-byte root of a piece's Merkle tree.
 *
 * <p>As a CID: version 1, codec fil-commitment-unsealed, multihash sha2-256-trunc254-padded. Source: go-fil-commcid.
 */
public final class PieceCommitment implements Comparable<PieceCommitment> {
    private final byte[] root;

    /** @param root 32 bytes with the two top bits of the last byte clear, copied */
    public PieceCommitment(byte[] root) {
        if (root.length != 32) {
            throw new InvalidValueException("piece commitment", 0, "root is 32 bytes, not " + root.length);
        }
        if ((root[31] & 0xc0) != 0) {
            throw new InvalidValueException("piece commitment", 31, "the two top bits of the last byte are not clear");
        }
        this.root = root.clone();
    }

    /** From a piece CID of version 1; {@link InvalidValueException} if codec or multihash are another kind's. */
    public static PieceCommitment fromCid(Cid cid) {
        if (cid.version() != 1
                || cid.codec() != Cid.FIL_COMMITMENT_UNSEALED
                || cid.multihash().code() != Multihash.SHA2_256_TRUNC254_PADDED) {
            throw new InvalidValueException("piece commitment", 0, cid + " is not a piece CID of version 1");
        }
        return new PieceCommitment(cid.multihash().digest());
    }

    /** Reads the text of the piece CID (baga6ea4seaq...), or throws {@link InvalidValueException}. */
    public static PieceCommitment parse(String text) {
        return fromCid(Cid.parse(text));
    }

    public Cid toCid() {
        return Cid.v1(Cid.FIL_COMMITMENT_UNSEALED, new Multihash(Multihash.SHA2_256_TRUNC254_PADDED, root));
    }

    /** A copy of the 32 bytes. */
    public byte[] root() {
        return root.clone();
    }

    @Override
    public int compareTo(PieceCommitment other) {
        return Arrays.compareUnsigned(root, other.root);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof PieceCommitment that && Arrays.equals(root, that.root);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(root);
    }

    /** The text of the piece CID. */
    @Override
    public String toString() {
        return toCid().toString();
    }
}
