package io.fondaco.network;

/** A peer could not be reached, or a stream broke. */
public final class NetworkException extends RuntimeException {

    private static final long serialVersionUID = 1;

    /** What went wrong. */
    public enum Reason {
        UNKNOWN_PEER,
        NO_COMMON_PROTOCOL,
        REFUSED,
        OUT_OF_TIME,
        BROKEN
    }

    private final Reason reason;

    public NetworkException(Reason reason, String message) {
        super(message);
        this.reason = reason;
    }

    public Reason reason() {
        return reason;
    }
}
