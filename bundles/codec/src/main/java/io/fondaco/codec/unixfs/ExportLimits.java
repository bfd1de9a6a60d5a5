package io.fondaco.codec.unixfs;

/**
 * How much one export, listing or resolving may cost.
 *
 * @param maxDepth nodes above each other, 1 to 1024
 * @param maxBlock largest block, in bytes
 * @param maxBlocks blocks loaded
 * @param maxBytes bytes of the file written
 */
public record ExportLimits(int maxDepth, int maxBlock, long maxBlocks, long maxBytes) {
    /** 1024 levels, blocks of 4 MiB, any number of blocks and bytes: all of them are hashed, so no cycle can occur. */
    public static final ExportLimits DEFAULT = new ExportLimits(1024, 4 << 20, Long.MAX_VALUE, Long.MAX_VALUE);

    public ExportLimits {
        if (maxDepth < 1 || maxDepth > 1024 || maxBlock < 1 || maxBlocks < 1 || maxBytes < 0) {
            throw new IllegalArgumentException("limits out of range");
        }
    }
}
