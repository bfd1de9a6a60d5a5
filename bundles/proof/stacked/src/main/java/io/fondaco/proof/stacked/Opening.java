package io.fondaco.proof.stacked;

import io.fondaco.proof.Node;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * One proof for several leaves of a tree: from the leaves up, row by row and from left to right, the nodes that cannot be
 * computed from others. Which those are follows from the leaves' places, so nothing but nodes is written.
 */
final class Opening {
    /** Hashes groups of {@code arity} nodes, one digest each. */
    @FunctionalInterface
    interface Hash {
        void hash(int arity, ByteBuffer groups, ByteBuffer digests);
    }

    /** Gives a node of a tree. @param row 0 for the leaves */
    @FunctionalInterface
    interface Source {
        void node(int row, long index, ByteBuffer to) throws IOException;
    }

    private final int[] arities;
    /** By row, the nodes that are known or computed, ascending; the last one holds the root. */
    private final List<long[]> known = new ArrayList<>();

    private final int siblings;

    /** @param leaves their places, ascending and distinct, at least one */
    Opening(int[] arities, long[] leaves) {
        this.arities = arities;
        known.add(leaves);
        int missing = 0;
        for (int arity : arities) {
            long[] below = known.get(known.size() - 1);
            long[] row = parents(below, arity);
            missing += arity * row.length - below.length;
            known.add(row);
        }
        this.siblings = missing;
    }

    /** Ascending and each once, as the nodes below are. */
    private static long[] parents(long[] below, int arity) {
        long[] row = new long[below.length];
        int count = 0;
        for (long index : below) {
            long parent = index / arity;
            if (count == 0 || row[count - 1] != parent) {
                row[count++] = parent;
            }
        }
        return Arrays.copyOf(row, count);
    }

    /** Bytes of the nodes that are written. */
    int bytes() {
        return Math.multiplyExact(siblings, Node.BYTES);
    }

    /** Writes the nodes at the buffer's position, which moves on. */
    void write(Source tree, ByteBuffer to) throws IOException {
        for (int row = 0; row < arities.length; row++) {
            int arity = arities[row];
            long[] here = known.get(row);
            int next = 0;
            for (long parent : known.get(row + 1)) {
                for (long index = parent * arity; index < (parent + 1) * arity; index++) {
                    if (next < here.length && here[next] == index) {
                        next++;
                    } else {
                        tree.node(row, index, to.slice(to.position(), Node.BYTES));
                        to.position(to.position() + Node.BYTES);
                    }
                }
            }
        }
    }

    /**
     * The root over leaves and the nodes that were written.
     *
     * @param leaves one after the other
     * @param nodes from their position on, which moves behind them
     */
    Node root(Hash hash, ByteBuffer leaves, ByteBuffer nodes) {
        return roots(hash, List.of(new Shown(this, leaves, nodes))).get(0);
    }

    /** An opening with what is there for it: see {@link #root}. */
    record Shown(Opening opening, ByteBuffer leaves, ByteBuffer nodes) {}

    /**
     * The root of each of several trees of one shape: a row of all of them is hashed at once, for backends hash many groups
     * side by side.
     */
    static List<Node> roots(Hash hash, List<Shown> trees) {
        int[] arities = trees.get(0).opening.arities;
        byte[][] values = new byte[trees.size()][];
        for (int i = 0; i < values.length; i++) {
            ByteBuffer leaves = trees.get(i).leaves;
            values[i] = new byte[leaves.remaining()];
            leaves.get(leaves.position(), values[i]);
        }
        for (int row = 0; row < arities.length; row++) {
            int arity = arities[row];
            int above = 0;
            for (Shown tree : trees) {
                above = Math.addExact(above, tree.opening.known.get(row + 1).length);
            }
            byte[] groups = new byte[Math.multiplyExact(above, arity * Node.BYTES)];
            int filled = 0;
            for (int i = 0; i < values.length; i++) {
                filled = trees.get(i).opening.gather(row, values[i], trees.get(i).nodes, groups, filled);
            }
            byte[] hashed = new byte[above * Node.BYTES];
            hash.hash(arity, ByteBuffer.wrap(groups), ByteBuffer.wrap(hashed));
            int taken = 0;
            for (int i = 0; i < values.length; i++) {
                int length = trees.get(i).opening.known.get(row + 1).length * Node.BYTES;
                values[i] = Arrays.copyOfRange(hashed, taken, taken + length);
                taken += length;
            }
        }
        return Arrays.stream(values).map(Node::of).toList();
    }

    /** Puts the groups of a row one behind the other: values where they are known, and else the next nodes. */
    private int gather(int row, byte[] values, ByteBuffer nodes, byte[] groups, int at) {
        int arity = arities[row];
        long[] here = known.get(row);
        int next = 0;
        for (long parent : known.get(row + 1)) {
            for (long index = parent * arity; index < (parent + 1) * arity; index++, at += Node.BYTES) {
                if (next < here.length && here[next] == index) {
                    System.arraycopy(values, next * Node.BYTES, groups, at, Node.BYTES);
                    next++;
                } else {
                    nodes.get(groups, at, Node.BYTES);
                }
            }
        }
        return at;
    }

    /**
     * Most bytes an opening can have: each row has as many nodes known as can be, and as many left out.
     *
     * @param leaves of the tree
     * @param most leaves that are opened at most
     */
    static long mostBytes(int[] arities, long leaves, long most) {
        long largest = 0;
        // A sum of terms in the number of opened leaves that change only where a row is full: the ends decide.
        long width = leaves;
        largest = Math.max(largest, bytes(arities, leaves, Math.min(most, leaves)));
        for (int arity : arities) {
            width /= arity;
            if (width < most) {
                largest = Math.max(largest, bytes(arities, leaves, Math.max(1, width)));
            }
        }
        return largest;
    }

    /** Bytes of the opening of so many leaves that are as far apart as can be. */
    static long bytes(int[] arities, long leaves, long opened) {
        long nodes = 0;
        long width = leaves;
        for (int arity : arities) {
            long here = Math.min(opened, width);
            width /= arity;
            nodes += arity * Math.min(opened, width) - here;
        }
        return nodes * Node.BYTES;
    }
}
