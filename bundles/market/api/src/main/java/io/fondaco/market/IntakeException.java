package io.fondaco.market;

/** A file could not be taken in or given out; the message says which, why and what to do. */
public final class IntakeException extends RuntimeException {

    private static final long serialVersionUID = 1;

    public IntakeException(String message, Throwable cause) {
        super(message, cause);
    }

    public IntakeException(String message) {
        super(message);
    }
}
