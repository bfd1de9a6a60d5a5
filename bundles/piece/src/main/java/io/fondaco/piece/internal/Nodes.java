package io.fondaco.piece.internal;

import io.fondaco.model.Digests;
import io.fondaco.piece.Fr32;
import java.security.DigestException;
import java.security.MessageDigest;
import java.util.Objects;

/**
 * Hashes nodes of the piece tree: SHA-256 of two 32-byte nodes with the two top bits of the last byte cleared.
 * One instance serves one thread at a time; nothing is allocated per node.
 */
public final class Nodes {
    /** Bytes in a node. */
    public static final int NODE = 32;

    /** Groups padded and reduced at a time: 8 KiB of nodes, so that the whole subtree stays in the first-level cache. */
    private static final int BATCH_GROUPS = 64;

    private final MessageDigest sha256;
    private final byte[] batch = new byte[BATCH_GROUPS * Fr32.PADDED_GROUP];
    private byte[] roots = new byte[NODE];

    public Nodes() {
        sha256 = Digests.sha256();
    }

    /** Writes the parent of the 64 bytes at {@code from} to the 32 bytes at {@code to}; the ranges may overlap. */
    public void parent(byte[] pair, int from, byte[] out, int to) {
        sha256.update(pair, from, 2 * NODE);
        try {
            sha256.digest(out, to, NODE);
        } catch (DigestException e) {
            throw new IllegalStateException("SHA-256 did not fit 32 bytes at offset " + to, e);
        }
        out[to + NODE - 1] &= 0x3f;
    }

    public byte[] parent(byte[] left, byte[] right) {
        byte[] pair = new byte[2 * NODE];
        System.arraycopy(left, 0, pair, 0, NODE);
        System.arraycopy(right, 0, pair, NODE, NODE);
        byte[] out = new byte[NODE];
        parent(pair, 0, out, 0);
        return out;
    }

    /**
     * Root of the subtree over {@code groups} groups of unpadded payload.
     *
     * @param groups a power of two of at least one
     */
    public byte[] root(byte[] payload, int offset, int groups) {
        if (Integer.bitCount(groups) != 1) {
            throw new IllegalArgumentException("groups is not a power of two: " + groups);
        }
        Objects.checkFromIndexSize(offset, groups * Fr32.GROUP, payload.length);
        int step = Math.min(groups, BATCH_GROUPS);
        int batches = groups / step;
        if (roots.length < batches * NODE) {
            roots = new byte[batches * NODE];
        }
        for (int b = 0; b < batches; b++) {
            Fr32.pad(payload, offset + b * step * Fr32.GROUP, batch, 0, step);
            reduce(batch, step * 4);
            System.arraycopy(batch, 0, roots, b * NODE, NODE);
        }
        reduce(roots, batches);
        byte[] root = new byte[NODE];
        System.arraycopy(roots, 0, root, 0, NODE);
        return root;
    }

    /** Reduces {@code count} nodes (a power of two) level by level in place; the root ends at offset 0. */
    private void reduce(byte[] nodes, int count) {
        for (int width = count; width > 1; width >>= 1) {
            for (int i = 0; i < width / 2; i++) {
                parent(nodes, i * 2 * NODE, nodes, i * NODE);
            }
        }
    }
}
