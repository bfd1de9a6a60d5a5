package io.fondaco.proof.java;

import io.fondaco.piece.Fr32;
import io.fondaco.proof.spi.NodeHash;
import java.nio.ByteBuffer;

/** SHA-256 of the JDK over nodes. Thread-safe. */
public final class JavaNodeHash implements NodeHash {
    private static final int NODE = 32;
    /** Groups of a payload that are padded and hashed at a time: 127 KiB of payload. */
    private static final int CHUNK = 1024;

    @Override
    public void pairs(ByteBuffer nodes, ByteBuffer digests) {
        int pairs = Lengths.groups("hashing pairs", nodes, 2 * NODE, digests, NODE);
        Sha256 sha = new Sha256();
        byte[] pair = new byte[2 * NODE];
        for (int i = 0; i < pairs; i++) {
            nodes.get(nodes.position() + 2 * NODE * i, pair);
            sha.trimmed(pair, 0, pair.length, pair, 0);
            digests.put(digests.position() + NODE * i, pair, 0, NODE);
        }
    }

    @Override
    public void piece(ByteBuffer payload, ByteBuffer root) {
        int groups = payload.remaining() / Fr32.GROUP;
        if (Integer.bitCount(groups) != 1 || payload.remaining() % Fr32.GROUP != 0) {
            throw new IllegalArgumentException(
                    "a payload of " + payload.remaining() + " bytes: must be 127 times a power of two");
        }
        if (root.remaining() != NODE || root.isReadOnly()) {
            throw new IllegalArgumentException("a root of " + root.remaining() + " bytes: must be 32 to write to");
        }
        int chunk = Math.min(CHUNK, groups);
        byte[] raw = new byte[Fr32.GROUP * chunk];
        byte[] padded = new byte[Fr32.PADDED_GROUP * chunk];
        byte[] roots = new byte[NODE * (groups / chunk)];
        Sha256 sha = new Sha256();
        for (int i = 0; i < groups / chunk; i++) {
            payload.get(payload.position() + raw.length * i, raw);
            Fr32.pad(raw, 0, padded, 0, chunk);
            reduce(sha, padded);
            System.arraycopy(padded, 0, roots, NODE * i, NODE);
        }
        reduce(sha, roots);
        root.put(root.position(), roots, 0, NODE);
    }

    /** Brings the root of a power of two of nodes to their beginning. */
    private static void reduce(Sha256 sha, byte[] nodes) {
        for (int pairs = nodes.length / (2 * NODE); pairs > 0; pairs /= 2) {
            for (int i = 0; i < pairs; i++) {
                sha.trimmed(nodes, 2 * NODE * i, 2 * NODE, nodes, NODE * i);
            }
        }
    }
}
