package io.fondaco.proof.stacked.internal;

import io.fondaco.proof.Backends.Operation;
import io.fondaco.proof.Node;
import io.fondaco.proof.spi.Backend;
import io.fondaco.proof.spi.FieldHash;
import io.fondaco.proof.spi.FieldSum;
import io.fondaco.proof.spi.Labels;
import io.fondaco.proof.spi.NodeArray;
import io.fondaco.proof.spi.NodeHash;
import io.fondaco.proof.stacked.Graph;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** How fast a backend is at an operation: the same work for all, more and more of it until it takes long enough to tell. */
final class Trial {
    /** A run is long enough to tell: a device that works on much at once shows it, and one run costs little. */
    private static final long TELLING_NANOS = 4_000_000;
    /** A busy machine spoils most runs; the best of those that begin within this time counts. */
    private static final long ENOUGH_NANOS = 60_000_000;

    private static final int FEWEST_NODES = 1 << 9;
    private static final int MOST_NODES = 1 << 18;
    private static final int LAYERS = 2;

    private Trial() {}

    static Class<?> kernelOf(Operation operation) {
        return switch (operation) {
            case COMM_P, TREE_D -> NodeHash.class;
            case LABELS, LABELS_LOCKSTEP -> Labels.class;
            case COLUMNS, TREES -> FieldHash.class;
            case REPLICA -> FieldSum.class;
        };
    }

    /** Bytes of a sector's data a second, on the calling thread. */
    static double rate(Backend backend, Operation operation) {
        for (int nodes = FEWEST_NODES; ; nodes *= 8) {
            Work work = work(backend, operation, nodes);
            if (nodes == MOST_NODES || best(work, 1) > TELLING_NANOS) {
                return 1e9 * work.bytes / best(work, ENOUGH_NANOS);
            }
        }
    }

    /** Nanoseconds of the fastest run of those that begin in so many. */
    private static long best(Work work, long within) {
        long best = Long.MAX_VALUE;
        long begin = System.nanoTime();
        long start = begin;
        while (start - begin < within) {
            work.run.run();
            long end = System.nanoTime();
            best = Math.min(best, Math.max(1, end - start));
            start = end;
        }
        return best;
    }

    private record Work(long bytes, Runnable run) {}

    private static Work work(Backend backend, Operation operation, int nodes) {
        long bytes = (long) nodes * Node.BYTES;
        return switch (operation) {
            case COMM_P -> {
                NodeHash hash = backend.kernel(NodeHash.class).orElseThrow();
                ByteBuffer payload = random(nodes / 4 * 127);
                ByteBuffer root = ByteBuffer.allocateDirect(Node.BYTES);
                yield new Work(bytes, () -> hash.piece(payload, root));
            }
            case TREE_D -> {
                NodeHash hash = backend.kernel(NodeHash.class).orElseThrow();
                ByteBuffer leaves = elements(nodes);
                ByteBuffer rows = ByteBuffer.allocateDirect((nodes - 1) * Node.BYTES);
                yield new Work(bytes, () -> hash.rows(leaves, rows));
            }
            case COLUMNS -> {
                FieldHash hash = backend.kernel(FieldHash.class).orElseThrow();
                ByteBuffer columns = elements(LAYERS * nodes);
                ByteBuffer digests = ByteBuffer.allocateDirect(nodes * Node.BYTES);
                yield new Work(bytes, () -> hash.hash(LAYERS, columns, digests));
            }
            case TREES -> {
                FieldHash hash = backend.kernel(FieldHash.class).orElseThrow();
                ByteBuffer leaves = elements(nodes);
                ByteBuffer rows = ByteBuffer.allocateDirect((nodes - 1) / 7 * Node.BYTES);
                yield new Work(bytes, () -> hash.rows(leaves, rows));
            }
            case REPLICA -> {
                FieldSum sum = backend.kernel(FieldSum.class).orElseThrow();
                ByteBuffer left = elements(nodes);
                ByteBuffer right = elements(nodes);
                ByteBuffer sums = ByteBuffer.allocateDirect(nodes * Node.BYTES);
                yield new Work(bytes, () -> sum.add(left, right, sums));
            }
            case LABELS -> labels(backend.kernel(Labels.class).orElseThrow(), nodes, 1);
            case LABELS_LOCKSTEP -> {
                Labels labels = backend.kernel(Labels.class).orElseThrow();
                yield labels(labels, nodes, labels.lanes());
            }
        };
    }

    private static Work labels(Labels labels, int nodes, int lanes) {
        ByteBuffer parents = parents(nodes);
        List<Labels.Replica> replicas = new ArrayList<>();
        for (int i = 0; i < lanes; i++) {
            NodeArray below = NodeArray.allocate(nodes);
            replicas.add(new Labels.Replica(id(i), NodeArray.allocate(nodes), below));
        }
        return new Work((long) lanes * nodes * Node.BYTES, () -> labels.label(2, 0, parents, replicas));
    }

    /** Parents of the shape of a graph's: the node before, others before it, and any of the layer below. */
    static ByteBuffer parents(int nodes) {
        ByteBuffer entries = ByteBuffer.allocateDirect(nodes * Labels.PARENTS * Integer.BYTES)
                .order(ByteOrder.LITTLE_ENDIAN);
        Random random = new Random(nodes);
        for (int node = 0; node < nodes; node++) {
            for (int i = 0; i < Graph.DEGREE; i++) {
                boolean base = i < Graph.BASE_DEGREE;
                entries.putInt(!base ? random.nextInt(nodes) : node < 2 ? 0 : i == 0 ? node - 1 : random.nextInt(node));
            }
        }
        return entries.flip();
    }

    static Node id(int number) {
        byte[] bytes = new byte[Node.BYTES];
        new Random(number).nextBytes(bytes);
        return Node.of(bytes);
    }

    private static ByteBuffer random(int bytes) {
        byte[] content = new byte[bytes];
        new Random(bytes).nextBytes(content);
        return ByteBuffer.allocateDirect(bytes).put(content).flip();
    }

    /** Nodes that are field elements. */
    static ByteBuffer elements(int nodes) {
        ByteBuffer elements = random(nodes * Node.BYTES);
        for (int i = 0; i < nodes; i++) {
            int top = i * Node.BYTES + Node.BYTES - 1;
            elements.put(top, (byte) (elements.get(top) & 0x3f));
        }
        return elements;
    }
}
