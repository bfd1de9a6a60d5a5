package io.fondaco.proof.java;

import io.fondaco.proof.Node;
import io.fondaco.proof.SectorSize;
import io.fondaco.proof.Watch;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntFunction;

/**
 * Trees of arity 8 over equal parts of a sector, joined to one root as the sector's shape says.
 *
 * <p>A file holds the rows of one base tree from some row up to its root. Rows below are not kept: they are quickly made
 * again from what they stand on.
 */
final class OctTrees {
    private static final int ARITY = 8;
    private static final int LONGEST_STEP = 512;

    /** Gives the first row that is kept; of one thread. */
    interface Row {
        void node(long index, byte[] to);
    }

    private final JavaFieldHash hash;
    private final Lanes lanes;

    OctTrees(JavaFieldHash hash, Lanes lanes) {
        this.hash = hash;
        this.lanes = lanes;
    }

    /** Leaves of one base tree. */
    static long leaves(SectorSize size) {
        return size.nodes() / size.baseTrees();
    }

    /** How many rows above the leaves are left out of a tree over a replica, before the first that is kept. */
    static int discardedRows(SectorSize size) {
        int rows = Long.numberOfTrailingZeros(leaves(size)) / 3 + 1;
        return rows <= 2 ? 0 : rows == 3 ? 1 : Math.min(rows - 2, 2);
    }

    /** Leaves under one node of the first row that is kept of a tree over a replica. */
    static int discardedLeaves(SectorSize size) {
        return 1 << 3 * (discardedRows(size) + 1);
    }

    /** Nodes in a file whose first row has so many. */
    static long nodesFrom(long firstRow) {
        return (ARITY * firstRow - 1) / (ARITY - 1);
    }

    /**
     * Writes all base trees and returns the root over them.
     *
     * @param firstRow nodes in the first row that is kept of each base tree
     * @param rows makes the first row that is kept, over all base trees, for one thread
     */
    Node build(String stage, SectorSize size, long firstRow, IntFunction<Path> files, Rows rows, Watch watch)
            throws IOException {
        List<Node> roots = new ArrayList<>();
        for (int tree = 0; tree < size.baseTrees(); tree++) {
            long offset = tree * firstRow;
            try (PartFile file = new PartFile(files.apply(tree))) {
                Records nodes = file.create(Node.BYTES, nodesFrom(firstRow));
                lanes.run(stage, firstRow, step(firstRow), watch, (from, to) -> {
                    Row row = rows.open();
                    byte[] node = new byte[Node.BYTES];
                    for (long i = from; i < to; i++) {
                        row.node(offset + i, node);
                        nodes.write(i, node, 0);
                    }
                });
                roots.add(reduce(stage, nodes, firstRow, watch));
                file.finish(nodes);
            }
        }
        return join(join(roots, size.subArity()), size.topArity()).get(0);
    }

    /** Opens the first row for a thread. */
    interface Rows {
        Row open();
    }

    private Node reduce(String stage, Records nodes, long firstRow, Watch watch) {
        Poseidon poseidon = hash.arity(ARITY);
        long below = 0;
        for (long count = firstRow; count > 1; count /= ARITY) {
            long children = below;
            long parents = below + count;
            lanes.run(stage + ", rows above", count / ARITY, step(count), watch, (from, to) -> {
                Poseidon.Sponge sponge = poseidon.sponge();
                byte[] group = new byte[ARITY * Node.BYTES];
                for (long i = from; i < to; i++) {
                    for (int k = 0; k < ARITY; k++) {
                        nodes.read(children + ARITY * i + k, group, Node.BYTES * k);
                    }
                    sponge.hash(group, 0, group, 0);
                    nodes.write(parents + i, group, 0);
                }
            });
            below = parents;
        }
        return Node.of(nodes.read(below));
    }

    private static long step(long count) {
        return Math.max(1, Math.min(LONGEST_STEP, count / 64));
    }

    /** The root of {@code leaves} nodes, a power of 8, which are written over. */
    static void reduce(Poseidon.Sponge sponge, byte[] nodes, int leaves) {
        for (int count = leaves / ARITY; count > 0; count /= ARITY) {
            for (int i = 0; i < count; i++) {
                sponge.hash(nodes, ARITY * Node.BYTES * i, nodes, Node.BYTES * i);
            }
        }
    }

    private List<Node> join(List<Node> roots, int arity) {
        if (arity == 1) {
            return roots;
        }
        List<Node> parents = new ArrayList<>();
        for (int i = 0; i < roots.size(); i += arity) {
            parents.add(hash.hash(roots.subList(i, i + arity)));
        }
        return parents;
    }
}
