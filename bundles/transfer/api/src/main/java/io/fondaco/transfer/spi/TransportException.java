package io.fondaco.transfer.spi;

import java.time.Duration;

/** An attempt came to nothing. */
public final class TransportException extends RuntimeException {

    private static final long serialVersionUID = 1;

    private final boolean worthRepeating;
    private final Duration pause;

    private TransportException(String message, Throwable cause, boolean worthRepeating, Duration pause) {
        super(message, cause);
        this.worthRepeating = worthRepeating;
        this.pause = pause;
    }

    /** Another attempt may get through: a cut, a time-out, a busy peer. */
    public static TransportException passing(String message, Throwable cause) {
        return new TransportException(message, cause, true, Duration.ZERO);
    }

    /**
     * Another attempt may get through, but not before this pause: the peer asks for it, or a limit of the transport's own is
     * reached. It does not count as an attempt that brought nothing, so the transport must see to it that this ends.
     *
     * @param pause positive
     */
    public static TransportException later(String message, Duration pause) {
        return new TransportException(message, null, true, pause);
    }

    /** No attempt will: refused, not found, too many bytes, an address that is not allowed. */
    public static TransportException lasting(String message, Throwable cause) {
        return new TransportException(message, cause, false, Duration.ZERO);
    }

    public boolean worthRepeating() {
        return worthRepeating;
    }

    /** How long to wait before the next attempt at least; zero when that is the house's choice. */
    public Duration pause() {
        return pause;
    }
}
