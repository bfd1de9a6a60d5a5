package io.fondaco.proof.stacked;

import io.fondaco.proof.Node;
import io.fondaco.proof.ProofException;
import io.fondaco.proof.ProofException.Reason;
import io.fondaco.proof.SealStatement;
import io.fondaco.proof.SectorCache;
import io.fondaco.proof.SectorSize;
import io.fondaco.proof.Watch;
import java.io.IOException;
import java.nio.ByteBuffer;

/** Gathers what a seal proof shows from the files of a sector. Thread-safe. */
final class SealBuilder {
    private static final String STAGE = "gathering the proof";

    private final Kernels kernels;

    SealBuilder(Kernels kernels) {
        this.kernels = kernels;
    }

    /** The body of the proof, which may not hold when a file has changed. */
    byte[] build(SealStatement statement, Sector sector, Watch watch) throws IOException {
        SealLayout layout = new SealLayout(statement);
        SectorSize size = sector.size();
        SectorCache cache = sector.files().cache();
        ByteBuffer body = ByteBuffer.allocate(layout.bytes());
        watch.at(STAGE, 0, layout.columns.length);
        // A sector is proven once.
        Subtrees none = new Subtrees(0);
        try (TreeFiles data = TreeFiles.open(Trees.data(size), i -> cache.treeD(), kernels.fieldHash(), null, none);
                Columns columns = Columns.open(sector, kernels.fieldHash());
                TreeFiles columnTree = TreeFiles.open(
                        Trees.columns(size), i -> cache.treeC(size, i), kernels.fieldHash(), null, none);
                NodeFile replica = NodeFile.open(sector.files().sealed(), size.nodes());
                TreeFiles replicaTree = TreeFiles.open(
                        Trees.replica(size), i -> cache.treeRLast(size, i), kernels.fieldHash(), replica, none)) {
            checkRoots(statement, data, columnTree, replicaTree);
            for (long node : layout.challenged) {
                data.node(0, node, body);
                body.position(body.position() + Node.BYTES);
            }
            int done = 0;
            for (long node : layout.columns) {
                if (!layout.isChallenged(node)) {
                    columns.read(node, body);
                    body.position(body.position() + layout.columnSize());
                }
                watch.at(STAGE, done++, layout.columns.length);
            }
            layout.data.write(data, body);
            layout.columnTree.write(columnTree, body);
            layout.replica.write(replicaTree, body);
        }
        watch.at(STAGE, layout.columns.length, layout.columns.length);
        return body.array();
    }

    /** Not every root is computed from what is gathered, and trees that are not the statement's are not worth it. */
    private void checkRoots(SealStatement statement, TreeFiles data, TreeFiles columns, TreeFiles replica) {
        Node commR = kernels.commR(columns.root(), replica.root());
        if (!data.root().equals(statement.order().commD()) || !commR.equals(statement.commR())) {
            throw new ProofException(
                    Reason.MALFORMED,
                    "the trees have CommD " + data.root() + " and CommR " + commR + ", not "
                            + statement.order().commD() + " and " + statement.commR());
        }
    }
}
