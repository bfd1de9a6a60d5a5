package io.fondaco.codec.ipld;

/** A 64-bit float; {@link IllegalArgumentException} unless finite. */
public record FloatNode(double value) implements Node {
    public FloatNode {
        if (!Double.isFinite(value)) {
            throw new IllegalArgumentException("IPLD has no number " + value);
        }
    }
}
