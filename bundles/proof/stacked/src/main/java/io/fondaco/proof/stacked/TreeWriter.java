package io.fondaco.proof.stacked;

import io.fondaco.proof.Node;
import io.fondaco.proof.Watch;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.function.Supplier;

/**
 * Builds a tree in parts: subtrees over equal parts of the leaves, side by side, then the rows above their roots. A backend
 * is given as many leaves at once as memory allows, at most 8 MiB for each lane.
 */
final class TreeWriter {
    private static final int FEWEST_LEAVES = 1 << 12;
    private static final int MOST_LEAVES = 1 << 18;
    private static final int PARTS = 64;

    /** The rows above leaves, see {@link io.fondaco.proof.spi.FieldHash#rows}. */
    @FunctionalInterface
    interface Kernel {
        void rows(ByteBuffer leaves, ByteBuffer rows);
    }

    /** Gives leaves; of one thread. */
    @FunctionalInterface
    interface Leaves {
        void fill(long from, ByteBuffer leaves) throws IOException;
    }

    /** Takes the nodes of a tree's file. */
    @FunctionalInterface
    interface Target {
        /** When only the root is wanted. */
        Target NONE = (from, nodes) -> {};

        void write(long from, ByteBuffer nodes) throws IOException;
    }

    private final Kernel kernel;
    private final Lanes lanes;

    TreeWriter(Kernel kernel, Lanes lanes) {
        this.kernel = kernel;
        this.lanes = lanes;
    }

    /** Writes the rows that are kept and returns the root. @param source opens the leaves for a thread */
    Node write(String stage, TreeLayout layout, Target target, Supplier<Leaves> source, Watch watch)
            throws IOException {
        int part = part(layout);
        ByteBuffer roots = nodes(layout.leaves() / part);
        int rows = (part - 1) / (layout.arity() - 1);
        lanes.run(stage, layout.leaves(), part, watch, () -> {
            Leaves leaves = source.get();
            ByteBuffer row = nodes(part);
            ByteBuffer above = nodes(rows);
            return (from, to) -> {
                leaves.fill(from, row);
                kernel.rows(row, above);
                roots.put((int) (from / part) * Node.BYTES, above, above.capacity() - Node.BYTES, Node.BYTES);
                store(layout, 0, from, row, target);
                storeAbove(layout, 0, from, part, above, target);
            };
        });
        ByteBuffer root = roots;
        if (part < layout.leaves()) {
            root = nodes((layout.leaves() / part - 1) / (layout.arity() - 1));
            kernel.rows(roots, root);
            int row = layout.top() - new TreeLayout(layout.leaves() / part, layout.arity(), 0).top();
            storeAbove(layout, row, 0, (int) (layout.leaves() / part), root, target);
        }
        byte[] bytes = new byte[Node.BYTES];
        root.get(root.capacity() - Node.BYTES, bytes);
        return Node.of(bytes);
    }

    /** Leaves that are handed to the kernel at once: a power of the arity. */
    private static int part(TreeLayout layout) {
        long wanted = Math.max(FEWEST_LEAVES, Math.min(MOST_LEAVES, layout.leaves() / PARTS));
        int part = layout.arity();
        while (part < layout.leaves() && (long) part * layout.arity() <= wanted) {
            part *= layout.arity();
        }
        return part;
    }

    private static ByteBuffer nodes(long count) {
        return ByteBuffer.allocateDirect(Math.toIntExact(count * Node.BYTES));
    }

    /** Stores the rows above a row, of which {@code width} nodes from {@code from} on were reduced. */
    private static void storeAbove(TreeLayout layout, int row, long from, int width, ByteBuffer rows, Target target)
            throws IOException {
        int at = 0;
        long index = from;
        int above = row;
        for (int count = width / layout.arity(); count > 0; count /= layout.arity()) {
            above++;
            index /= layout.arity();
            store(layout, above, index, rows.slice(at * Node.BYTES, count * Node.BYTES), target);
            at += count;
        }
    }

    private static void store(TreeLayout layout, int row, long index, ByteBuffer nodes, Target target)
            throws IOException {
        if (row >= layout.firstRow()) {
            target.write(layout.at(row) + index, nodes);
        }
    }
}
