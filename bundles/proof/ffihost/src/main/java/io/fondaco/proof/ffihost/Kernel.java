package io.fondaco.proof.ffihost;

/** What a variant may compute. */
public enum Kernel {
    FIELD_HASH,
    FIELD_SUM,
    NODE_HASH,
    LABELS;

    int bit() {
        return 1 << ordinal();
    }
}
