package io.fondaco.sector;

/** How far a sector has come. */
public enum SectorState {
    /** It takes pieces. */
    PACKING,
    /** It takes no more pieces and is to be sealed, or pre-committed if nothing is. */
    PACKED,
    /** PreCommit1: it is labelled. */
    PRE_COMMIT_1,
    /** PreCommit2: its columns, its replica and their trees are made. */
    PRE_COMMIT_2,
    /** There is a replica, which is to be pre-committed. */
    SEALED,
    /** Its pre-commit is on its way to the chain. */
    PRE_COMMIT_SENT,
    /** WaitSeed: the chain has its pre-commit, and has not drawn the challenge yet. */
    PRE_COMMITTED,
    /** Commit1: what is challenged is opened. */
    COMMIT_1,
    /** Commit2: the proof for the chain is made. */
    COMMIT_2,
    /** There is a proof, which is to be prove-committed. */
    PROVEN,
    /** Its prove-commit is on its way to the chain. */
    PROVE_COMMIT_SENT,
    /** Finalize: it is on the chain, the deals in it run, and what only sealing needed is deleted. */
    FINALIZING,
    /** Proving: it is on the chain, and the deals in it run. */
    ACTIVE,
    /** It came to its end, or was terminated. */
    ENDED,
    /** It was given up before it was proven; its deals went elsewhere where they could. */
    FAILED
}
