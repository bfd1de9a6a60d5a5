package io.fondaco.proof.stacked;

import static org.assertj.core.api.Assertions.assertThat;

import io.fondaco.proof.ApiVersion;
import io.fondaco.proof.Node;
import io.fondaco.proof.PostProof;
import io.fondaco.proof.PostStatement;
import io.fondaco.proof.Proof;
import io.fondaco.proof.ProofKind;
import io.fondaco.proof.Proving;
import io.fondaco.proof.SealOrder;
import io.fondaco.proof.SealProof;
import io.fondaco.proof.SealStatement;
import io.fondaco.proof.SectorCache;
import io.fondaco.proof.SectorFiles;
import io.fondaco.proof.SectorSize;
import io.fondaco.proof.Watch;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.After;
import org.junit.Assume;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;

/** A whole life of a sector of 8 MiB, whose commitments are known; its tree over the replica lacks its lowest rows. */
public class EightMebibytesTest {
    private static final SealProof SEAL = SealProof.STACKED_DRG_8MIB_V1_1;

    @Rule
    public final TemporaryFolder folder = new TemporaryFolder();

    private final ExecutorService pool = Executors.newSingleThreadExecutor();

    @After
    public void close() {
        pool.shutdown();
    }

    private static PostStatement post(PostProof.Use use, Node commR) {
        return new PostStatement(
                new PostProof(use, SEAL.size()),
                GoldenSector.PROVER,
                TestSector.SEED,
                List.of(new PostStatement.Replica(7, commR)));
    }

    @Test
    public void isSealedToItsKnownCommitmentsAndProven() throws IOException {
        Assume.assumeTrue("takes half a minute: -Dfondaco.long=true", Boolean.getBoolean("fondaco.long"));
        GoldenSector golden = GoldenSector.all().stream()
                .filter(g -> g.size() == SectorSize.MIB_8 && g.porep().version() == ApiVersion.V1_1)
                .findFirst()
                .orElseThrow();
        Path home = folder.getRoot().toPath();
        StackedProver prover = new StackedProver(TestSector.KERNELS, home.resolve("parents"), Lanes.of(pool, 2));
        SectorFiles files = new SectorFiles(
                Files.write(home.resolve("unsealed"), new byte[1 << 23]),
                home.resolve("sealed"),
                new SectorCache(home.resolve("cache")));
        SealOrder order =
                new SealOrder(SEAL, GoldenSector.PROVER, GoldenSector.NUMBER, GoldenSector.TICKET, golden.commD());

        prover.preCommit1(order, files, Watch.NONE);
        try (NodeFile last = NodeFile.open(files.cache().layer(2), SEAL.size().nodes())) {
            assertThat(last.read(SEAL.size().nodes() - 1)).isEqualTo(golden.lastLabel());
        }
        Node commR = prover.preCommit2(order, files, Watch.NONE);
        assertThat(commR).isEqualTo(golden.commR());
        assertThat(files.cache().readAux()).isEqualTo(new SectorCache.Aux(golden.commC(), golden.commRLast()));
        assertThat(files.cache().treeC(SEAL.size(), 0)).hasSize((8 * SEAL.size().nodes() - 1) / 7 * 32);
        assertThat(files.cache().treeRLast(SEAL.size(), 0)).hasSize((8 * 512 - 1) / 7 * 32);

        SealStatement statement = new SealStatement(order, commR, TestSector.SEED);
        Proof proof = prover.commit1(statement, files, Watch.NONE);
        assertThat(prover.seal(statement, proof)).isEmpty();
        assertThat(proof.toBytes().length)
                .isBetween(20_000, prover.sealBytes(SEAL, ProofKind.VANILLA))
                .isLessThan(48_000);
        prover.finish(order, files);
        holds(prover, post(PostProof.Use.WINNING, commR), files);
        PostStatement window = post(PostProof.Use.WINDOW_V1_1, commR);
        holds(prover, window, files);
        Path back = home.resolve("back");
        prover.unseal(order, commR, files, back, Watch.NONE);
        assertThat(back).hasBinaryContent(new byte[1 << 23]);
    }

    /** A PoSt does not ask how a replica was made. */
    @Test
    public void isFoundFaultyWhereverABitHasFlipped() throws IOException {
        Path home = folder.getRoot().toPath();
        SectorFiles files =
                new SectorFiles(home.resolve("none"), home.resolve("sealed"), new SectorCache(home.resolve("cache")));
        Files.createDirectories(files.cache().folder());
        byte[] replica = new byte[1 << 23];
        new Random(8).nextBytes(replica);
        for (int top = 31; top < replica.length; top += 32) {
            replica[top] &= 0x3f;
        }
        Files.write(files.sealed(), replica);
        Sector.sealed(SEAL.size(), files, null).finished(Watch.NONE);
        Lanes lanes = Lanes.of(pool, 2);
        Node commRLast = new Replication(TestSector.KERNELS.fieldSum(), TestSector.KERNELS.fieldHash(), lanes)
                .tree(SEAL.size(), files, Watch.NONE);
        files.cache().writeAux(new SectorCache.Aux(TestSector.TICKET, commRLast));
        Node commR = TestSector.KERNELS.commR(TestSector.TICKET, commRLast);
        StackedProver prover = new StackedProver(TestSector.KERNELS, home.resolve("parents"), lanes);
        StackedProver glancing = new StackedProver(TestSector.KERNELS, home.resolve("parents"), lanes, 0);
        PostStatement window = post(PostProof.Use.WINDOW_V1_1, commR);
        holds(prover, window, files);
        holds(glancing, window, files);

        long challenged = Challenges.post(window, 0)[0];
        TestSector.flip(files.sealed(), challenged / 512 * 512 * 32);
        assertThat(why(glancing, window, files)).contains("has the root");
        TestSector.flip(files.sealed(), challenged / 512 * 512 * 32);
        holds(glancing, window, files);
        int elsewhere = 0;
        while (hit(window, elsewhere)) {
            elsewhere++;
        }
        TestSector.flip(files.sealed(), elsewhere * 512L * 32);
        holds(glancing, window, files);
        assertThat(why(prover, window, files)).contains("a part of", "sealed has changed");
    }

    private static boolean hit(PostStatement window, int subtree) {
        for (long leaf : Challenges.post(window, 0)) {
            if (leaf / 512 == subtree) {
                return true;
            }
        }
        return false;
    }

    private static void holds(StackedProver prover, PostStatement statement, SectorFiles files) {
        Proving.Outcome outcome = prover.prove(statement, Map.of(7L, files), Watch.NONE);
        assertThat(outcome).isInstanceOf(Proving.Proven.class);
        Proof proof = ((Proving.Proven) outcome).proof();
        assertThat(prover.post(statement, proof)).isEmpty();
        assertThat(proof.toBytes().length)
                .isLessThanOrEqualTo(prover.postBytes(statement.proof(), ProofKind.VANILLA, 1));
    }

    private static String why(StackedProver prover, PostStatement statement, SectorFiles files) {
        Proving.Outcome outcome = prover.prove(statement, Map.of(7L, files), Watch.NONE);
        assertThat(outcome).isInstanceOf(Proving.Faulty.class);
        return ((Proving.Faulty) outcome).why().get(7L);
    }
}
