package io.fondaco.proof.stacked;

import io.fondaco.proof.Porep;
import io.fondaco.proof.Watch;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;

/** Graphs of small sectors in memory, each drawn once. Not thread-safe. */
final class Graphs {
    private final Map<String, ParentCache> drawn = new HashMap<>();
    private final Lanes lanes;
    private final Watch watch;

    Graphs(Lanes lanes, Watch watch) {
        this.lanes = lanes;
        this.watch = watch;
    }

    ParentCache of(Porep porep) throws IOException {
        Graph graph = new Graph(porep);
        ParentCache known = drawn.get(graph.name());
        if (known == null) {
            known = ParentCache.inMemory(graph, lanes, watch);
            drawn.put(graph.name(), known);
        }
        return known;
    }
}
