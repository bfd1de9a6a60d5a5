package io.fondaco.piece.internal;

/** Roots of all-zero trees by height; height 0 is one 32-byte zero node. */
public final class ZeroNodes {
    /** Height of the tree over 2^62 padded bytes, the largest piece. */
    public static final int MAX_HEIGHT = 57;

    private static final byte[][] NODES = compute();

    private ZeroNodes() {}

    /** The shared array: callers must not write to it. */
    public static byte[] shared(int height) {
        return NODES[height];
    }

    private static byte[][] compute() {
        Nodes hasher = new Nodes();
        byte[][] nodes = new byte[MAX_HEIGHT + 1][];
        nodes[0] = new byte[Nodes.NODE];
        for (int h = 1; h <= MAX_HEIGHT; h++) {
            nodes[h] = hasher.parent(nodes[h - 1], nodes[h - 1]);
        }
        return nodes;
    }
}
