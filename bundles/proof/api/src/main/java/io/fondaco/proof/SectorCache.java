package io.fondaco.proof;

import io.fondaco.proof.ProofException.Reason;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Arrays;
import java.util.Objects;

/**
 * The folder of what a sector's sealing makes and its proofs need, under Filecoin's own file names. Only one operation at a
 * time may write to it; what it writes carries the suffix {@code .part} until it is whole.
 *
 * @param folder of one sector only
 */
public record SectorCache(Path folder) {
    /**
     * The two halves of a replica's commitment, kept as long as the sector.
     *
     * @param commC root over the columns
     * @param commRLast root over the replica
     */
    public record Aux(Node commC, Node commRLast) {}

    public SectorCache {
        Objects.requireNonNull(folder, "folder");
    }

    /** Labels of a layer, from 1 on. */
    public Path layer(int layer) {
        return folder.resolve("sc-02-data-layer-" + layer + ".dat");
    }

    /** The tree over the data, leaves and all. */
    public Path treeD() {
        return folder.resolve("sc-02-data-tree-d.dat");
    }

    /** One base tree over the columns, leaves and all. */
    public Path treeC(SectorSize size, int baseTree) {
        return folder.resolve("sc-02-data-tree-c" + number(size, baseTree) + ".dat");
    }

    /** One base tree over the replica, without its lowest rows. */
    public Path treeRLast(SectorSize size, int baseTree) {
        return folder.resolve("sc-02-data-tree-r-last" + number(size, baseTree) + ".dat");
    }

    private static String number(SectorSize size, int baseTree) {
        Objects.checkIndex(baseTree, size.baseTrees());
        return size.baseTrees() == 1 ? "" : "-" + baseTree;
    }

    /** Where {@link #writeAux} writes. */
    public Path aux() {
        return folder.resolve("p_aux");
    }

    /** Writes both roots, whole or not at all. */
    public void writeAux(Aux aux) throws IOException {
        byte[] bytes = Arrays.copyOf(aux.commC().bytes(), 2 * Node.BYTES);
        System.arraycopy(aux.commRLast().bytes(), 0, bytes, Node.BYTES, Node.BYTES);
        Path part = folder.resolve("p_aux.part");
        try {
            Files.write(part, bytes);
            Files.move(part, aux(), StandardCopyOption.ATOMIC_MOVE);
        } finally {
            Files.deleteIfExists(part);
        }
    }

    /**
     * Reads both roots.
     *
     * @throws ProofException (DAMAGED) when the file has the wrong length
     */
    public Aux readAux() throws IOException {
        byte[] bytes = Files.readAllBytes(aux());
        if (bytes.length != 2 * Node.BYTES) {
            throw new ProofException(
                    Reason.DAMAGED,
                    aux() + " has " + bytes.length + " bytes, not " + 2 * Node.BYTES + ": make the trees again");
        }
        return new Aux(
                Node.of(Arrays.copyOf(bytes, Node.BYTES)),
                Node.of(Arrays.copyOfRange(bytes, Node.BYTES, bytes.length)));
    }
}
