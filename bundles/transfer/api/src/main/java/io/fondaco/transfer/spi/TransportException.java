package io.fondaco.transfer.spi;

/** An attempt came to nothing. */
public final class TransportException extends RuntimeException {

    private static final long serialVersionUID = 1;

    private final boolean worthRepeating;

    private TransportException(String message, Throwable cause, boolean worthRepeating) {
        super(message, cause);
        this.worthRepeating = worthRepeating;
    }

    /** Another attempt may get through: a cut, a time-out, a busy peer. */
    public static TransportException passing(String message, Throwable cause) {
        return new TransportException(message, cause, true);
    }

    /** No attempt will: refused, not found, too many bytes, an address that is not allowed. */
    public static TransportException lasting(String message, Throwable cause) {
        return new TransportException(message, cause, false);
    }

    public boolean worthRepeating() {
        return worthRepeating;
    }
}
