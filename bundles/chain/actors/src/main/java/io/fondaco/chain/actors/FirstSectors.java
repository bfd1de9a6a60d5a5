package io.fondaco.chain.actors;

import io.fondaco.chain.actors.miner.ProofType;
import io.fondaco.chain.actors.miner.Statements;
import io.fondaco.model.Address;
import io.fondaco.model.Cid;
import io.fondaco.model.PieceSize;
import io.fondaco.piece.PieceInfo;
import io.fondaco.proof.Node;
import io.fondaco.proof.ProofException;
import io.fondaco.proof.ReplicaId;
import io.fondaco.proof.SealOrder;
import io.fondaco.proof.Sealing;
import io.fondaco.proof.SectorCache;
import io.fondaco.proof.SectorFiles;
import io.fondaco.proof.SectorSize;
import io.fondaco.proof.Watch;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;

/**
 * Seals the sectors that miners of genesis begin with. Their data is all zeros and their ticket 32 zero bytes, so that they
 * depend on miner, number and size only: files that were lost can be made again, and the first miner of every network has
 * the same ones.
 *
 * <p>A sector lies in {@code MINER/NUMBER} of a folder of sectors: its replica as {@code sealed}, what its proofs need in
 * {@code cache}.
 */
public final class FirstSectors {
    /** Of the chain when there was none yet. */
    private static final Node TICKET = Node.of(new byte[Node.BYTES]);

    private final Sealing sealing;
    private final Watch watch;

    public FirstSectors(Sealing sealing, Watch watch) {
        this.sealing = sealing;
        this.watch = watch;
    }

    /** What a sector is sealed by. @param miner its ID address; {@code type} not of the kind none */
    public static SealOrder order(ProofType type, Address miner, long number) {
        Node zeros = Node.of(PieceInfo.zero(PieceSize.ofPadded(type.sectorSize()))
                .commitment()
                .root());
        return new SealOrder(type.sealProof(), ReplicaId.prover(miner.idNumber()), number, TICKET, zeros);
    }

    /** Where a sector lies below a folder of sectors. */
    public static SectorFiles files(Path sectors, Address miner, long number) {
        Path folder = sectors.resolve(miner.toString()).resolve(Long.toString(number));
        return new SectorFiles(
                folder.resolve("unsealed"), folder.resolve("sealed"), new SectorCache(folder.resolve("cache")));
    }

    /**
     * The miner with its sectors, which are sealed into a folder.
     *
     * @param id its ID address
     * @param count of sectors, numbered from 0
     */
    public Genesis.Miner seal(Genesis.Miner miner, Address id, int count, Path sectors) throws IOException {
        List<Cid> sealed = new ArrayList<>();
        for (int number = 0; number < count; number++) {
            sealed.add(seal(miner.type(), id, number, sectors));
        }
        return miner.with(sealed);
    }

    /**
     * Makes again what is missing of a miner's sectors.
     *
     * @return how many sectors were made again
     * @throws ProofException (DAMAGED) if one is not what genesis says, which then was not sealed as it says
     */
    public int mend(Genesis.Miner miner, Address id, Path sectors) throws IOException {
        int made = 0;
        for (int number = 0; number < miner.sealed().size(); number++) {
            if (!there(miner.type(), files(sectors, id, number))) {
                Cid again = seal(miner.type(), id, number, sectors);
                if (!again.equals(miner.sealed().get(number))) {
                    throw new ProofException(
                            ProofException.Reason.DAMAGED,
                            "sector " + number + " of " + id + " is "
                                    + miner.sealed().get(number)
                                    + " in the genesis file; zeros sealed with no ticket are " + again
                                    + ": put its files into " + sectors);
                }
                made++;
            }
        }
        return made;
    }

    private static boolean there(ProofType type, SectorFiles files) throws IOException {
        SectorSize size = type.sealProof().size();
        boolean trees = Files.exists(files.cache().aux());
        for (int i = 0; i < size.baseTrees(); i++) {
            trees &= Files.exists(files.cache().treeRLast(size, i));
        }
        return trees && Files.exists(files.sealed()) && Files.size(files.sealed()) == size.bytes();
    }

    private Cid seal(ProofType type, Address id, int number, Path sectors) throws IOException {
        SealOrder order = order(type, id, number);
        SectorFiles files = files(sectors, id, number);
        Files.createDirectories(files.cache().folder());
        zeros(files.unsealed(), type.sectorSize());
        sealing.preCommit1(order, files, watch);
        Node commR = sealing.preCommit2(order, files, watch);
        sealing.finish(order, files);
        Files.delete(files.unsealed());
        return Statements.sealedCid(commR);
    }

    /** A file whose zeros take no room where the file system knows holes. */
    private static void zeros(Path file, long bytes) throws IOException {
        try (SeekableByteChannel out = Files.newByteChannel(
                file, StandardOpenOption.CREATE, StandardOpenOption.TRUNCATE_EXISTING, StandardOpenOption.WRITE)) {
            out.position(bytes - 1).write(ByteBuffer.wrap(new byte[1]));
        }
    }
}
