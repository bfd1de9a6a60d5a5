package io.fondaco.proof;

import io.fondaco.proof.ProofException.Reason;
import java.util.List;

/**
 * What a PoSt proves: that replicas are stored now.
 *
 * @param randomness its two top bits are cleared before use
 * @param sectors in the order of the proof; 1 for a winning PoSt
 */
public record PostStatement(PostProof proof, Node prover, Node randomness, List<Replica> sectors) {

    /** A sector that is to be shown. @param number at least 0 */
    public record Replica(long number, Node commR) {}

    public PostStatement {
        sectors = List.copyOf(sectors);
        if (sectors.isEmpty()) {
            throw new ProofException(Reason.OUT_OF_RANGE, "a PoSt of no sector");
        }
        if (proof.use() == PostProof.Use.WINNING && sectors.size() != 1) {
            throw new ProofException(
                    Reason.OUT_OF_RANGE, "a winning PoSt of " + sectors.size() + " sectors: must be 1");
        }
    }
}
