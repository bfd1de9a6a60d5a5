package io.fondaco.proof.spi;

import io.fondaco.proof.ProofException;
import java.nio.ByteBuffer;
import org.osgi.annotation.versioning.ConsumerType;

/** Poseidon with the tag of trees and columns, 2^arity - 1. */
@ConsumerType
public interface FieldHash {

    /**
     * Hashes groups of {@code arity} nodes, one digest each.
     *
     * @param arity 2, 4, 8 or 11
     * @param nodes field elements, little-endian
     * @param digests written; may be the beginning of {@code nodes} itself
     * @throws ProofException (MALFORMED) naming the first node that is no field element; what was written by then is
     *     undefined
     */
    void hash(int arity, ByteBuffer nodes, ByteBuffer digests);

    /**
     * The rows of a tree of arity 8 above its leaves, from the one above them to the root.
     *
     * @param leaves a power of 8 of nodes, at least 8
     * @param rows written: {@code (leaves - 1) / 7} nodes
     * @throws ProofException (MALFORMED) as {@link #hash}
     */
    default void rows(ByteBuffer leaves, ByteBuffer rows) {
        ByteBuffer below = leaves;
        int to = rows.position();
        for (int bytes = leaves.remaining() / 8; bytes >= 32; bytes /= 8) {
            ByteBuffer row = rows.duplicate().position(to).limit(to + bytes);
            hash(8, below, row);
            below = row;
            to += bytes;
        }
    }
}
