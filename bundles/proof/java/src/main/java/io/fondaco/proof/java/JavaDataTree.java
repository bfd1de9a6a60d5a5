package io.fondaco.proof.java;

import io.fondaco.proof.DataTree;
import io.fondaco.proof.Node;
import io.fondaco.proof.SectorCache;
import io.fondaco.proof.SectorSize;
import io.fondaco.proof.Watch;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;

/** The binary tree over the data in plain Java. Thread-safe. */
public final class JavaDataTree implements DataTree {
    private static final int STEP = 4096;

    private final Lanes lanes;

    public JavaDataTree(Lanes lanes) {
        this.lanes = Objects.requireNonNull(lanes, "lanes");
    }

    @Override
    public Node build(SectorSize size, Path data, SectorCache cache, Watch watch) throws IOException {
        Files.createDirectories(cache.folder());
        long leaves = size.nodes();
        Records in = Records.open(data, Node.BYTES, leaves);
        try (PartFile file = new PartFile(cache.treeD())) {
            Records tree = file.create(Node.BYTES, 2 * leaves - 1);
            lanes.run("copying data", leaves, STEP, watch, (from, to) -> {
                byte[] node = new byte[Node.BYTES];
                for (long i = from; i < to; i++) {
                    in.read(i, node, 0);
                    tree.write(i, node, 0);
                }
            });
            long below = 0;
            for (long count = leaves; count > 1; count /= 2) {
                long children = below;
                long parents = below + count;
                lanes.run("hashing data", count / 2, STEP, watch, (from, to) -> {
                    Sha256 sha = new Sha256();
                    byte[] pair = new byte[2 * Node.BYTES];
                    for (long i = from; i < to; i++) {
                        tree.read(children + 2 * i, pair, 0);
                        tree.read(children + 2 * i + 1, pair, Node.BYTES);
                        sha.trimmed(pair, 0, pair.length, pair, 0);
                        tree.write(parents + i, pair, 0);
                    }
                });
                below = parents;
            }
            file.finish(tree);
            return Node.of(tree.read(below));
        }
    }
}
