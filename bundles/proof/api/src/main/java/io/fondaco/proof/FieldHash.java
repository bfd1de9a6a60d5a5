package io.fondaco.proof;

import java.util.List;
import org.osgi.annotation.versioning.ConsumerType;

/** Poseidon over nodes. */
@ConsumerType
public interface FieldHash {

    /**
     * Hashes nodes as trees and columns do.
     *
     * @param nodes 2, 4, 8, 11 or 16 field elements
     * @throws ProofException (OUT_OF_RANGE) for another number of them, (MALFORMED) when one is no field element
     */
    Node hash(List<Node> nodes);
}
