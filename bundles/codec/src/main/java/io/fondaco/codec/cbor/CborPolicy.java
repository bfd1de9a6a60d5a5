package io.fondaco.codec.cbor;

/** What a reader forgives, for peers that predate the rules. Everything else stays strict. */
public enum CborPolicy {
    /** Map keys in any order; duplicates are refused still. */
    ANY_KEY_ORDER,
    /** Text values that are not valid UTF-8; keys are not covered. */
    LENIENT_TEXT
}
