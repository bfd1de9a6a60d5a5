package io.fondaco.proof.stacked;

import io.fondaco.piece.Fr32;
import io.fondaco.proof.Node;
import io.fondaco.proof.PostProof;
import io.fondaco.proof.PostStatement;
import io.fondaco.proof.Proof;
import io.fondaco.proof.ReplicaId;
import io.fondaco.proof.SealOrder;
import io.fondaco.proof.SealProof;
import io.fondaco.proof.SealStatement;
import io.fondaco.proof.SectorCache;
import io.fondaco.proof.SectorFiles;
import io.fondaco.proof.Watch;
import io.fondaco.proof.java.JavaBackend;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;

/** A sector of random data in a folder of its own. */
final class TestSector {
    static final Kernels KERNELS = Kernels.of(new JavaBackend()).orElseThrow();
    static final Node PROVER = ReplicaId.prover(1000);
    static final Node TICKET = Node.parse("11".repeat(32));
    static final Node SEED = Node.parse("22".repeat(32));

    final SealOrder order;
    final SectorFiles files;
    Node commR;

    private TestSector(SealOrder order, SectorFiles files) {
        this.order = order;
        this.files = files;
    }

    /** Data alone. */
    static TestSector create(Path home, SealProof proof, long number) throws IOException {
        Path folder = Files.createDirectories(home.resolve("sector-" + number));
        SectorFiles files = new SectorFiles(
                folder.resolve("unsealed"), folder.resolve("sealed"), new SectorCache(folder.resolve("cache")));
        int groups = (int) (proof.size().bytes() / 128);
        byte[] raw = new byte[127 * groups];
        new Random(number).nextBytes(raw);
        byte[] padded = new byte[128 * groups];
        Fr32.pad(raw, 0, padded, 0, groups);
        Files.write(files.unsealed(), padded);
        byte[] commD = new byte[32];
        KERNELS.nodeHash().piece(ByteBuffer.wrap(raw), ByteBuffer.wrap(commD));
        return new TestSector(new SealOrder(proof, PROVER, number, TICKET, Node.of(commD)), files);
    }

    /** Sealed up to PreCommit2. */
    static TestSector sealed(StackedProver prover, Path home, SealProof proof, long number) throws IOException {
        TestSector sector = create(home, proof, number);
        sector.seal(prover, Watch.NONE);
        return sector;
    }

    void seal(StackedProver prover, Watch watch) throws IOException {
        prover.preCommit1(order, files, watch);
        commR = prover.preCommit2(order, files, watch);
    }

    SealStatement statement() {
        return new SealStatement(order, commR, SEED);
    }

    Proof prove(StackedProver prover) throws IOException {
        return prover.commit1(statement(), files, Watch.NONE);
    }

    PostStatement.Replica replica() {
        return new PostStatement.Replica(order.sector(), commR);
    }

    static PostProof post(PostProof.Use use, SealProof proof) {
        return new PostProof(use, proof.size());
    }

    /** Changes a bit of a file. */
    static void flip(Path file, long at) throws IOException {
        byte[] bytes = Files.readAllBytes(file);
        bytes[(int) at] ^= 4;
        Files.write(file, bytes);
    }
}
