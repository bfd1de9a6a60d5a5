package io.fondaco.chain.actors;

/**
 * The state cannot be read or written, or says what no actor ever wrote. Not an outcome of a message: nothing more may be
 * applied to the tree it came from, and the message at hand has not been applied.
 */
public final class StateException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public StateException(String message) {
        super(message);
    }

    public StateException(String message, Throwable cause) {
        super(message, cause);
    }
}
