package io.fondaco.sector;

/** A piece or a sector is refused; the message says which, why, and what to do. */
public final class SectorException extends RuntimeException {

    private static final long serialVersionUID = 1;

    /** Why. */
    public enum Reason {
        /** No such miner on the chain. */
        UNKNOWN_MINER,
        /** The chain does not know the deal, or not any more. */
        UNKNOWN_DEAL,
        /** The chain knows the deal with another piece, size, provider, start or end. */
        ANOTHER_PIECE,
        /** No sector could be proven before the deal starts, or it is in one already that is not of this house. */
        TOO_LATE,
        /** Larger than a sector, or lasts longer than a sector can. */
        DOES_NOT_FIT,
        /** The bytes are not those the piece CID names. */
        DAMAGED,
        /** No such sector, or it ended. */
        UNKNOWN_SECTOR,
        /** The pipeline is being stopped; ask again when it is back. */
        CLOSED
    }

    private final Reason reason;

    public SectorException(Reason reason, String message) {
        super(message);
        this.reason = reason;
    }

    public Reason reason() {
        return reason;
    }
}
