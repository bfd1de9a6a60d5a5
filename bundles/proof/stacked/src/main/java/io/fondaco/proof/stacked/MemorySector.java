package io.fondaco.proof.stacked;

import io.fondaco.proof.Node;
import io.fondaco.proof.Porep;
import io.fondaco.proof.Watch;
import io.fondaco.proof.spi.Labels;
import io.fondaco.proof.spi.NodeArray;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/** A small sector sealed in memory: 8 MiB at most. */
final class MemorySector {
    private static final int STEP = 4096;

    private final Porep porep;
    private final Lanes lanes;
    private final Watch watch;
    private final int nodes;

    MemorySector(Porep porep, Lanes lanes, Watch watch) {
        this.porep = porep;
        this.lanes = lanes;
        this.watch = watch;
        this.nodes = Math.toIntExact(porep.size().nodes());
    }

    /** The layers, the first one first. */
    List<ByteBuffer> layers(Labels labels, Node replicaId, ParentCache graph) {
        List<ByteBuffer> layers = new ArrayList<>();
        NodeArray below = null;
        for (int layer = 1; layer <= porep.layers(); layer++) {
            NodeArray same = NodeArray.allocate(nodes);
            Labels.Replica replica = new Labels.Replica(replicaId, same, below);
            for (int from = 0; from < nodes; from += STEP) {
                watch.at("labelling layer " + layer, from, nodes);
                int count = Math.min(STEP, nodes - from);
                labels.label(layer, from, graph.parents(from, count), List.of(replica));
            }
            layers.add(same.slice(0, nodes));
            below = same;
        }
        return layers;
    }

    Node commC(Kernels kernels, List<ByteBuffer> layers) throws IOException {
        return root(kernels, "hashing columns", () -> (from, to) -> {
            int count = to.remaining() / Node.BYTES;
            ByteBuffer columns = ByteBuffer.allocateDirect(to.remaining() * layers.size());
            for (int node = 0; node < count; node++) {
                for (int layer = 0; layer < layers.size(); layer++) {
                    int at = (node * layers.size() + layer) * Node.BYTES;
                    columns.put(at, layers.get(layer), (int) (from + node) * Node.BYTES, Node.BYTES);
                }
            }
            kernels.fieldHash().hash(layers.size(), columns, to);
        });
    }

    /** The last layer and data added up. */
    ByteBuffer replica(Kernels kernels, List<ByteBuffer> layers, ByteBuffer data) {
        ByteBuffer replica = ByteBuffer.allocateDirect(nodes * Node.BYTES);
        kernels.fieldSum().add(layers.get(layers.size() - 1), data, replica);
        return replica;
    }

    Node commRLast(Kernels kernels, ByteBuffer replica) throws IOException {
        return root(
                kernels,
                "hashing the replica",
                () -> (from, to) -> to.put(0, replica, (int) from * Node.BYTES, to.remaining()));
    }

    private Node root(Kernels kernels, String stage, Supplier<TreeWriter.Leaves> leaves) throws IOException {
        return new OctTrees(kernels.fieldHash(), lanes).root(stage, Trees.columns(porep.size()), leaves, watch);
    }

    Node commD(Kernels kernels, ByteBuffer data) throws IOException {
        TreeWriter.Leaves leaves = (from, to) -> to.put(0, data, (int) from * Node.BYTES, to.remaining());
        return new TreeWriter(kernels.nodeHash()::rows, lanes)
                .write("hashing data", Trees.data(porep.size()).layout(), TreeWriter.Target.NONE, () -> leaves, watch);
    }
}
