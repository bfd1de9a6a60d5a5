package io.fondaco.codec.selector;

/**
 * How much one walk may cost.
 *
 * @param maxNodes nodes visited, those inside blocks included
 * @param maxBlocks blocks loaded, repetitions included
 * @param maxDepth steps from the root, 1 to 1024
 * @param maxBlock largest block, in bytes
 */
public record TraversalLimits(long maxNodes, long maxBlocks, int maxDepth, int maxBlock) {
    /** 10 million nodes, a million blocks, 1024 steps, blocks of 4 MiB. */
    public static final TraversalLimits DEFAULT = new TraversalLimits(10_000_000, 1_000_000, 1024, 4 << 20);

    public TraversalLimits {
        if (maxNodes < 1 || maxBlocks < 1 || maxDepth < 1 || maxDepth > 1024 || maxBlock < 1) {
            throw new IllegalArgumentException("limits out of range");
        }
    }
}
