package io.fondaco.proof.java;

import io.fondaco.proof.ColumnTree;
import io.fondaco.proof.Node;
import io.fondaco.proof.Porep;
import io.fondaco.proof.SectorCache;
import io.fondaco.proof.Watch;
import java.io.IOException;
import java.util.Objects;

/** Columns and the trees over them in plain Java. Thread-safe. */
public final class JavaColumnTree implements ColumnTree {
    private final JavaFieldHash hash;
    private final Lanes lanes;

    public JavaColumnTree(JavaFieldHash hash, Lanes lanes) {
        this.hash = Objects.requireNonNull(hash, "hash");
        this.lanes = Objects.requireNonNull(lanes, "lanes");
    }

    @Override
    public Node build(Porep porep, SectorCache cache, Watch watch) throws IOException {
        Poseidon poseidon = hash.arity(porep.layers());
        Records[] layers = new Records[porep.layers()];
        for (int i = 0; i < layers.length; i++) {
            layers[i] =
                    Records.open(cache.layer(i + 1), Node.BYTES, porep.size().nodes());
        }
        return new OctTrees(hash, lanes)
                .build(
                        "hashing columns",
                        porep.size(),
                        OctTrees.leaves(porep.size()),
                        tree -> cache.treeC(porep.size(), tree),
                        () -> columns(poseidon.sponge(), layers),
                        watch);
    }

    private static OctTrees.Row columns(Poseidon.Sponge sponge, Records[] layers) {
        byte[] column = new byte[Node.BYTES * layers.length];
        return (node, to) -> {
            for (int i = 0; i < layers.length; i++) {
                layers[i].read(node, column, Node.BYTES * i);
            }
            sponge.hash(column, 0, to, 0);
        };
    }
}
