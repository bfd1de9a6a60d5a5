package io.fondaco.market.storage.internal.wire;

/** How a message is laid out in CBOR. */
public enum Form {
    /** Arrays of fields, without keys. */
    TUPLE,
    /** Maps, keys in the order the fields are declared in. */
    DECLARED,
    /** Maps, shorter keys first, then bytewise. */
    CANONICAL
}
