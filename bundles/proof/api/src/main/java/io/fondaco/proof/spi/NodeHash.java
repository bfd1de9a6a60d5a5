package io.fondaco.proof.spi;

import java.nio.ByteBuffer;
import org.osgi.annotation.versioning.ConsumerType;

/** SHA-256 with the two top bits cleared, over pairs of nodes: trees over data, and piece commitments. */
@ConsumerType
public interface NodeHash {

    /**
     * Hashes pairs of nodes, one digest each.
     *
     * @param digests written; may be the beginning of {@code nodes} itself
     */
    void pairs(ByteBuffer nodes, ByteBuffer digests);

    /**
     * The rows of a binary tree above its leaves, from the one above them to the root.
     *
     * @param leaves a power of two of nodes, at least 2
     * @param rows written: {@code leaves - 1} nodes
     */
    default void rows(ByteBuffer leaves, ByteBuffer rows) {
        ByteBuffer below = leaves;
        int to = rows.position();
        for (int bytes = leaves.remaining() / 2; bytes >= 32; bytes /= 2) {
            ByteBuffer row = rows.duplicate().position(to).limit(to + bytes);
            pairs(below, row);
            below = row;
            to += bytes;
        }
    }

    /**
     * The root of the tree over payload after its padding: every 127 bytes become four nodes.
     *
     * @param payload 127 bytes times a power of two
     * @param root written: 32 bytes
     */
    void piece(ByteBuffer payload, ByteBuffer root);
}
