package io.fondaco.proof.java;

import io.fondaco.proof.ProofException;
import io.fondaco.proof.Watch;
import java.io.IOException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.HexFormat;

/**
 * The parents of every node, drawn once: drawing costs more than the labels of a layer. Fourteen numbers of 32 bits,
 * little-endian, for each node; as a file it is the one Filecoin's own proofs keep, 14 MiB for a sector of 8 MiB and 56 GiB for
 * one of 32 GiB. Any number of threads may read.
 */
public final class ParentCache {
    private static final int ENTRY = Graph.DEGREE * Integer.BYTES;
    private static final int STEP = 1024;
    private static final VarHandle INT = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);

    private final Records entries;

    private ParentCache(Records entries) {
        this.entries = entries;
    }

    /** Draws the whole graph into memory: 56 bytes for each node. */
    public static ParentCache inMemory(Graph graph, Lanes lanes, Watch watch) {
        Records entries = Records.inMemory(ENTRY, graph.nodes());
        draw(graph, entries, lanes, watch);
        return new ParentCache(entries);
    }

    /**
     * Opens the graph's file in a folder, or makes it first; a file half made is never taken for a whole one.
     *
     * @throws ProofException (DAMAGED) when the file has the wrong length, (CANCELLED) when told to stop
     */
    public static ParentCache inFolder(Path folder, Graph graph, Lanes lanes, Watch watch) throws IOException {
        Path file = folder.resolve("v28-sdr-parent-" + graph.name() + ".cache");
        if (!Files.exists(file)) {
            Files.createDirectories(folder);
            Path part = Files.createTempFile(folder, "parents-", ".part");
            try {
                Records entries = Records.create(part, ENTRY, graph.nodes());
                draw(graph, entries, lanes, watch);
                entries.force();
                Files.move(part, file, StandardCopyOption.ATOMIC_MOVE);
            } finally {
                Files.deleteIfExists(part);
            }
        }
        return new ParentCache(Records.open(file, ENTRY, graph.nodes()));
    }

    private static void draw(Graph graph, Records entries, Lanes lanes, Watch watch) {
        lanes.run("drawing parents", graph.nodes(), STEP, watch, (from, to) -> {
            Graph.Walk walk = graph.walk();
            int[] parents = new int[Graph.DEGREE];
            byte[] entry = new byte[ENTRY];
            for (long node = from; node < to; node++) {
                walk.parents(node, parents);
                for (int i = 0; i < Graph.DEGREE; i++) {
                    INT.set(entry, Integer.BYTES * i, parents[i]);
                }
                entries.write(node, entry, 0);
            }
        });
    }

    /** Nodes in a layer. */
    public long nodes() {
        return entries.count();
    }

    /** A way to ask for parents, for one thread. */
    public Reader reader() {
        return new Reader();
    }

    /** SHA-256 over all entries, in hexadecimal digits: it is published for the graphs of the chain. */
    public String digest() {
        var sha = Sha256.create();
        byte[] entry = new byte[ENTRY];
        for (long node = 0; node < nodes(); node++) {
            entries.read(node, entry, 0);
            sha.update(entry);
        }
        return HexFormat.of().formatHex(sha.digest());
    }

    /** Reads parents. Not thread-safe. */
    public final class Reader {
        private final byte[] entry = new byte[ENTRY];

        private Reader() {}

        /** Writes the {@value Graph#DEGREE} parents of a node, as {@link Graph.Walk#parents} does. */
        public void parents(long node, int[] to) {
            entries.read(node, entry, 0);
            for (int i = 0; i < Graph.DEGREE; i++) {
                to[i] = (int) INT.get(entry, Integer.BYTES * i);
            }
        }
    }
}
