package io.fondaco.codec.unixfs;

/**
 * How a file becomes a DAG. Two imports of the same bytes have the same root only under the same options.
 *
 * @param chunkSize bytes in a leaf, 1 to 2 MiB
 * @param maxLinks links in a node, 2 to 8192
 * @param layout shape of the tree
 * @param rawLeaves leaves are bare bytes rather than UnixFS nodes; needs CID version 1
 * @param cidVersion 0 or 1
 * @param reduceSingleLeaf a file of one chunk is that leaf, without a node above it, as kubo does
 */
public record UnixFsOptions(
        int chunkSize, int maxLinks, Layout layout, boolean rawLeaves, int cidVersion, boolean reduceSingleLeaf) {
    /** Shape of the tree. */
    public enum Layout {
        /** All leaves at one depth: best for random access. */
        BALANCED,
        /** Leaves as near to the front as they can be: best for reading in order. */
        TRICKLE
    }

    /** 1 MiB chunks, 1024 links, balanced, raw leaves, CIDv1: what current storage tools write. */
    public static final UnixFsOptions DEFAULT = new UnixFsOptions(1 << 20, 1024, Layout.BALANCED, true, 1, true);

    /** 256 KiB chunks, 174 links, balanced, raw leaves, CIDv1: what kubo wrote for years with CIDv1. */
    public static final UnixFsOptions KUBO_V1 = new UnixFsOptions(256 << 10, 174, Layout.BALANCED, true, 1, true);

    /** 256 KiB chunks, 174 links, balanced, UnixFS leaves, CIDv0: what kubo writes when told nothing. */
    public static final UnixFsOptions KUBO_V0 = new UnixFsOptions(256 << 10, 174, Layout.BALANCED, false, 0, true);

    public UnixFsOptions {
        if (chunkSize < 1 || chunkSize > 2 << 20) {
            throw new IllegalArgumentException("chunk size " + chunkSize + " is not 1 to 2097152 bytes");
        }
        if (maxLinks < 2 || maxLinks > 8192) {
            throw new IllegalArgumentException(maxLinks + " links are not 2 to 8192");
        }
        if (cidVersion != 0 && cidVersion != 1) {
            throw new IllegalArgumentException("CID version " + cidVersion + " is unknown");
        }
        if (cidVersion == 0 && rawLeaves) {
            throw new IllegalArgumentException("a CID of version 0 cannot name a raw leaf");
        }
        java.util.Objects.requireNonNull(layout, "layout");
    }
}
