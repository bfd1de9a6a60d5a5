package io.fondaco.arfleet;

/** Something that cannot be done in this market; the message says why, and what would help. */
public final class ArFleetException extends RuntimeException {
    private static final long serialVersionUID = 1;

    public ArFleetException(String message) {
        super(message);
    }

    public ArFleetException(String message, Throwable cause) {
        super(message, cause);
    }
}
