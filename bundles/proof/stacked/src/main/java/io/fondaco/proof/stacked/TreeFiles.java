package io.fondaco.proof.stacked;

import io.fondaco.proof.Node;
import io.fondaco.proof.spi.FieldHash;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntFunction;

/** Any node of a tree, from its files; rows that were not kept are made again from the leaves. Not thread-safe. */
final class TreeFiles implements Closeable, Opening.Source {
    private final Trees trees;
    private final FieldHash hash;
    private final NodeFile leaves;
    private final List<NodeFile> files = new ArrayList<>();
    /** By number, the leaves of a subtree and the rows above them that were not kept. */
    private final Map<Long, List<ByteBuffer>> subtrees = new HashMap<>();

    private final List<List<Node>> joints = new ArrayList<>();

    private final Subtrees kept;

    private TreeFiles(Trees trees, FieldHash hash, NodeFile leaves, Subtrees kept) {
        this.trees = trees;
        this.hash = hash;
        this.leaves = leaves;
        this.kept = kept;
    }

    /**
     * @param paths of the base trees
     * @param kept rows of such subtrees as they were made last
     * @param leaves what rows that were not kept are made of; not closed with this; null if all were kept
     */
    static TreeFiles open(Trees trees, IntFunction<Path> paths, FieldHash hash, NodeFile leaves, Subtrees kept)
            throws IOException {
        TreeFiles opened = new TreeFiles(trees, hash, leaves, kept);
        try {
            for (int i = 0; i < trees.baseTrees(); i++) {
                opened.files.add(NodeFile.open(paths.apply(i), trees.layout().nodes()));
            }
            opened.join();
            return opened;
        } catch (IOException | RuntimeException e) {
            opened.close();
            throw e;
        }
    }

    private void join() throws IOException {
        List<Node> row = new ArrayList<>();
        for (NodeFile file : files) {
            row.add(file.read(trees.layout().nodes() - 1));
        }
        joints.add(row);
        for (int arity : trees.joints()) {
            List<Node> above = new ArrayList<>();
            for (int i = 0; i < row.size(); i += arity) {
                above.add(OctTrees.hash(hash, row.subList(i, i + arity)));
            }
            joints.add(above);
            row = above;
        }
    }

    /** The root over all base trees. */
    Node root() {
        return joints.get(joints.size() - 1).get(0);
    }

    @Override
    public void node(int row, long index, ByteBuffer to) throws IOException {
        TreeLayout layout = trees.layout();
        if (row >= layout.top()) {
            to.put(
                    to.position(),
                    joints.get(row - layout.top()).get((int) index).bytes());
        } else if (row >= layout.firstRow()) {
            long width = layout.width(row);
            files.get((int) (index / width)).read(layout.at(row) + index % width, to.slice(to.position(), Node.BYTES));
        } else {
            int nodes = 1;
            for (int i = row; i < layout.firstRow(); i++) {
                nodes *= layout.arity();
            }
            ByteBuffer rowOfSubtree = subtree(index / nodes).get(row);
            to.put(to.position(), rowOfSubtree, (int) (index % nodes) * Node.BYTES, Node.BYTES);
        }
    }

    private List<ByteBuffer> subtree(long number) throws IOException {
        List<ByteBuffer> known = subtrees.get(number);
        if (known == null) {
            known = rebuild(number);
            subtrees.put(number, known);
        }
        return known;
    }

    private List<ByteBuffer> rebuild(long number) throws IOException {
        int count = 1;
        for (int i = 0; i < trees.layout().firstRow(); i++) {
            count *= trees.layout().arity();
        }
        ByteBuffer row = ByteBuffer.allocateDirect(count * Node.BYTES);
        leaves.read(number * count, row);
        ByteBuffer above = kept.find(root(), number).orElse(null);
        if (above == null) {
            above = ByteBuffer.allocateDirect((count - 1) / (trees.layout().arity() - 1) * Node.BYTES);
            hash.rows(row, above);
            kept.keep(root(), number, above);
        }
        List<ByteBuffer> rows = new ArrayList<>(List.of(row));
        int at = 0;
        for (int nodes = count / trees.layout().arity();
                nodes > 1;
                nodes /= trees.layout().arity()) {
            rows.add(above.slice(at, nodes * Node.BYTES));
            at += nodes * Node.BYTES;
        }
        return rows;
    }

    @Override
    public void close() throws IOException {
        for (NodeFile file : files) {
            file.close();
        }
    }
}
