package io.fondaco.proof.stacked;

import io.fondaco.proof.Node;
import io.fondaco.proof.SectorSize;
import io.fondaco.proof.Watch;
import io.fondaco.proof.spi.NodeHash;
import java.io.IOException;
import java.nio.file.Path;

/** The binary tree over the data. Thread-safe. */
final class DataTree {
    private final TreeWriter writer;

    DataTree(NodeHash hash, Lanes lanes) {
        this.writer = new TreeWriter(hash::rows, lanes);
    }

    /** Makes the file of the tree and returns CommD. */
    Node build(SectorSize size, Path data, Path to, Watch watch) throws IOException {
        try (NodeFile in = NodeFile.open(data, size.nodes());
                PartFile part = new PartFile(to);
                NodeFile out = NodeFile.create(part.path())) {
            Node root = writer.write("hashing data", Trees.data(size).layout(), out::write, () -> in::read, watch);
            out.force();
            part.finish();
            return root;
        }
    }

    /** CommD alone. */
    Node root(SectorSize size, NodeFile data, Watch watch) throws IOException {
        return writer.write("hashing data", Trees.data(size).layout(), TreeWriter.Target.NONE, () -> data::read, watch);
    }
}
