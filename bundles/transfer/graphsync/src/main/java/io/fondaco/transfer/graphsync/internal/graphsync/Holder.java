package io.fondaco.transfer.graphsync.internal.graphsync;

/** Who holds a serving back. It goes on when nobody does: none of them can lift what another has laid on. */
public enum Holder {
    /** Our operator. */
    THIS_SIDE,
    /** The other end of the channel. */
    PEER,
    /** Who waits for a payment or another word. */
    REVALIDATOR
}
