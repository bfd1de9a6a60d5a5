package io.fondaco.proof.stacked;

import io.fondaco.proof.Node;
import io.fondaco.proof.Watch;
import io.fondaco.proof.spi.FieldHash;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.function.IntFunction;
import java.util.function.Supplier;
import java.util.stream.IntStream;

/** Trees of arity 8 over equal parts of a sector, joined to one root as the sector's shape says. Thread-safe. */
final class OctTrees {
    private final FieldHash hash;
    private final TreeWriter writer;

    OctTrees(FieldHash hash, Lanes lanes) {
        this.hash = hash;
        this.writer = new TreeWriter(hash::rows, lanes);
    }

    /** Makes the base trees' files that are not whole and returns the root over all. @param leaves of the whole sector */
    Node build(String stage, Trees trees, IntFunction<KnownFile> files, Supplier<TreeWriter.Leaves> leaves, Watch watch)
            throws IOException {
        Node[] roots = new Node[trees.baseTrees()];
        for (int tree = 0; tree < roots.length; tree++) {
            KnownFile file = files.apply(tree);
            if (!file.whole(watch)) {
                try (PartFile part = new PartFile(file.path());
                        NodeFile out = NodeFile.create(part.path())) {
                    base(stage, trees, tree, out::write, leaves, watch);
                    out.force();
                    part.finish();
                }
                file.finished(watch);
            }
            try (NodeFile in = NodeFile.open(file.path(), trees.layout().nodes())) {
                roots[tree] = in.read(trees.layout().nodes() - 1);
            }
        }
        return join(trees, List.of(roots));
    }

    /** The root alone. */
    Node root(String stage, Trees trees, Supplier<TreeWriter.Leaves> leaves, Watch watch) throws IOException {
        Node[] roots = new Node[trees.baseTrees()];
        for (int tree = 0; tree < roots.length; tree++) {
            roots[tree] = base(stage, trees, tree, TreeWriter.Target.NONE, leaves, watch);
        }
        return join(trees, List.of(roots));
    }

    private Node base(
            String stage,
            Trees trees,
            int tree,
            TreeWriter.Target target,
            Supplier<TreeWriter.Leaves> leaves,
            Watch watch)
            throws IOException {
        long offset = tree * trees.layout().leaves();
        return writer.write(
                stage,
                trees.layout(),
                target,
                () -> {
                    TreeWriter.Leaves own = leaves.get();
                    return (from, to) -> own.fill(offset + from, to);
                },
                watch);
    }

    private Node join(Trees trees, List<Node> roots) {
        List<Node> row = roots;
        for (int arity : trees.joints()) {
            List<Node> below = row;
            row = IntStream.range(0, below.size() / arity)
                    .mapToObj(i -> hash(below.subList(i * arity, (i + 1) * arity)))
                    .toList();
        }
        return row.get(0);
    }

    /** The hash of as many nodes as there are. */
    Node hash(List<Node> nodes) {
        ByteBuffer in = ByteBuffer.allocate(nodes.size() * Node.BYTES);
        nodes.forEach(node -> in.put(node.bytes()));
        byte[] digest = new byte[Node.BYTES];
        hash.hash(nodes.size(), in.flip(), ByteBuffer.wrap(digest));
        return Node.of(digest);
    }
}
