package io.fondaco.codec.ipld;

/** Null. */
public record NullNode() implements Node {
    static final NullNode NULL = new NullNode();
}
