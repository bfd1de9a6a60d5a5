package io.fondaco.proof.ffihost;

/** What a variant may compute. */
public enum Kernel {
    FIELD_HASH,
    FIELD_SUM,
    NODE_HASH,
    LABELS,
    /** RSA of 1024 bits. */
    RSA;

    int bit() {
        return 1 << ordinal();
    }
}
