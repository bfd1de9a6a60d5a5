package io.fondaco.piece.internal;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** A tree known only where something was put; everything else is zeros. Gives the root and sibling paths. */
public final class SparseTree {
    private final Level[] levels;

    /**
     * @param height of the root above the leaves
     * @param given per height, the subtree roots put in, in the order of their indexes
     */
    public SparseTree(int height, List<List<Entry>> given) {
        Nodes hasher = new Nodes();
        levels = new Level[height + 1];
        levels[0] = Level.of(given.get(0));
        for (int h = 1; h <= height; h++) {
            Level below = levels[h - 1].parents(hasher, h - 1);
            levels[h] = h < given.size() ? below.merge(Level.of(given.get(h))) : below;
        }
    }

    /** A subtree root put in at {@code index}, counted in subtrees of its height. */
    public record Entry(long index, byte[] node) {}

    public byte[] root() {
        return node(levels.length - 1, 0);
    }

    public byte[] node(int height, long index) {
        byte[] found = levels[height].find(index);
        return found != null ? found : ZeroNodes.shared(height).clone();
    }

    /** Siblings from the given node up to the root. */
    public List<byte[]> path(int height, long index) {
        List<byte[]> path = new ArrayList<>();
        long at = index;
        for (int h = height; h < levels.length - 1; h++) {
            path.add(node(h, at ^ 1));
            at >>= 1;
        }
        return path;
    }

    private record Level(long[] indexes, byte[][] nodes) {
        static Level of(List<Entry> entries) {
            long[] indexes = new long[entries.size()];
            byte[][] nodes = new byte[entries.size()][];
            for (int i = 0; i < indexes.length; i++) {
                indexes[i] = entries.get(i).index();
                nodes[i] = entries.get(i).node();
            }
            return new Level(indexes, nodes);
        }

        byte[] find(long index) {
            int at = Arrays.binarySearch(indexes, index);
            return at < 0 ? null : nodes[at].clone();
        }

        Level parents(Nodes hasher, int height) {
            long[] above = new long[indexes.length];
            byte[][] made = new byte[indexes.length][];
            int count = 0;
            byte[] zero = ZeroNodes.shared(height);
            for (int i = 0; i < indexes.length; i++) {
                boolean left = (indexes[i] & 1) == 0;
                boolean both = left && i + 1 < indexes.length && indexes[i + 1] == indexes[i] + 1;
                above[count] = indexes[i] >> 1;
                made[count++] =
                        left ? hasher.parent(nodes[i], both ? nodes[i + 1] : zero) : hasher.parent(zero, nodes[i]);
                if (both) {
                    i++;
                }
            }
            return new Level(Arrays.copyOf(above, count), Arrays.copyOf(made, count));
        }

        Level merge(Level other) {
            int count = indexes.length + other.indexes.length;
            long[] all = new long[count];
            byte[][] kept = new byte[count][];
            int i = 0;
            int j = 0;
            for (int k = 0; k < count; k++) {
                boolean mine = j == other.indexes.length || i < indexes.length && indexes[i] < other.indexes[j];
                all[k] = mine ? indexes[i] : other.indexes[j];
                kept[k] = mine ? nodes[i++] : other.nodes[j++];
            }
            return new Level(all, kept);
        }
    }
}
