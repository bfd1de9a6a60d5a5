package io.fondaco.proof;

import java.util.Optional;
import org.osgi.annotation.versioning.ProviderType;

/**
 * Says whether proofs hold. Deterministic: every node of a chain comes to the same answer. Any bytes may be put before it.
 * Where a node compares two backends and they differ, it throws {@link ProofException} (DISAGREED): it cannot tell then.
 */
@ProviderType
public interface Verifying {

    /** @return empty when it holds, or what is wrong with it, for logs */
    Optional<String> seal(SealStatement statement, Proof proof);

    /** As {@link #seal}. */
    Optional<String> post(PostStatement statement, Proof proof);

    /** The place in a miner's set of the sector a winning PoSt is asked of. @param sectors how many it has, at least 1 */
    long winner(Node prover, Node randomness, long sectors);

    /** Bytes of the largest seal proof of a kind, the byte of the kind included. */
    int sealBytes(SealProof proof, ProofKind kind);

    /** Bytes of the largest PoSt of a kind over so many sectors, the byte of the kind included. */
    int postBytes(PostProof proof, ProofKind kind, int sectors);
}
