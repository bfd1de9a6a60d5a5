package io.fondaco.piece.internal;

import java.util.ArrayList;
import java.util.List;

/**
 * Builds a root from subtrees that arrive left to right, keeping one node per level.
 * The leftmost subtree may stay open until the end: then only its right-hand siblings are kept.
 */
public final class TreeStack {
    private final Nodes hasher;
    private final byte[][] waiting = new byte[ZeroNodes.MAX_HEIGHT + 1][];
    private final List<byte[]> besideOpen = new ArrayList<>();
    private int openHeight = -1;
    private long leaves;

    public TreeStack(Nodes hasher) {
        this.hasher = hasher;
    }

    /** Leaves the first subtree open; its root is handed to {@link #close}. Only before anything is added. */
    public void open(int height) {
        if (leaves != 0) {
            throw new IllegalStateException("the leftmost subtree is already there");
        }
        openHeight = height;
        leaves = 1L << height;
    }

    /** Number of 32-byte leaves covered so far. */
    public long leaves() {
        return leaves;
    }

    /** Adds the root of a subtree of 2^height leaves; it must start at a multiple of its size. */
    public void add(int height, byte[] root) {
        if ((leaves & (1L << height) - 1) != 0) {
            throw new IllegalStateException("subtree of height " + height + " at leaf " + leaves + " is not aligned");
        }
        leaves += 1L << height;
        byte[] node = root;
        int level = height;
        while (waiting[level] != null) {
            node = hasher.parent(waiting[level], node);
            waiting[level] = null;
            level++;
        }
        if (level == openHeight) {
            besideOpen.add(node);
            openHeight++;
        } else {
            waiting[level] = node;
        }
    }

    /** Adds zero subtrees until {@code target} leaves are covered. */
    public void fillTo(long target) {
        while (leaves < target) {
            int height = fillHeight(leaves, target);
            add(height, ZeroNodes.shared(height));
        }
    }

    /** Height of the largest aligned zero subtree that starts at {@code from} and ends at or before {@code to}. */
    public static int fillHeight(long from, long to) {
        int room = 63 - Long.numberOfLeadingZeros(to - from);
        return from == 0 ? room : Math.min(Long.numberOfTrailingZeros(from), room);
    }

    /** The root of the 2^height leaves added. */
    public byte[] root(int height) {
        if (leaves != 1L << height || waiting[height] == null) {
            throw new IllegalStateException(leaves + " leaves do not fill a tree of height " + height);
        }
        return waiting[height];
    }

    /** The root of the 2^height leaves added, given the root of the subtree left open. */
    public byte[] close(byte[] openRoot, int height) {
        if (leaves != 1L << height || openHeight != height) {
            throw new IllegalStateException(leaves + " leaves do not fill a tree of height " + height);
        }
        byte[] node = openRoot;
        for (byte[] sibling : besideOpen) {
            node = hasher.parent(node, sibling);
        }
        return node;
    }
}
