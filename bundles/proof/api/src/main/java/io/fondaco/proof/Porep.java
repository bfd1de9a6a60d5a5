package io.fondaco.proof;

import io.fondaco.proof.ProofException.Reason;
import java.util.Objects;

/**
 * What a proof of replication is made with. {@link SealProof#porep} gives those of the chain; others serve as test vectors.
 *
 * @param layers of labels, from 1 on
 * @param id seeds the graph
 */
public record Porep(SectorSize size, int layers, ApiVersion version, Node id) {
    public Porep {
        Objects.requireNonNull(size, "size");
        Objects.requireNonNull(version, "version");
        Objects.requireNonNull(id, "id");
        if (layers < 1) {
            throw new ProofException(Reason.OUT_OF_RANGE, "a PoRep of " + layers + " layers: at least 1");
        }
    }
}
