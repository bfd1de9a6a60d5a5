package io.fondaco.piece;

import java.util.Objects;

/** A piece, a layout of pieces or a proof breaks a rule; the message names the piece or offset and what to do. */
public final class PieceException extends IllegalArgumentException {
    private static final long serialVersionUID = 1L;

    /** What kind of rule was broken, for callers that decide by it. */
    public enum Reason {
        /** Bytes or text that are not the encoding they claim to be. */
        MALFORMED,
        /** A size, offset or height outside what the format allows. */
        OUT_OF_RANGE,
        /** Pieces that do not fit into their sector or deal. */
        DOES_NOT_FIT,
        /** A checksum, root or proof that does not match the data. */
        MISMATCH
    }

    private final Reason reason;

    public PieceException(Reason reason, String message) {
        super(message);
        this.reason = Objects.requireNonNull(reason);
    }

    public Reason reason() {
        return reason;
    }
}
