package io.fondaco.proof;

import io.fondaco.proof.ProofException.Reason;

/**
 * A sector size, and what follows from it: layers of labels, and the shape of the trees over columns and replica.
 *
 * <p>Those trees are trees of arity 8 over equal parts of the sector, the base trees; more than one are joined by a node of
 * their own arity, and those by another. Source: filecoin-proofs, constants and shapes of production and test sectors.
 */
public enum SectorSize {
    KIB_2("2KiB", 11, 2, 1, 1),
    KIB_4("4KiB", 12, 2, 2, 1),
    KIB_16("16KiB", 14, 2, 8, 1),
    KIB_32("32KiB", 15, 2, 8, 2),
    MIB_8("8MiB", 23, 2, 1, 1),
    MIB_512("512MiB", 29, 2, 1, 1),
    GIB_32("32GiB", 35, 11, 8, 1),
    GIB_64("64GiB", 36, 11, 8, 2);

    private final String text;
    private final long bytes;
    private final int layers;
    private final int subArity;
    private final int topArity;

    SectorSize(String text, int log2, int layers, int subArity, int topArity) {
        this.text = text;
        this.bytes = 1L << log2;
        this.layers = layers;
        this.subArity = subArity;
        this.topArity = topArity;
    }

    /**
     * The size of so many bytes.
     *
     * @throws ProofException (OUT_OF_RANGE) when there is none
     */
    public static SectorSize ofBytes(long bytes) {
        for (SectorSize size : values()) {
            if (size.bytes == bytes) {
                return size;
            }
        }
        throw new ProofException(
                Reason.OUT_OF_RANGE, "no sector has " + bytes + " bytes; choose a size from 2KiB to 64GiB");
    }

    /** Padded bytes. */
    public long bytes() {
        return bytes;
    }

    /** Nodes of 32 bytes, a power of two. */
    public long nodes() {
        return bytes / Node.BYTES;
    }

    /** Layers of labels. */
    public int layers() {
        return layers;
    }

    /** How many base trees of arity 8 there are. */
    public int baseTrees() {
        return subArity * topArity;
    }

    /** Base trees under one node: 2 or 8, or 1 when there is no such node. */
    public int subArity() {
        return subArity;
    }

    /** Children of the root above those nodes: 2, or 1 when there is no such root. */
    public int topArity() {
        return topArity;
    }

    /** As people write it, such as {@code 8MiB}. */
    @Override
    public String toString() {
        return text;
    }
}
