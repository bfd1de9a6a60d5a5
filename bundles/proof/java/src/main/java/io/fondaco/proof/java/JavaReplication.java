package io.fondaco.proof.java;

import io.fondaco.proof.Node;
import io.fondaco.proof.Porep;
import io.fondaco.proof.ProofException;
import io.fondaco.proof.Replication;
import io.fondaco.proof.SectorCache;
import io.fondaco.proof.SectorSize;
import io.fondaco.proof.Watch;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Objects;

/** Replicas and the trees over them in plain Java. Thread-safe. */
public final class JavaReplication implements Replication {
    private static final int STEP = 4096;

    private final JavaFieldHash hash;
    private final Lanes lanes;

    public JavaReplication(JavaFieldHash hash, Lanes lanes) {
        this.hash = Objects.requireNonNull(hash, "hash");
        this.lanes = Objects.requireNonNull(lanes, "lanes");
    }

    /** What is done with a node of a file and the label of the same place. */
    @FunctionalInterface
    private interface Operation {
        void apply(long[] a, int i, long[] b, int j, long[] to, int t);
    }

    @Override
    public Node encode(Porep porep, SectorCache cache, Path data, Path sealed, Watch watch) throws IOException {
        combine("encoding", porep, cache, data, sealed, Fr::add, watch);
        return tree(porep.size(), sealed, cache, watch);
    }

    @Override
    public void decode(Porep porep, SectorCache cache, Path sealed, Path data, Watch watch) throws IOException {
        combine("decoding", porep, cache, sealed, data, Fr::subtract, watch);
    }

    private void combine(
            String stage, Porep porep, SectorCache cache, Path from, Path to, Operation operation, Watch watch)
            throws IOException {
        long nodes = porep.size().nodes();
        Path labelled = cache.layer(porep.layers());
        Records labels = Records.open(labelled, Node.BYTES, nodes);
        Records in = Records.open(from, Node.BYTES, nodes);
        // Half a replica is never taken for a whole one, and both names may be the same file.
        try (PartFile file = new PartFile(to)) {
            Records out = file.create(Node.BYTES, nodes);
            lanes.run(stage, nodes, STEP, watch, (first, end) -> {
                byte[] bytes = new byte[Node.BYTES];
                long[] numbers = Fr.elements(2);
                for (long node = first; node < end; node++) {
                    load(in, from, node, bytes, numbers, 0);
                    load(labels, labelled, node, bytes, numbers, 1);
                    operation.apply(numbers, 0, numbers, 1, numbers, 0);
                    Fr.store(numbers, 0, bytes, 0);
                    out.write(node, bytes, 0);
                }
            });
            file.finish(out);
        }
    }

    private static void load(Records records, Path file, long node, byte[] bytes, long[] to, int t) {
        records.read(node, bytes, 0);
        try {
            Fr.load(bytes, 0, to, t);
        } catch (ProofException e) {
            throw new ProofException(e.reason(), "node " + node + " of " + file + ": " + e.getMessage());
        }
    }

    private Node tree(SectorSize size, Path sealed, SectorCache cache, Watch watch) throws IOException {
        Records replica = Records.open(sealed, Node.BYTES, size.nodes());
        Poseidon poseidon = hash.arity(8);
        int leaves = OctTrees.discardedLeaves(size);
        return new OctTrees(hash, lanes)
                .build(
                        "hashing the replica",
                        size,
                        OctTrees.leaves(size) / leaves,
                        tree -> cache.treeRLast(size, tree),
                        () -> subtrees(poseidon.sponge(), replica, leaves),
                        watch);
    }

    private static OctTrees.Row subtrees(Poseidon.Sponge sponge, Records replica, int leaves) {
        byte[] nodes = new byte[Node.BYTES * leaves];
        return (index, to) -> {
            for (int i = 0; i < leaves; i++) {
                replica.read(leaves * index + i, nodes, Node.BYTES * i);
            }
            OctTrees.reduce(sponge, nodes, leaves);
            System.arraycopy(nodes, 0, to, 0, Node.BYTES);
        };
    }
}
