package io.fondaco.proof.stacked;

import io.fondaco.proof.Node;
import io.fondaco.proof.ProofException;
import io.fondaco.proof.ProofException.Reason;
import io.fondaco.proof.Watch;
import io.fondaco.proof.spi.FieldHash;
import io.fondaco.proof.spi.FieldSum;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;

/** Replicas and the trees over them: a node of the replica is the sum of a node of the data and its last label. */
final class Replication {
    private static final int STEP = 1 << 15;

    private final FieldSum sum;
    private final OctTrees trees;
    private final Lanes lanes;

    Replication(FieldSum sum, FieldHash hash, Lanes lanes) {
        this.sum = sum;
        this.trees = new OctTrees(hash, lanes);
        this.lanes = lanes;
    }

    @FunctionalInterface
    private interface Operation {
        void apply(ByteBuffer nodes, ByteBuffer labels, ByteBuffer to);
    }

    void encode(Sector sector, Path to, Watch watch) throws IOException {
        try (PartFile part = new PartFile(to);
                NodeFile out = NodeFile.create(part.path())) {
            combine("encoding", sector, sector.files().unsealed(), out, sum::add, watch);
            out.force();
            part.finish();
        }
    }

    /** Writes the data to a file that its caller finishes. */
    void decode(Sector sector, NodeFile to, Watch watch) throws IOException {
        combine("decoding", sector, sector.files().sealed(), to, sum::subtract, watch);
    }

    private void combine(String stage, Sector sector, Path from, NodeFile out, Operation operation, Watch watch)
            throws IOException {
        long nodes = sector.size().nodes();
        Path labelled = sector.layer(sector.porep().layers()).path();
        int step = (int) Math.min(STEP, nodes);
        try (NodeFile in = NodeFile.open(from, nodes);
                NodeFile labels = NodeFile.open(labelled, nodes)) {
            lanes.run(stage, nodes, step, watch, () -> {
                ByteBuffer left = ByteBuffer.allocateDirect(step * Node.BYTES);
                ByteBuffer right = ByteBuffer.allocateDirect(step * Node.BYTES);
                ByteBuffer result = ByteBuffer.allocateDirect(step * Node.BYTES);
                return (first, end) -> {
                    in.read(first, left);
                    labels.read(first, right);
                    try {
                        operation.apply(left, right, result);
                    } catch (ProofException e) {
                        throw e.reason() == Reason.MALFORMED ? placed(e, stage, first, from, labelled) : e;
                    }
                    out.write(first, result);
                };
            });
        }
    }

    private static ProofException placed(ProofException e, String stage, long first, Path from, Path labels) {
        return new ProofException(
                Reason.MALFORMED,
                stage + " from node " + first + " on of " + from + " and " + labels + ": " + e.getMessage());
    }

    /** Makes the files of the tree over the replica that are not whole. @return CommRLast */
    Node tree(Sector sector, Watch watch) throws IOException {
        try (NodeFile replica =
                NodeFile.open(sector.files().sealed(), sector.size().nodes())) {
            return trees.build(
                    "hashing the replica", Trees.replica(sector.size()), sector::treeRLast, () -> replica::read, watch);
        }
    }

    /** CommRLast as the replica makes it. */
    Node root(Sector sector, Watch watch) throws IOException {
        try (NodeFile replica =
                NodeFile.open(sector.files().sealed(), sector.size().nodes())) {
            return trees.root("hashing the replica", Trees.replica(sector.size()), () -> replica::read, watch);
        }
    }

    Node hash(Node commC, Node commRLast) {
        return trees.hash(java.util.List.of(commC, commRLast));
    }
}
