package io.fondaco.codec.ipld;

/** True or false. */
public record BoolNode(boolean value) implements Node {}
