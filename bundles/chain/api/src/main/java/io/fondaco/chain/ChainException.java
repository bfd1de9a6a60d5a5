package io.fondaco.chain;

/** The chain, or the bookkeeping before it, refuses. */
public final class ChainException extends RuntimeException {

    private static final long serialVersionUID = 1;

    /** Why. */
    public enum Reason {
        /** The wallet or the escrow does not hold enough. */
        INSUFFICIENT_FUNDS,
        /** The actor would refuse the message: its exit code says why. */
        REFUSED,
        /** Address, deal or miner unknown. */
        UNKNOWN,
        /** No chain to ask right now. */
        UNAVAILABLE
    }

    private final Reason reason;

    public ChainException(Reason reason, String message) {
        super(message);
        this.reason = reason;
    }

    public Reason reason() {
        return reason;
    }
}
