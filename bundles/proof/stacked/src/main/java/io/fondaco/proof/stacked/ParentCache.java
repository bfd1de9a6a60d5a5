package io.fondaco.proof.stacked;

import io.fondaco.model.Digests;
import io.fondaco.proof.Node;
import io.fondaco.proof.ProofException;
import io.fondaco.proof.Watch;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.function.Supplier;

/**
 * The parents of every node, drawn once for all layers and sectors. Fourteen numbers of 32 bits,
 * little-endian, for each node; as a file it is the one Filecoin's own proofs keep, 14 MiB for a sector of 8 MiB and 56 GiB for
 * one of 32 GiB. Any number of threads may read.
 */
final class ParentCache {
    private static final int ENTRY = Graph.DEGREE * Integer.BYTES;
    private static final int STEP = 1024;
    private static final int SEGMENT_BITS = 24;
    private static final int SEGMENT = ENTRY << SEGMENT_BITS;

    private static final Object ONE_AT_A_TIME = new Object();

    private final MappedFile entries;
    private final long nodes;

    private ParentCache(MappedFile entries, long nodes) {
        this.entries = entries;
        this.nodes = nodes;
    }

    /** Draws the whole graph into memory: 56 bytes for each node. */
    static ParentCache inMemory(Graph graph, Lanes lanes, Watch watch) throws IOException {
        ParentCache cache = new ParentCache(MappedFile.inMemory(ENTRY * graph.nodes(), SEGMENT), graph.nodes());
        cache.draw(graph, lanes, watch);
        return cache;
    }

    /**
     * Opens the graph's file in a folder after reading it whole, or makes it: a file half made, cut or changed is drawn
     * again.
     *
     * @throws ProofException (CANCELLED) when told to stop
     */
    static ParentCache inFolder(Path folder, Graph graph, Lanes lanes, Watch watch) throws IOException {
        Path file = folder.resolve("v28-sdr-parent-" + graph.name() + ".cache");
        long bytes = ENTRY * graph.nodes();
        KnownFile known =
                new KnownFile(file, bytes, folder.resolve(file.getFileName() + ".sha256"), Node.parse(graph.name()));
        if (!known.whole(watch)) {
            Files.createDirectories(folder);
            Path lock = folder.resolve("parents.lock");
            // Nodes may share a folder. A file half made by one that was killed is written over by the next.
            synchronized (ONE_AT_A_TIME) {
                try (FileChannel channel = FileChannel.open(lock, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                        FileLock held = channel.lock();
                        PartFile part = new PartFile(file)) {
                    if (!known.whole(watch)) {
                        ParentCache drawn =
                                new ParentCache(MappedFile.create(part.path(), bytes, SEGMENT), graph.nodes());
                        drawn.draw(graph, lanes, watch);
                        drawn.entries.force();
                        part.finish();
                        known.finished(drawn.sha256());
                    }
                }
            }
        }
        return new ParentCache(MappedFile.open(file, bytes, SEGMENT), graph.nodes());
    }

    private void draw(Graph graph, Lanes lanes, Watch watch) throws IOException {
        Supplier<Graph.Walk> walks = graph.walks();
        lanes.run("drawing parents", nodes, STEP, watch, () -> {
            Graph.Walk walk = walks.get();
            int[] parents = new int[Graph.DEGREE];
            return (from, to) -> {
                ByteBuffer drawn = slice(from, (int) (to - from));
                for (long node = from; node < to; node++) {
                    walk.parents(node, parents);
                    for (int parent : parents) {
                        drawn.putInt(parent);
                    }
                }
            };
        });
    }

    private ByteBuffer slice(long from, int count) {
        int at = (int) (from & (1 << SEGMENT_BITS) - 1);
        return entries.segments()
                .get((int) (from >>> SEGMENT_BITS))
                .slice(at * ENTRY, count * ENTRY)
                .order(ByteOrder.LITTLE_ENDIAN);
    }

    /** Nodes in a layer. */
    long nodes() {
        return nodes;
    }

    /** The parents of nodes in a row that do not cross a multiple of 2^24, as a label's kernel takes them. */
    ByteBuffer parents(long from, int count) {
        return slice(from, count).asReadOnlyBuffer();
    }

    /** SHA-256 over all entries, in hexadecimal digits: it is published for the graphs of the chain. */
    String digest() {
        return HexFormat.of().formatHex(sha256());
    }

    private byte[] sha256() {
        MessageDigest sha = Digests.sha256();
        entries.segments().forEach(segment -> sha.update(segment.duplicate()));
        return sha.digest();
    }
}
