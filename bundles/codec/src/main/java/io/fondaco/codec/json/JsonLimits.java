package io.fondaco.codec.json;

/**
 * How much a reader takes in.
 *
 * @param maxDepth arrays and objects inside each other, 1 to 1024
 * @param maxBytes longest text, in bytes
 */
public record JsonLimits(int maxDepth, int maxBytes) {
    /** 128 levels (bytes and links take two more than in DAG-CBOR), 2 MiB. */
    public static final JsonLimits DEFAULT = new JsonLimits(128, 2 << 20);

    public JsonLimits {
        if (maxDepth < 1 || maxDepth > 1024 || maxBytes < 1) {
            throw new IllegalArgumentException("limits out of range: " + maxDepth + ", " + maxBytes);
        }
    }
}
