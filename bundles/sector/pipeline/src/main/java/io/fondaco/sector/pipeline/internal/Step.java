package io.fondaco.sector.pipeline.internal;

import io.fondaco.chain.actors.miner.MinerActor;

/** What is sent for a sector. */
enum Step {
    PRE_COMMIT("precommit", MinerActor.PRE_COMMIT_SECTOR),
    PROVE_COMMIT("provecommit", MinerActor.PROVE_COMMIT_SECTOR);

    private final String word;
    private final long method;

    Step(String word, long method) {
        this.word = word;
        this.method = method;
    }

    long method() {
        return method;
    }

    /** What the message pool knows a message by, so that it is sent once whatever happens here. */
    String key(SectorId sector, int attempt) {
        String key = "sector/" + sector.miner() + "/" + sector.number() + "/" + word;
        return attempt == 0 ? key : key + "/" + attempt;
    }

    /** For people: {@code pre-commit}. */
    @Override
    public String toString() {
        return word.replace("commit", "-commit");
    }
}
