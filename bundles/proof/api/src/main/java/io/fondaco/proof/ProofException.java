package io.fondaco.proof;

import java.util.Objects;

/** Sealing or proving is refused or was stopped; the message says what, where, and what to do. */
public final class ProofException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** What kind of trouble it is, for callers that decide by it. */
    public enum Reason {
        /** Bytes or text that are not the encoding they claim to be, such as a number outside the field. */
        MALFORMED,
        /** A size, an index or a number this proof does not have. */
        OUT_OF_RANGE,
        /** A file of the sector is missing, cut short or too long. */
        DAMAGED,
        /** The caller asked to stop; nothing finished was lost. */
        CANCELLED,
        /** Two backends computed different results; neither was used. */
        DISAGREED
    }

    private final Reason reason;

    public ProofException(Reason reason, String message) {
        super(message);
        this.reason = Objects.requireNonNull(reason);
    }

    public Reason reason() {
        return reason;
    }
}
