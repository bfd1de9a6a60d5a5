package io.fondaco.proof.stacked;

import io.fondaco.proof.Node;
import io.fondaco.proof.Porep;
import io.fondaco.proof.SealOrder;
import io.fondaco.proof.SectorFiles;
import io.fondaco.proof.SectorSize;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The files of a sector's sealing, and what they must be. */
record Sector(Porep porep, Node replicaId, SectorFiles files) {

    static Sector of(SealOrder order, SectorFiles files) {
        return new Sector(order.proof().porep(), order.replicaId(), files);
    }

    private KnownFile known(Path file, long nodes, String name) {
        return new KnownFile(file, nodes * Node.BYTES, files.cache().folder().resolve(name + ".sha256"), replicaId);
    }

    private KnownFile known(Path file, long nodes) {
        return known(file, nodes, file.getFileName().toString());
    }

    SectorSize size() {
        return porep.size();
    }

    KnownFile layer(int layer) {
        return known(files.cache().layer(layer), size().nodes());
    }

    /** All layers, the first one first. */
    List<KnownFile> layers() {
        List<KnownFile> layers = new ArrayList<>();
        for (int i = 1; i <= porep.layers(); i++) {
            layers.add(layer(i));
        }
        return layers;
    }

    KnownFile unsealed() {
        return known(files.unsealed(), size().nodes(), "unsealed");
    }

    KnownFile sealed() {
        return known(files.sealed(), size().nodes(), "sealed");
    }

    KnownFile treeD() {
        return known(files.cache().treeD(), Trees.data(size()).layout().nodes());
    }

    KnownFile treeC(int baseTree) {
        return known(
                files.cache().treeC(size(), baseTree),
                Trees.columns(size()).layout().nodes());
    }

    KnownFile treeRLast(int baseTree) {
        return known(
                files.cache().treeRLast(size(), baseTree),
                Trees.replica(size()).layout().nodes());
    }
}
