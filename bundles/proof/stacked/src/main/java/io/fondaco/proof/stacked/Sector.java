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

    /** A sector's replica. @param owner see {@link KnownFile} */
    static KnownFile sealed(SectorSize size, SectorFiles files, Node owner) {
        return known(files, files.sealed(), size.nodes(), "sealed", owner);
    }

    /** A file of the tree over a sector's replica. @param owner see {@link KnownFile} */
    static KnownFile treeRLast(SectorSize size, SectorFiles files, int baseTree, Node owner) {
        Path file = files.cache().treeRLast(size, baseTree);
        return known(
                files,
                file,
                Trees.replica(size).layout().nodes(),
                file.getFileName().toString(),
                owner);
    }

    private static KnownFile known(SectorFiles files, Path file, long nodes, String name, Node owner) {
        return new KnownFile(file, nodes * Node.BYTES, files.cache().folder().resolve(name + ".sha256"), owner);
    }

    private KnownFile known(Path file, long nodes) {
        return known(files, file, nodes, file.getFileName().toString(), replicaId);
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
        return known(files, files.unsealed(), size().nodes(), "unsealed", replicaId);
    }

    KnownFile sealed() {
        return sealed(size(), files, replicaId);
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
        return treeRLast(size(), files, baseTree, replicaId);
    }

    /** Every file of the first phase. */
    List<KnownFile> ofPreCommit1() {
        List<KnownFile> files = new ArrayList<>(layers());
        files.add(unsealed());
        files.add(treeD());
        return files;
    }

    /** Every file of the second phase but the two roots. */
    List<KnownFile> ofPreCommit2() {
        List<KnownFile> files = new ArrayList<>(List.of(sealed()));
        for (int i = 0; i < size().baseTrees(); i++) {
            files.add(treeC(i));
            files.add(treeRLast(i));
        }
        return files;
    }
}
