package io.fondaco.codec.hamt;

/** How a pointer of a node is written. All else is the same. */
public enum HamtFormat {
    /** A link, or a bucket. Since actors v3. */
    V3,
    /** A map of one entry: "0" to a link or "1" to a bucket. Actors v0 to v2. */
    LEGACY
}
