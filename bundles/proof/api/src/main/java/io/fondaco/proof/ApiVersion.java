package io.fondaco.proof;

/** Which rules of the proofs apply to a sector for all its life. Source: storage-proofs-core, api_version. */
public enum ApiVersion {
    /** The predecessor is the last parent; distant parents never reach the upper part of large sectors. */
    V1_0("1.0.0"),
    /** The predecessor is the first parent, and distant parents reach the whole sector. */
    V1_1("1.1.0"),
    /** As 1.1.0, with the leaf challenges of window PoSt independent of a sector's place in its partition. */
    V1_2("1.2.0");

    private final String text;

    ApiVersion(String text) {
        this.text = text;
    }

    @Override
    public String toString() {
        return text;
    }
}
