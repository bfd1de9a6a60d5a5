package io.fondaco.replica;

/** A key, a chunk or a proof that is not what it has to be; the message says which and why. */
public final class ReplicaException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public ReplicaException(String message) {
        super(message);
    }

    public ReplicaException(String message, Throwable cause) {
        super(message, cause);
    }
}
