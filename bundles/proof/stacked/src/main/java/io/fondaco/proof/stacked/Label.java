package io.fondaco.proof.stacked;

import io.fondaco.model.Digests;
import io.fondaco.proof.Node;
import java.nio.ByteBuffer;
import java.security.DigestException;
import java.security.MessageDigest;

/** One label at a time, from parents that are at hand. Not thread-safe. Source: stacked/vanilla/create_label. */
final class Label {
    private static final int PREFIX = 64;
    private static final int REPEATED = 37;

    private final MessageDigest sha = Digests.sha256();
    private final ByteBuffer message = ByteBuffer.allocate(PREFIX + REPEATED * Node.BYTES);

    Label(Node replicaId) {
        message.put(0, replicaId.bytes());
    }

    /**
     * Writes a label of 32 bytes.
     *
     * @param parents the labels of 6 parents in layer 1, of 14 above, of none for node 0
     */
    void of(int layer, long node, ByteBuffer parents, byte[] to, int at) {
        message.putInt(Node.BYTES, layer).putLong(Node.BYTES + Integer.BYTES, node);
        int length = PREFIX;
        if (parents.hasRemaining()) {
            for (int i = 0; i < REPEATED; i++) {
                int parent = i * Node.BYTES % parents.remaining();
                message.put(length, parents, parents.position() + parent, Node.BYTES);
                length += Node.BYTES;
            }
        }
        sha.update(message.array(), 0, length);
        try {
            sha.digest(to, at, Node.BYTES);
        } catch (DigestException e) {
            throw new IllegalStateException("a SHA-256 digest has 32 bytes", e);
        }
        to[at + Node.BYTES - 1] &= Sha256.TRIM;
    }
}
