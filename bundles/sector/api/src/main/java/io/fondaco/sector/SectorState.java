package io.fondaco.sector;

/** How far a sector has come. */
public enum SectorState {
    /** It takes pieces. */
    PACKING,
    /** It takes no more pieces and is to be pre-committed. */
    PACKED,
    /** Its pre-commit is on its way to the chain. */
    PRE_COMMIT_SENT,
    /** The chain has its pre-commit and waits for the challenge. */
    PRE_COMMITTED,
    /** Its prove-commit is on its way to the chain. */
    PROVE_COMMIT_SENT,
    /** It is on the chain, and the deals in it run. */
    ACTIVE,
    /** It came to its end, or was terminated. */
    ENDED,
    /** It was given up before it was proven; its deals went elsewhere where they could. */
    FAILED
}
