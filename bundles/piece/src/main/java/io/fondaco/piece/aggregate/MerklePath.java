package io.fondaco.piece.aggregate;

import io.fondaco.piece.PieceException;
import io.fondaco.piece.PieceException.Reason;
import io.fondaco.piece.internal.Nodes;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Siblings from a node to the root of a piece tree. */
public final class MerklePath {
    /** Longest path: from a leaf to the root of the largest piece. */
    public static final int MAX_LENGTH = 57;

    private final long index;
    private final List<byte[]> siblings;

    /**
     * @param index position of the node among the nodes of its height, from 0 at the left
     * @param siblings 32 bytes each, lowest first, copied
     * @throws PieceException (OUT_OF_RANGE) when the path is longer than 57 or the index lies outside the tree;
     *     (MALFORMED) when a node is not 32 bytes with its two top bits clear
     */
    public MerklePath(long index, List<byte[]> siblings) {
        if (siblings.size() > MAX_LENGTH) {
            throw new PieceException(
                    Reason.OUT_OF_RANGE, "a path of " + siblings.size() + " nodes: at most " + MAX_LENGTH);
        }
        if (index < 0 || index >>> siblings.size() != 0) {
            throw new PieceException(
                    Reason.OUT_OF_RANGE,
                    "index " + Long.toUnsignedString(index) + " lies outside a tree of height " + siblings.size());
        }
        List<byte[]> copies = new ArrayList<>(siblings.size());
        for (byte[] node : siblings) {
            if (node.length != Nodes.NODE || (node[Nodes.NODE - 1] & 0xc0) != 0) {
                throw new PieceException(
                        Reason.MALFORMED,
                        "node " + copies.size() + " of a path is not 32 bytes with the two top bits clear");
            }
            copies.add(node.clone());
        }
        this.index = index;
        this.siblings = copies;
    }

    /** Position of the node among the nodes of its height, from 0 at the left. */
    public long index() {
        return index;
    }

    /** Number of levels between the node and the root. */
    public int length() {
        return siblings.size();
    }

    /** Copies of the siblings, lowest first. */
    public List<byte[]> siblings() {
        return siblings.stream().map(byte[]::clone).toList();
    }

    /** The root this path leads to from the given node. */
    byte[] rootFrom(byte[] node) {
        Nodes hasher = new Nodes();
        byte[] at = node;
        for (int i = 0; i < siblings.size(); i++) {
            boolean right = (index >> i & 1) == 1;
            at = right ? hasher.parent(siblings.get(i), at) : hasher.parent(at, siblings.get(i));
        }
        return at;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof MerklePath that
                && index == that.index
                && Arrays.deepEquals(siblings.toArray(), that.siblings.toArray());
    }

    @Override
    public int hashCode() {
        return 31 * Long.hashCode(index) + Arrays.deepHashCode(siblings.toArray());
    }

    @Override
    public String toString() {
        return "node " + index + " with " + siblings.size() + " siblings";
    }
}
