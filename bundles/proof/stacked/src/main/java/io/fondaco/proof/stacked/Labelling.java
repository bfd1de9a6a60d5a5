package io.fondaco.proof.stacked;

import io.fondaco.proof.Node;
import io.fondaco.proof.Porep;
import io.fondaco.proof.Watch;
import io.fondaco.proof.spi.Labels;
import io.fondaco.proof.spi.NodeArray;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Makes the layers of labels, on the calling thread: each label needs the one before it. A layer is noted with its digest
 * when it is finished, so that work goes on after the last one that is whole. Thread-safe.
 */
final class Labelling {
    private static final int STEP = 4096;
    private static final int SEGMENT = Node.BYTES << NodeArray.SEGMENT_BITS;

    private final Labels labels;
    private final Path parents;
    private final Lanes lanes;
    private final Map<String, Object> gates = new ConcurrentHashMap<>();
    private final Map<String, ParentCache> graphs = new ConcurrentHashMap<>();

    /**
     * @param parents folder for the graphs' files of parents, shared by all sectors
     * @param lanes for drawing graphs
     */
    Labelling(Labels labels, Path parents, Lanes lanes) {
        this.labels = labels;
        this.parents = parents;
        this.lanes = lanes;
    }

    /** Makes the layers that are not there yet, or not whole, and all above them. */
    void all(Sector sector, Watch watch) throws IOException {
        Files.createDirectories(sector.files().cache().folder());
        ParentCache graph = graph(sector.porep(), watch);
        NodeArray below = null;
        boolean whole = true;
        for (int layer = 1; layer <= sector.porep().layers(); layer++) {
            whole = whole && sector.layer(layer).whole(watch);
            below = whole ? open(sector, layer) : make(sector, layer, graph, below, watch);
        }
    }

    /** Makes the last layer and keeps no other; goes on after the highest layer that is whole. */
    void last(Sector sector, Watch watch) throws IOException {
        Files.createDirectories(sector.files().cache().folder());
        int layers = sector.porep().layers();
        int done = layers;
        while (done > 0 && !sector.layer(done).whole(watch)) {
            done--;
        }
        if (done == layers) {
            return;
        }
        ParentCache graph = graph(sector.porep(), watch);
        NodeArray below = done == 0 ? null : open(sector, done);
        for (int layer = done + 1; layer <= layers; layer++) {
            below = make(sector, layer, graph, below, watch);
            if (layer > 1) {
                sector.layer(layer - 1).delete();
            }
        }
    }

    private ParentCache graph(Porep porep, Watch watch) throws IOException {
        Graph graph = new Graph(porep);
        // The rules are not part of the name, but an id goes with one kind of graph only, see Porep.
        String name = graph.name();
        synchronized (gates.computeIfAbsent(name, n -> new Object())) {
            ParentCache known = graphs.get(name);
            if (known == null) {
                known = ParentCache.inFolder(parents, graph, lanes, watch);
                graphs.put(name, known);
            }
            return known;
        }
    }

    private static NodeArray open(Sector sector, int layer) throws IOException {
        KnownFile file = sector.layer(layer);
        return NodeArray.of(MappedFile.open(file.path(), file.bytes(), SEGMENT).segments());
    }

    private NodeArray make(Sector sector, int layer, ParentCache graph, NodeArray below, Watch watch)
            throws IOException {
        String stage = "labelling layer " + layer;
        long nodes = graph.nodes();
        KnownFile file = sector.layer(layer);
        Files.deleteIfExists(file.note());
        MessageDigest sha = Sha256.create();
        try (PartFile part = new PartFile(file.path())) {
            MappedFile mapped = MappedFile.create(part.path(), file.bytes(), SEGMENT);
            NodeArray same = NodeArray.of(mapped.segments());
            Labels.Replica replica = new Labels.Replica(sector.replicaId(), same, below);
            for (long from = 0; from < nodes; from += STEP) {
                watch.at(stage, from, nodes);
                int count = (int) Math.min(STEP, nodes - from);
                labels.label(layer, from, graph.parents(from, count), List.of(replica));
                sha.update(same.slice(from, count));
            }
            mapped.force();
            part.finish();
        }
        file.finished(sha.digest());
        watch.at(stage, nodes, nodes);
        return open(sector, layer);
    }
}
