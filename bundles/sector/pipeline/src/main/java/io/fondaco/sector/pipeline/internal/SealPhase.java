package io.fondaco.sector.pipeline.internal;

/** The phases of sealing, in their order. */
enum SealPhase {
    /** The tree over the data, and the labels. */
    PRE_COMMIT_1("PreCommit1"),
    /** Columns, the replica, and the trees over both: CommR. */
    PRE_COMMIT_2("PreCommit2"),
    /** What the seed challenges, opened. */
    COMMIT_1("Commit1"),
    /** The proof that goes to the chain. */
    COMMIT_2("Commit2"),
    /** What only sealing needs is deleted. */
    FINALIZE("Finalize");

    private final String word;

    SealPhase(String word) {
        this.word = word;
    }

    /** For people, as operators know it. */
    @Override
    public String toString() {
        return word;
    }
}
