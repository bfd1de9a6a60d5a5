package io.fondaco.proof.stacked;

import io.fondaco.proof.Node;
import io.fondaco.proof.Watch;
import io.fondaco.proof.spi.FieldHash;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/** The columns of a sector's layers: the labels of one node in all of them. Of any number of threads. */
final class Columns implements Closeable {
    /** Bytes of each layer that are looked at together: columns of eleven layers take eleven times as much memory. */
    private static final int STEP = Node.BYTES << 15;

    private final FieldHash hash;
    private final List<NodeFile> layers = new ArrayList<>();

    private Columns(FieldHash hash) {
        this.hash = hash;
    }

    static Columns open(Sector sector, FieldHash hash) throws IOException {
        Columns columns = new Columns(hash);
        try {
            for (KnownFile layer : sector.layers()) {
                columns.layers.add(NodeFile.open(layer.path(), sector.size().nodes()));
            }
            return columns;
        } catch (IOException | RuntimeException e) {
            columns.close();
            throw e;
        }
    }

    /** Their hashes, for a thread. */
    TreeWriter.Leaves hashes() {
        Buffers buffers = new Buffers();
        return (from, to) -> {
            for (int at = to.position(); at < to.limit(); at += STEP) {
                int bytes = Math.min(STEP, to.limit() - at);
                long first = from + (at - to.position()) / Node.BYTES;
                hash.hash(layers.size(), buffers.columns(first, bytes), to.slice(at, bytes));
            }
        };
    }

    /** A node's labels, one behind the other. */
    void read(long node, ByteBuffer to) throws IOException {
        for (int i = 0; i < layers.size(); i++) {
            layers.get(i).read(node, to.slice(to.position() + i * Node.BYTES, Node.BYTES));
        }
    }

    private final class Buffers {
        private ByteBuffer labels = ByteBuffer.allocateDirect(0);
        private ByteBuffer columns = labels;

        /** @param bytes of a layer */
        ByteBuffer columns(long from, int bytes) throws IOException {
            if (labels.capacity() != bytes) {
                labels = ByteBuffer.allocateDirect(bytes);
                columns = ByteBuffer.allocateDirect(Math.multiplyExact(bytes, layers.size()));
            }
            int column = layers.size() * Node.BYTES;
            for (int layer = 0; layer < layers.size(); layer++) {
                layers.get(layer).read(from, labels);
                for (int at = 0; at < bytes; at += Node.BYTES) {
                    columns.put(at / Node.BYTES * column + layer * Node.BYTES, labels, at, Node.BYTES);
                }
            }
            return columns;
        }
    }

    @Override
    public void close() throws IOException {
        for (NodeFile layer : layers) {
            layer.close();
        }
    }

    /** The tree over them. @return CommC */
    static Node tree(Sector sector, FieldHash hash, Lanes lanes, Watch watch) throws IOException {
        try (Columns columns = open(sector, hash)) {
            return new OctTrees(hash, lanes)
                    .build("hashing columns", Trees.columns(sector.size()), sector::treeC, columns::hashes, watch);
        }
    }
}
