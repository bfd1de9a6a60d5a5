package io.fondaco.proof.java;

import io.fondaco.proof.Node;
import java.nio.ByteBuffer;

/**
 * The label of one node: SHA-256 over the replica's id, the node's place and 37 parent labels, trimmed. Parents stand there
 * as often as it takes to make 37. Not thread-safe.
 *
 * <p>Source: storage-proofs-porep, stacked/vanilla/create_label.
 */
final class Labels {
    private static final int PREFIX = 64;
    private static final int PARENTS = 37;

    private final byte[] message = new byte[PREFIX + PARENTS * Node.BYTES];
    private final ByteBuffer place = ByteBuffer.wrap(message);
    private final Sha256 sha = new Sha256();
    private final int[] parents = new int[Graph.DEGREE];

    Labels(Node replicaId) {
        System.arraycopy(replicaId.bytes(), 0, message, 0, Node.BYTES);
    }

    /**
     * @param layer from 1 on
     * @param same labels of this layer, at least those before the node
     * @param below labels of the layer below; not looked at in layer 1
     * @param to where the 32 bytes of the label go, from {@code at} on
     */
    void label(int layer, long node, ParentCache.Reader graph, Records same, Records below, byte[] to, int at) {
        place.putInt(Node.BYTES, layer).putLong(Node.BYTES + Integer.BYTES, node);
        if (node == 0) {
            sha.trimmed(message, 0, PREFIX, to, at);
            return;
        }
        graph.parents(node, parents);
        int degree = layer == 1 ? Graph.BASE_DEGREE : Graph.DEGREE;
        for (int i = 0; i < degree; i++) {
            (i < Graph.BASE_DEGREE ? same : below).read(parents[i], message, PREFIX + Node.BYTES * i);
        }
        int end = message.length;
        for (int have = degree * Node.BYTES, from = PREFIX + have; from < end; from += have) {
            System.arraycopy(message, PREFIX, message, from, Math.min(have, end - from));
        }
        sha.trimmed(message, 0, end, to, at);
    }
}
