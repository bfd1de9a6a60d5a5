package io.fondaco.proof.stacked;

import io.fondaco.proof.Porep;
import io.fondaco.proof.Watch;
import io.fondaco.proof.spi.Labels;
import io.fondaco.proof.spi.NodeArray;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Makes the layers of labels, on the calling thread: each label needs the one before it. A layer is noted with its digest
 * when it is finished, so that work goes on after the last one that is whole. Thread-safe.
 */
final class Labelling {
    private static final int STEP = 4096;

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
        Map<Sector, IOException> failed = all(List.of(sector), watch);
        if (!failed.isEmpty()) {
            throw failed.get(sector);
        }
    }

    /**
     * As for one, for sectors of one graph in step: as many at a time as the backend computes side by side.
     *
     * @return those that failed, and why; all others are done
     * @throws IOException when the graph's file cannot be made
     */
    Map<Sector, IOException> all(List<Sector> sectors, Watch watch) throws IOException {
        Porep porep = sectors.get(0).porep();
        ParentCache graph = graph(porep, watch);
        Map<Sector, IOException> failed = new LinkedHashMap<>();
        Map<Sector, NodeArray> below = new HashMap<>();
        // A sector one of whose layers was made needs all above it made as well.
        List<Sector> changed = new ArrayList<>();
        for (int layer = 1; layer <= porep.layers(); layer++) {
            for (Sector sector : sectors) {
                if (!failed.containsKey(sector) && !changed.contains(sector)) {
                    find(sector, layer, below, changed, failed, watch);
                }
            }
            List<Sector> missing = changed.stream()
                    .filter(sector -> !failed.containsKey(sector))
                    .toList();
            int together = Math.max(1, labels.lanes());
            for (int from = 0; from < missing.size(); from += together) {
                List<Sector> step = missing.subList(from, Math.min(missing.size(), from + together));
                make(step, layer, graph, below, failed, watch);
            }
        }
        return failed;
    }

    private static void find(
            Sector sector,
            int layer,
            Map<Sector, NodeArray> below,
            List<Sector> changed,
            Map<Sector, IOException> failed,
            Watch watch) {
        try {
            Files.createDirectories(sector.files().cache().folder());
            if (sector.layer(layer).whole(watch)) {
                below.put(sector, NewLayer.open(sector, layer));
            } else {
                changed.add(sector);
            }
        } catch (IOException e) {
            failed.put(sector, e);
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
        Map<Sector, NodeArray> below = new HashMap<>();
        if (done > 0) {
            below.put(sector, NewLayer.open(sector, done));
        }
        Map<Sector, IOException> failed = new HashMap<>();
        for (int layer = done + 1; layer <= layers; layer++) {
            make(List.of(sector), layer, graph, below, failed, watch);
            if (!failed.isEmpty()) {
                throw failed.get(sector);
            }
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

    /** Makes a layer of each sector, which then is the one below. */
    private void make(
            List<Sector> sectors,
            int layer,
            ParentCache graph,
            Map<Sector, NodeArray> below,
            Map<Sector, IOException> failed,
            Watch watch) {
        Map<Sector, NewLayer> made = new LinkedHashMap<>();
        try {
            for (Sector sector : sectors) {
                try {
                    made.put(sector, NewLayer.create(sector, layer, below.get(sector)));
                } catch (IOException e) {
                    failed.put(sector, e);
                }
            }
            if (!made.isEmpty()) {
                label(List.copyOf(made.values()), layer, graph, watch);
            }
            made.forEach((sector, one) -> {
                try {
                    one.finish();
                    below.put(sector, NewLayer.open(sector, layer));
                } catch (IOException e) {
                    failed.put(sector, e);
                }
            });
        } finally {
            made.forEach((sector, one) -> {
                try {
                    one.close();
                } catch (IOException e) {
                    failed.putIfAbsent(sector, e);
                }
            });
        }
    }

    private void label(List<NewLayer> made, int layer, ParentCache graph, Watch watch) {
        String stage = "labelling layer " + layer;
        List<Labels.Replica> replicas = made.stream().map(NewLayer::replica).toList();
        long nodes = graph.nodes();
        for (long from = 0; from < nodes; from += STEP) {
            watch.at(stage, from, nodes);
            int count = (int) Math.min(STEP, nodes - from);
            labels.label(layer, from, graph.parents(from, count), replicas);
            for (NewLayer one : made) {
                one.labelled(from, count);
            }
        }
        watch.at(stage, nodes, nodes);
    }
}
