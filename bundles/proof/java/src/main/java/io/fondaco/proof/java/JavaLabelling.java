package io.fondaco.proof.java;

import io.fondaco.proof.Labelling;
import io.fondaco.proof.Node;
import io.fondaco.proof.Porep;
import io.fondaco.proof.SectorCache;
import io.fondaco.proof.Watch;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;

/** Labels in plain Java, on the calling thread: each label needs the one before it. Thread-safe. */
public final class JavaLabelling implements Labelling {
    private static final int STEP = 4096;

    private final Path parents;
    private final Lanes lanes;
    private final Map<String, ParentCache> graphs = new ConcurrentHashMap<>();

    /**
     * @param parents folder for the graphs' files of parents, shared by all sectors
     * @param lanes for drawing graphs
     */
    public JavaLabelling(Path parents, Lanes lanes) {
        this.parents = Objects.requireNonNull(parents, "parents");
        this.lanes = Objects.requireNonNull(lanes, "lanes");
    }

    @Override
    public void label(Porep porep, Node replicaId, SectorCache cache, Watch watch) throws IOException {
        Files.createDirectories(cache.folder());
        ParentCache graph = graph(porep, watch);
        Records below = null;
        boolean changed = false;
        for (int layer = 1; layer <= porep.layers(); layer++) {
            Path file = cache.layer(layer);
            changed = changed || !finished(file, graph.nodes(), replicaId, watch);
            if (changed) {
                make(file, layer, graph, replicaId, below, watch);
            }
            below = Records.open(file, Node.BYTES, graph.nodes());
        }
    }

    private ParentCache graph(Porep porep, Watch watch) throws IOException {
        Graph graph = new Graph(porep);
        // The rules are not part of the name, but an id goes with one kind of graph only, see Porep.
        String key = graph.name();
        ParentCache known = graphs.get(key);
        if (known == null) {
            known = ParentCache.inFolder(parents, graph, lanes, watch);
            graphs.put(key, known);
        }
        return known;
    }

    private static void make(Path file, int layer, ParentCache graph, Node replicaId, Records below, Watch watch)
            throws IOException {
        long nodes = graph.nodes();
        String stage = "labelling layer " + layer;
        Files.deleteIfExists(beside(file, ".sha256"));
        MessageDigest sha = Sha256.create();
        try (PartFile part = new PartFile(file)) {
            Records same = part.create(Node.BYTES, nodes);
            Labels labels = new Labels(replicaId);
            ParentCache.Reader reader = graph.reader();
            byte[] label = new byte[Node.BYTES];
            for (long node = 0; node < nodes; node++) {
                if (node % STEP == 0) {
                    watch.at(stage, node, nodes);
                }
                labels.label(layer, node, reader, same, below, label, 0);
                same.write(node, label, 0);
                sha.update(label);
            }
            part.finish(same);
        }
        Path digest = beside(file, ".sha256.part");
        Files.writeString(digest, seal(replicaId, sha));
        Files.move(digest, beside(file, ".sha256"), StandardCopyOption.ATOMIC_MOVE);
        watch.at(stage, nodes, nodes);
    }

    /** Whether a layer was finished for this replica and has not changed since. */
    private static boolean finished(Path file, long nodes, Node replicaId, Watch watch) throws IOException {
        Path digest = beside(file, ".sha256");
        if (!Files.exists(file) || !Files.exists(digest) || Files.size(file) != nodes * Node.BYTES) {
            return false;
        }
        Records labels = Records.open(file, Node.BYTES, nodes);
        MessageDigest sha = Sha256.create();
        byte[] label = new byte[Node.BYTES];
        for (long node = 0; node < nodes; node++) {
            if (node % STEP == 0) {
                watch.at("checking labels", node, nodes);
            }
            labels.read(node, label, 0);
            sha.update(label);
        }
        return Files.readString(digest).equals(seal(replicaId, sha));
    }

    private static String seal(Node replicaId, MessageDigest sha) {
        return replicaId + " " + HexFormat.of().formatHex(sha.digest()) + "\n";
    }

    private static Path beside(Path file, String suffix) {
        return file.resolveSibling(file.getFileName() + suffix);
    }
}
