package io.fondaco.proof.stacked;

import static org.assertj.core.api.Assertions.assertThat;

import io.fondaco.proof.PostProof;
import io.fondaco.proof.PostStatement;
import io.fondaco.proof.ProofKind;
import io.fondaco.proof.Proving;
import io.fondaco.proof.SealProof;
import io.fondaco.proof.Sealing;
import io.fondaco.proof.SectorFiles;
import io.fondaco.proof.Watch;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeSet;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.After;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;

/** Many sectors in one window PoSt, some with one bit that flipped: 20 sectors, a thousand with -Dfondaco.long=true. */
public class ThousandSectorsTest {
    private static final int SECTORS = Boolean.getBoolean("fondaco.long") ? 1000 : 20;

    @Rule
    public final TemporaryFolder folder = new TemporaryFolder();

    private final ExecutorService pool = Executors.newSingleThreadExecutor();

    @After
    public void close() {
        pool.shutdown();
    }

    private static PostStatement statement(List<TestSector> sectors) {
        return new PostStatement(
                TestSector.post(PostProof.Use.WINDOW_V1_1, SealProof.STACKED_DRG_2KIB_V1_1),
                TestSector.PROVER,
                TestSector.SEED,
                sectors.stream().map(TestSector::replica).toList());
    }

    @Test
    public void findsEveryBitThatFlippedAndProvesTheOthers() throws IOException {
        Path home = folder.getRoot().toPath();
        StackedProver prover = new StackedProver(TestSector.KERNELS, home.resolve("parents"), Lanes.of(pool, 2));
        List<TestSector> sectors = new ArrayList<>();
        Map<Long, SectorFiles> files = new HashMap<>();
        for (int i = 0; i < SECTORS; i++) {
            TestSector sector = TestSector.create(home, SealProof.STACKED_DRG_2KIB_V1_1, i);
            sectors.add(sector);
            files.put((long) i, sector.files);
        }
        List<Sealing.Job> jobs = sectors.stream()
                .map(sector -> new Sealing.Job(sector.order, sector.files))
                .toList();
        assertThat(prover.preCommit1(jobs, Watch.NONE)).isEmpty();
        for (TestSector sector : sectors) {
            sector.commR = prover.preCommit2(sector.order, sector.files, Watch.NONE);
            prover.finish(sector.order, sector.files);
        }
        Random random = new Random(5);
        TreeSet<Long> flipped = new TreeSet<>();
        while (flipped.size() < SECTORS / 10) {
            long sector = random.nextInt(SECTORS);
            if (flipped.add(sector)) {
                TestSector.flip(files.get(sector).sealed(), random.nextInt(2048));
            }
        }
        Proving.Outcome outcome = prover.prove(statement(sectors), files, Watch.NONE);
        assertThat(((Proving.Faulty) outcome).why().keySet()).containsExactlyElementsOf(flipped);
        sectors.removeIf(sector -> flipped.contains(sector.order.sector()));
        PostStatement rest = statement(sectors);
        Proving.Outcome proven = prover.prove(rest, files, Watch.NONE);
        assertThat(proven).isInstanceOfSatisfying(Proving.Proven.class, p -> {
            assertThat(prover.post(rest, p.proof())).isEmpty();
            assertThat(p.proof().toBytes().length)
                    .isLessThanOrEqualTo(prover.postBytes(rest.proof(), ProofKind.VANILLA, sectors.size()));
        });
    }
}
