package io.fondaco.proof.stacked;

import io.fondaco.proof.Node;
import io.fondaco.proof.PostProof;
import io.fondaco.proof.PostStatement;
import io.fondaco.proof.Proof;
import io.fondaco.proof.ProofException;
import io.fondaco.proof.ProofException.Reason;
import io.fondaco.proof.ProofKind;
import io.fondaco.proof.Proving;
import io.fondaco.proof.SealOrder;
import io.fondaco.proof.SealProof;
import io.fondaco.proof.SealStatement;
import io.fondaco.proof.Sealing;
import io.fondaco.proof.SectorCache;
import io.fondaco.proof.SectorFiles;
import io.fondaco.proof.Verifying;
import io.fondaco.proof.Watch;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Seals, proves and verifies with given kernels; needs nothing else of a house. Thread-safe. */
public final class StackedProver implements Sealing, Proving, Verifying {
    /** Sectors of at most so many bytes are read whole before a window PoSt unless said otherwise: 512 MiB. */
    public static final long READ_WHOLE = 512L << 20;

    private static final int GROTH16_BYTES = 192;

    private final Kernels kernels;
    private final Labelling labelling;
    private final DataTree dataTree;
    private final Replication replication;
    private final SealBuilder sealBuilder;
    private final SealVerifier sealVerifier;
    private final PostBuilder postBuilder;
    private final PostVerifier postVerifier;
    private final Lanes lanes;

    /**
     * @param parents folder for the graphs' files of parents: 14 MiB for sectors of 8 MiB, 56 GiB for those of 32 GiB
     * @param lanes threads that help with everything but labels
     */
    public StackedProver(Kernels kernels, Path parents, Lanes lanes) {
        this(kernels, parents, lanes, READ_WHOLE);
    }

    /** @param readWhole size of the largest sectors whose replicas are read whole before a window PoSt, in bytes */
    public StackedProver(Kernels kernels, Path parents, Lanes lanes, long readWhole) {
        this.kernels = kernels;
        this.lanes = lanes;
        this.labelling = new Labelling(kernels.labels(), parents, lanes);
        this.dataTree = new DataTree(kernels.nodeHash(), lanes);
        this.replication = new Replication(kernels.fieldSum(), kernels.fieldHash(), lanes);
        this.sealBuilder = new SealBuilder(kernels);
        this.sealVerifier = new SealVerifier(kernels);
        this.postBuilder = new PostBuilder(kernels, replication, lanes, readWhole);
        this.postVerifier = new PostVerifier(kernels);
    }

    @Override
    public void preCommit1(SealOrder order, SectorFiles files, Watch watch) throws IOException {
        Sector sector = Sector.of(order, files);
        commitToData(order, sector, watch);
        labelling.all(sector, watch);
    }

    @Override
    public Map<Job, Exception> preCommit1(List<Job> jobs, Watch watch) {
        Map<Job, Exception> failed = new LinkedHashMap<>();
        Map<SealProof, Map<Sector, Job>> ready = new LinkedHashMap<>();
        for (Job job : jobs) {
            Sector sector = Sector.of(job.order(), job.files());
            try {
                commitToData(job.order(), sector, watch);
                ready.computeIfAbsent(job.order().proof(), proof -> new LinkedHashMap<>())
                        .put(sector, job);
            } catch (IOException e) {
                failed.put(job, e);
            } catch (ProofException e) {
                if (e.reason() == Reason.CANCELLED || e.reason() == Reason.DISAGREED) {
                    throw e;
                }
                failed.put(job, e);
            }
        }
        for (Map<Sector, Job> sectors : ready.values()) {
            try {
                labelling
                        .all(List.copyOf(sectors.keySet()), watch)
                        .forEach((sector, e) -> failed.put(sectors.get(sector), e));
            } catch (IOException e) {
                // The graph they share.
                sectors.values().forEach(job -> failed.put(job, e));
            }
        }
        return failed;
    }

    /** Makes the tree over the data unless it is there, for this very data. */
    private void commitToData(SealOrder order, Sector sector, Watch watch) throws IOException {
        Files.createDirectories(sector.files().cache().folder());
        if (sector.treeD().whole(watch) && sector.unsealed().whole(watch)) {
            return;
        }
        KnownFile data = sector.unsealed();
        NodeFile.open(data.path(), sector.size().nodes()).close();
        // Before the tree: data that changes in between makes another tree, or is found by its digest later.
        byte[] digest = data.digest(watch);
        Node commD = dataTree.build(sector.size(), data.path(), sector.treeD().path(), watch);
        if (!commD.equals(order.commD())) {
            sector.treeD().delete();
            throw damaged(data.path() + " amounts to CommD " + commD + ", not " + order.commD()
                    + ": put the sector's data there");
        }
        sector.treeD().finished(watch);
        data.finished(digest);
    }

    @Override
    public Node preCommit2(SealOrder order, SectorFiles files, Watch watch) throws IOException {
        Sector sector = Sector.of(order, files);
        sector.unsealed().require("put the data back and begin again with PreCommit1", watch);
        for (KnownFile layer : sector.layers()) {
            layer.require("PreCommit1 makes it again", watch);
        }
        Node commC = Columns.tree(sector, kernels.fieldHash(), lanes, watch);
        if (!sector.sealed().whole(watch)) {
            replication.encode(sector, files.sealed(), watch);
            sector.sealed().finished(watch);
        }
        Node commRLast = replication.tree(sector, watch);
        files.cache().writeAux(new SectorCache.Aux(commC, commRLast));
        return kernels.commR(commC, commRLast);
    }

    @Override
    public Proof commit1(SealStatement statement, SectorFiles files, Watch watch) throws IOException {
        Sector sector = Sector.of(statement.order(), files);
        byte[] body;
        try {
            body = sealBuilder.build(statement, sector, watch);
        } catch (ProofException e) {
            throw e.reason() == Reason.MALFORMED ? changed(sector, e.getMessage(), watch) : e;
        }
        Optional<String> wrong = sealVerifier.verify(statement, body);
        if (wrong.isPresent()) {
            throw changed(sector, wrong.get(), watch);
        }
        return new Proof(ProofKind.VANILLA, body);
    }

    /** Why a sector's files do not make a proof. */
    private static ProofException changed(Sector sector, String what, Watch watch) throws IOException {
        for (KnownFile file : sector.ofPreCommit1()) {
            file.require("go back to PreCommit1", watch);
        }
        for (KnownFile file : sector.ofPreCommit2()) {
            file.require("go back to PreCommit2", watch);
        }
        return damaged("the files in " + sector.files().cache().folder()
                + " are whole, but are not what the statement says: " + what);
    }

    @Override
    public Proof commit2(SealStatement statement, Proof vanilla, Watch watch) {
        Optional<String> wrong = seal(statement, vanilla);
        if (wrong.isPresent()) {
            throw damaged("the proof of Commit1 does not hold: " + wrong.get() + "; go back to Commit1");
        }
        return vanilla;
    }

    @Override
    public void finish(SealOrder order, SectorFiles files) throws IOException {
        Sector sector = Sector.of(order, files);
        for (KnownFile layer : sector.layers()) {
            layer.delete();
        }
        sector.treeD().delete();
        for (int i = 0; i < sector.size().baseTrees(); i++) {
            sector.treeC(i).delete();
        }
        Files.deleteIfExists(sector.unsealed().note());
        Unsealing.forget(sector);
    }

    @Override
    public void unseal(SealOrder order, Node commR, SectorFiles files, Path to, Watch watch) throws IOException {
        new Unsealing(kernels, labelling, replication, dataTree).unseal(order, commR, files, to, watch);
    }

    @Override
    public Outcome prove(PostStatement statement, Map<Long, SectorFiles> files, Watch watch) {
        return postBuilder.prove(statement, files, watch);
    }

    @Override
    public Optional<String> seal(SealStatement statement, Proof proof) {
        return proof.kind() == ProofKind.VANILLA
                ? sealVerifier.verify(statement, proof.body())
                : Optional.of("a proof of the kind " + proof.kind() + " cannot be verified here");
    }

    @Override
    public Optional<String> post(PostStatement statement, Proof proof) {
        return proof.kind() == ProofKind.VANILLA
                ? postVerifier.verify(statement, proof.body())
                : Optional.of("a proof of the kind " + proof.kind() + " cannot be verified here");
    }

    @Override
    public long winner(Node prover, Node randomness, long sectors) {
        if (sectors < 1) {
            throw new ProofException(Reason.OUT_OF_RANGE, "a winner among " + sectors + " sectors: at least 1");
        }
        return Challenges.winner(prover, randomness, sectors);
    }

    @Override
    public int sealBytes(SealProof proof, ProofKind kind) {
        long body = kind == ProofKind.VANILLA
                ? SealLayout.mostBytes(proof.porep(), proof.challenges())
                : (long) GROTH16_BYTES * proof.partitions();
        return Math.toIntExact(1 + body);
    }

    @Override
    public int postBytes(PostProof proof, ProofKind kind, int sectors) {
        if (sectors < 1) {
            throw new ProofException(Reason.OUT_OF_RANGE, "a PoSt of " + sectors + " sectors: at least 1");
        }
        long partitions = (sectors + proof.sectors() - 1L) / proof.sectors();
        long body = kind == ProofKind.VANILLA ? PostLayout.mostBytes(proof) * sectors : GROTH16_BYTES * partitions;
        return Math.toIntExact(1 + body);
    }

    private static ProofException damaged(String what) {
        return new ProofException(Reason.DAMAGED, what);
    }
}
