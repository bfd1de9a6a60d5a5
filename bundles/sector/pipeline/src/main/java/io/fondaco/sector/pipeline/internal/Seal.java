package io.fondaco.sector.pipeline.internal;

import io.fondaco.proof.Node;
import io.fondaco.proof.ReplicaId;
import io.fondaco.proof.SealOrder;
import io.fondaco.proof.SealProof;

/** How far a sector is sealed. Changed by {@link Book} alone. */
final class Seal {
    final SealProof kind;
    /** The epoch its ticket was drawn from. */
    final long ticketEpoch;

    final Node ticket;
    final Node commD;
    /** The phase that comes next; null when all are done. */
    private SealPhase next = SealPhase.PRE_COMMIT_1;
    /** Once PreCommit2 is done. */
    Node commR;
    /** Once the chain has drawn it. */
    Node seed;
    /** SHA-256 of the proof for the chain, in hexadecimal, once it is made. */
    String proof = "";

    Seal(SealProof kind, long ticketEpoch, Node ticket, Node commD) {
        this.kind = kind;
        this.ticketEpoch = ticketEpoch;
        this.ticket = ticket;
        this.commD = commD;
    }

    SealPhase next() {
        return next;
    }

    /** Whether there is a replica to commit to. */
    boolean sealed() {
        return next != SealPhase.PRE_COMMIT_1 && next != SealPhase.PRE_COMMIT_2;
    }

    /** Whether there is a proof for the seed. */
    boolean proven() {
        return next == SealPhase.FINALIZE || next == null;
    }

    SealOrder order(SectorId id) {
        return new SealOrder(kind, ReplicaId.prover(id.miner().idNumber()), id.number(), ticket, commD);
    }

    void done(SealPhase phase, String result) {
        if (phase != next) {
            return;
        }
        switch (phase) {
            case PRE_COMMIT_2 -> commR = Node.parse(result);
            case COMMIT_2 -> proof = result;
            default -> {}
        }
        next = phase == SealPhase.FINALIZE ? null : SealPhase.values()[phase.ordinal() + 1];
    }

    /** The chain has drawn what is challenged, or drew it anew. */
    void seeded(Node drawn) {
        seed = drawn;
        proof = "";
        if (sealed()) {
            next = SealPhase.COMMIT_1;
        }
    }

    /** Something of an earlier phase was damaged. */
    void botched() {
        next = SealPhase.PRE_COMMIT_1;
    }
}
