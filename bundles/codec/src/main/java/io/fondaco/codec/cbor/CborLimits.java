package io.fondaco.codec.cbor;

/**
 * How much a reader takes in.
 *
 * @param maxDepth arrays, maps and links inside each other, 1 to 1024
 * @param maxBytes longest item, in bytes
 * @param maxItems items of all kinds in one input, map keys included
 */
public record CborLimits(int maxDepth, int maxBytes, int maxItems) {
    /** 64 levels, 1 MiB, 262,144 items. */
    public static final CborLimits DEFAULT = new CborLimits(64, 1 << 20, 1 << 18);

    public CborLimits {
        if (maxDepth < 1 || maxDepth > 1024 || maxBytes < 1 || maxItems < 1) {
            throw new IllegalArgumentException("limits out of range: " + maxDepth + ", " + maxBytes + ", " + maxItems);
        }
    }

    /** These limits with another {@code maxBytes}. */
    public CborLimits withMaxBytes(int bytes) {
        return new CborLimits(maxDepth, bytes, maxItems);
    }
}
