package io.fondaco.proof;

/**
 * A sector to seal: everything its replica depends on but the data itself.
 *
 * @param prover see {@link ReplicaId#prover}
 * @param sector its number
 * @param ticket randomness of the chain; together with the rest it makes the replica unlike any other
 * @param commD what the data must amount to
 */
public record SealOrder(SealProof proof, Node prover, long sector, Node ticket, Node commD) {

    public Node replicaId() {
        return ReplicaId.of(proof.porep(), prover, sector, ticket, commD);
    }
}
