package io.fondaco.proof.stacked;

import io.fondaco.proof.Node;
import io.fondaco.proof.ProofException;
import io.fondaco.proof.ProofException.Reason;
import io.fondaco.proof.SealOrder;
import io.fondaco.proof.SectorCache;
import io.fondaco.proof.SectorFiles;
import io.fondaco.proof.Watch;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Gives data back: checks the replica, labels again unless the last layer is there still, and subtracts. */
final class Unsealing {
    private final Kernels kernels;
    private final Labelling labelling;
    private final Replication replication;
    private final DataTree dataTree;

    Unsealing(Kernels kernels, Labelling labelling, Replication replication, DataTree dataTree) {
        this.kernels = kernels;
        this.labelling = labelling;
        this.replication = replication;
        this.dataTree = dataTree;
    }

    void unseal(SealOrder order, Node commR, SectorFiles files, Path to, Watch watch) throws IOException {
        if (Files.exists(to)) {
            throw new FileAlreadyExistsException(to + " is there already");
        }
        Sector sector = Sector.of(order, files);
        checkReplica(sector, commR, watch);
        Sector labelled = sector;
        if (!sector.layer(sector.porep().layers()).whole(watch)) {
            labelled = scratch(sector);
            labelling.last(labelled, watch);
        }
        // Hidden, and the same each time: what a process that was killed leaves is written over by the next.
        Path part = to.resolveSibling("." + to.getFileName() + ".unsealing");
        try (NodeFile data = NodeFile.create(part)) {
            replication.decode(labelled, data, watch);
            Node commD = dataTree.root(sector.size(), data, watch);
            if (!commD.equals(order.commD())) {
                throw new ProofException(
                        Reason.DAMAGED,
                        files.sealed() + " gives data with CommD " + commD + ", not " + order.commD()
                                + ": the order is not the one it was sealed by");
            }
            data.force();
            // Nothing is overwritten, also not what came there meanwhile.
            Files.move(part, to);
        } finally {
            Files.deleteIfExists(part);
        }
        forget(sector);
    }

    private void checkReplica(Sector sector, Node commR, Watch watch) throws IOException {
        Path sealed = sector.files().sealed();
        SectorCache.Aux aux = sector.files().cache().readAux();
        try {
            Node made = kernels.commR(aux.commC(), replication.root(sector.size(), sealed, watch));
            if (!made.equals(commR)) {
                throw new ProofException(
                        Reason.DAMAGED,
                        sealed + " and " + sector.files().cache().aux() + " make CommR " + made + ", not " + commR
                                + ": the replica is not what it was");
            }
        } catch (ProofException e) {
            throw e.reason() == Reason.MALFORMED
                    ? new ProofException(Reason.DAMAGED, sealed + " is not what it was: " + e.getMessage())
                    : e;
        }
    }

    /** Where layers lie that are made for unsealing alone; kept after a failure, to go on from there. */
    private static Sector scratch(Sector sector) {
        SectorFiles files = sector.files();
        SectorCache cache = new SectorCache(files.cache().folder().resolve("unsealing"));
        return new Sector(sector.porep(), sector.replicaId(), new SectorFiles(files.unsealed(), files.sealed(), cache));
    }

    /** Deletes what is left of unsealing a sector, of one that was killed too. */
    static void forget(Sector sector) throws IOException {
        Path folder = scratch(sector).files().cache().folder();
        if (Files.isDirectory(folder)) {
            try (DirectoryStream<Path> left = Files.newDirectoryStream(folder)) {
                for (Path file : left) {
                    Files.delete(file);
                }
            }
            Files.delete(folder);
        }
    }
}
