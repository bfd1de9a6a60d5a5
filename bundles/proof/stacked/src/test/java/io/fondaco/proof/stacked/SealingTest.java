package io.fondaco.proof.stacked;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fondaco.proof.Node;
import io.fondaco.proof.Proof;
import io.fondaco.proof.ProofException;
import io.fondaco.proof.SealOrder;
import io.fondaco.proof.SealProof;
import io.fondaco.proof.SealStatement;
import io.fondaco.proof.Sealing;
import io.fondaco.proof.SectorCache;
import io.fondaco.proof.SectorFiles;
import io.fondaco.proof.SectorSize;
import io.fondaco.proof.Watch;
import io.fondaco.proof.spi.Labels;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.Assume;
import org.junit.Before;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;

/** Phases that are stopped, killed, or find their files damaged. Sectors of 4 KiB have two base trees. */
public class SealingTest {
    private static final SealProof SEAL = SealProof.STACKED_DRG_2KIB_V1_1;

    @Rule
    public final TemporaryFolder folder = new TemporaryFolder();

    private Path home;
    private StackedProver prover;

    @Before
    public void open() {
        home = folder.getRoot().toPath().resolve("home");
        prover = new StackedProver(TestSector.KERNELS, folder.getRoot().toPath().resolve("parents"), Lanes.one());
    }

    private static void damaged(ThrowingCallable phase, String... says) {
        assertThatThrownBy(phase)
                .isInstanceOfSatisfying(
                        ProofException.class, e -> assertThat(e.reason()).isEqualTo(ProofException.Reason.DAMAGED))
                .hasMessageContainingAll(says);
    }

    private static List<Path> made(TestSector sector) {
        SectorCache cache = sector.files.cache();
        return List.of(
                cache.layer(1),
                cache.layer(2),
                cache.treeD(),
                cache.treeC(SectorSize.KIB_2, 0),
                cache.treeRLast(SectorSize.KIB_2, 0),
                sector.files.sealed(),
                cache.aux());
    }

    @Test
    public void refusesDataThatIsNotTheOrders() throws IOException {
        TestSector sector = TestSector.create(home, SEAL, 1);
        TestSector.flip(sector.files.unsealed(), 100);
        damaged(
                () -> prover.preCommit1(sector.order, sector.files, Watch.NONE),
                "amounts to CommD",
                "put the sector's");
        assertThat(sector.files.cache().treeD()).doesNotExist();
        Files.write(sector.files.unsealed(), new byte[2047]);
        damaged(() -> prover.preCommit1(sector.order, sector.files, Watch.NONE), "2047 bytes, not 2048");
        Files.delete(sector.files.unsealed());
        damaged(() -> prover.preCommit1(sector.order, sector.files, Watch.NONE), "is missing");
    }

    @Test
    public void refusesDataThatChangedBetweenThePhases() throws IOException {
        TestSector sector = TestSector.create(home, SEAL, 1);
        prover.preCommit1(sector.order, sector.files, Watch.NONE);
        TestSector.flip(sector.files.unsealed(), 100);
        damaged(() -> prover.preCommit2(sector.order, sector.files, Watch.NONE), "unsealed", "put the data back");
        assertThat(sector.files.sealed()).doesNotExist();
        TestSector.flip(sector.files.unsealed(), 100);
        prover.preCommit2(sector.order, sector.files, Watch.NONE);
    }

    @Test
    public void sendsBackToPreCommit1WhenALayerIsNotWhole() throws IOException {
        TestSector sector = TestSector.create(home, SEAL, 1);
        prover.preCommit1(sector.order, sector.files, Watch.NONE);
        Path layer = sector.files.cache().layer(1);
        for (byte[] content : new byte[][] {new byte[2048], new byte[100]}) {
            Files.write(layer, content);
            damaged(() -> prover.preCommit2(sector.order, sector.files, Watch.NONE), "layer-1", "PreCommit1 makes it");
        }
        Files.delete(layer);
        damaged(() -> prover.preCommit2(sector.order, sector.files, Watch.NONE), "layer-1.dat is missing");
        prover.preCommit1(sector.order, sector.files, Watch.NONE);
        assertThat(prover.preCommit2(sector.order, sector.files, Watch.NONE)).isEqualTo(sealedElsewhere());
    }

    private Node sealedElsewhere() throws IOException {
        return TestSector.sealed(prover, folder.getRoot().toPath().resolve("elsewhere"), SEAL, 1).commR;
    }

    /** Whatever happens to any file after any phase, the sector that comes out is the same. */
    @Test
    public void makesEveryFileAgainThatWasCutChangedOrLost() throws IOException {
        TestSector sector = TestSector.sealed(prover, home, SEAL, 1);
        Node commR = sector.commR;
        List<byte[]> whole = new ArrayList<>();
        for (Path file : made(sector)) {
            whole.add(Files.readAllBytes(file));
        }
        for (Path file : made(sector)) {
            byte[] content = Files.readAllBytes(file);
            for (int way = 0; way < 3; way++) {
                if (way == 0) {
                    TestSector.flip(file, content.length / 2);
                } else if (way == 1) {
                    Files.write(file, new byte[content.length - 1]);
                } else {
                    Files.delete(file);
                }
                sector.seal(prover, Watch.NONE);
                assertThat(sector.commR).as("%s", file).isEqualTo(commR);
                for (int i = 0; i < whole.size(); i++) {
                    assertThat(made(sector).get(i)).hasBinaryContent(whole.get(i));
                }
            }
        }
        assertThat(prover.seal(sector.statement(), sector.prove(prover))).isEmpty();
    }

    @Test
    public void saysWhichFileStandsInTheWayOfAProof() throws IOException {
        TestSector sector = TestSector.sealed(prover, home, SEAL, 1);
        for (Path file : made(sector).subList(0, 6)) {
            byte[] content = Files.readAllBytes(file);
            // Everything, for only what is challenged is looked at.
            Files.write(file, new byte[content.length]);
            damaged(() -> sector.prove(prover), file.getFileName().toString(), "go back to PreCommit");
            Files.write(file, new byte[content.length - 1]);
            damaged(() -> sector.prove(prover), file.getFileName().toString());
            Files.write(file, content);
        }
        SealStatement other = new SealStatement(sector.order, Node.parse("66".repeat(32)), TestSector.SEED);
        damaged(() -> prover.commit1(other, sector.files, Watch.NONE), "are whole", "and 6666");
        assertThat(prover.seal(sector.statement(), sector.prove(prover))).isEmpty();
    }

    @Test
    public void neverTakesTheFilesOfAnotherOrder() throws IOException {
        TestSector sector = TestSector.sealed(prover, home, SEAL, 1);
        SealOrder order = sector.order;
        SealOrder later =
                new SealOrder(SEAL, order.prover(), order.sector(), Node.parse("12".repeat(32)), order.commD());
        damaged(() -> prover.preCommit2(later, sector.files, Watch.NONE), "does not belong to");
        prover.preCommit1(later, sector.files, Watch.NONE);
        Node commR = prover.preCommit2(later, sector.files, Watch.NONE);
        assertThat(commR).isNotEqualTo(sector.commR);
        SealStatement statement = new SealStatement(later, commR, TestSector.SEED);
        assertThat(prover.seal(statement, prover.commit1(statement, sector.files, Watch.NONE)))
                .isEmpty();
    }

    /** A kill leaves the files as they are at that moment; here they are copied away at every step. */
    @Test
    public void goesOnWhereverItWasKilled() throws IOException {
        TestSector sector = TestSector.create(home, SEAL, 1);
        List<Path> copies = new ArrayList<>();
        Watch copying = new Watch(
                (stage, done, total) -> {
                    Path copy = folder.getRoot().toPath().resolve("killed-" + copies.size());
                    copies.add(copy);
                    copy(home, copy);
                },
                () -> false);
        sector.seal(prover, copying);
        assertThat(copies).hasSizeGreaterThan(20);
        for (Path copy : copies) {
            Path at = copy.resolve("sector-1");
            SectorFiles files =
                    new SectorFiles(at.resolve("unsealed"), at.resolve("sealed"), new SectorCache(at.resolve("cache")));
            prover.preCommit1(sector.order, files, Watch.NONE);
            assertThat(prover.preCommit2(sector.order, files, Watch.NONE)).isEqualTo(sector.commR);
            assertThat(files.sealed()).hasSameBinaryContentAs(sector.files.sealed());
            assertThat(left(at)).noneMatch(name -> name.endsWith(".part"));
        }
    }

    private static void copy(Path from, Path to) {
        try (Stream<Path> files = Files.walk(from)) {
            for (Path file : (Iterable<Path>) files::iterator) {
                Path at = to.resolve(from.relativize(file).toString());
                if (Files.isDirectory(file)) {
                    Files.createDirectories(at);
                } else {
                    Files.copy(file, at);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static List<String> left(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            return files.filter(Files::isRegularFile)
                    .map(f -> f.getFileName().toString())
                    .toList();
        }
    }

    /** /dev/full stands in for a full disk: whatever is written to it fails for want of room. */
    @Test
    public void saysSoWhenTheDiskIsFullAndGoesOnLater() throws IOException {
        Path full = Path.of("/dev/full");
        Assume.assumeTrue("needs " + full, Files.exists(full));
        Node commR = sealedElsewhere();
        TestSector sector = TestSector.create(home, SEAL, 1);
        Files.createDirectories(sector.files.cache().folder());
        int refused = 0;
        for (Path file : made(sector)) {
            for (String suffix : List.of(".part", ".sha256.part")) {
                Path part = file.resolveSibling(file.getFileName() + suffix);
                if (file.equals(sector.files.sealed()) && suffix.startsWith(".sha")) {
                    part = sector.files.cache().folder().resolve("sealed.sha256.part");
                }
                if (file.equals(sector.files.cache().aux()) && suffix.startsWith(".sha")) {
                    continue;
                }
                clear(sector);
                Files.createSymbolicLink(part, full);
                assertThatThrownBy(() -> sector.seal(prover, Watch.NONE))
                        .as("%s", part)
                        .isInstanceOf(IOException.class)
                        .hasMessageContaining("No space left");
                refused++;
                sector.seal(prover, Watch.NONE);
                assertThat(sector.commR).as("%s", part).isEqualTo(commR);
            }
        }
        assertThat(refused).isEqualTo(13);
    }

    private static void clear(TestSector sector) throws IOException {
        for (Path file : made(sector)) {
            Files.deleteIfExists(file);
        }
    }

    /** Labels of several replicas at once, and how many at most were asked for. */
    private static Kernels inStep(AtomicInteger most) {
        Kernels java = TestSector.KERNELS;
        Labels labels = new Labels() {
            @Override
            public void label(int layer, long from, ByteBuffer parents, List<Replica> replicas) {
                most.accumulateAndGet(replicas.size(), Math::max);
                java.labels().label(layer, from, parents, replicas);
            }

            @Override
            public int lanes() {
                return 4;
            }
        };
        return new Kernels(java.fieldHash(), java.fieldSum(), java.nodeHash(), labels);
    }

    @Test
    public void labelsManySectorsInStepAndSaysWhichFailed() throws IOException {
        AtomicInteger most = new AtomicInteger();
        StackedProver many =
                new StackedProver(inStep(most), folder.getRoot().toPath().resolve("parents"), Lanes.one());
        List<TestSector> sectors = new ArrayList<>();
        List<Sealing.Job> jobs = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            SealProof proof = i == 7 ? SealProof.STACKED_DRG_2KIB_SYNTHETIC : SEAL;
            TestSector sector = TestSector.create(home, proof, i);
            sectors.add(sector);
            jobs.add(new Sealing.Job(sector.order, sector.files));
        }
        // One was labelled before, one lost a layer since, one has other data, and one a full disk.
        prover.preCommit1(sectors.get(0).order, sectors.get(0).files, Watch.NONE);
        prover.preCommit1(sectors.get(1).order, sectors.get(1).files, Watch.NONE);
        Files.delete(sectors.get(1).files.cache().layer(2));
        TestSector.flip(sectors.get(2).files.unsealed(), 9);
        Path full = Path.of("/dev/full");
        Assume.assumeTrue("needs " + full, Files.exists(full));
        Files.createDirectories(sectors.get(3).files.cache().folder());
        Files.createSymbolicLink(sectors.get(3).files.cache().folder().resolve("sc-02-data-layer-2.dat.part"), full);

        Map<Sealing.Job, Exception> failed = many.preCommit1(jobs, Watch.NONE);
        assertThat(failed).containsOnlyKeys(jobs.get(2), jobs.get(3));
        assertThat(failed.get(jobs.get(2))).isInstanceOf(ProofException.class).hasMessageContaining("CommD");
        assertThat(failed.get(jobs.get(3))).isInstanceOf(IOException.class);
        assertThat(most).hasValue(4);
        for (int i : new int[] {0, 1, 3, 4, 5, 6, 7}) {
            TestSector sector = sectors.get(i);
            TestSector alone =
                    TestSector.sealed(prover, folder.getRoot().toPath().resolve("elsewhere"), sector.order.proof(), i);
            if (i == 3) {
                assertThat(many.preCommit1(List.of(jobs.get(3)), Watch.NONE)).isEmpty();
            }
            assertThat(many.preCommit2(sector.order, sector.files, Watch.NONE))
                    .as("%d", i)
                    .isEqualTo(alone.commR);
        }
    }

    @Test
    public void stopsWhenToldToInAnyPhase() throws IOException {
        TestSector sector = TestSector.sealed(prover, home, SEAL, 1);
        Watch impatient = new Watch((stage, done, total) -> {}, () -> true);
        List<ThrowingCallable> phases = List.of(
                () -> prover.preCommit1(sector.order, sector.files, impatient),
                () -> prover.preCommit2(sector.order, sector.files, impatient),
                () -> prover.commit1(sector.statement(), sector.files, impatient),
                () -> prover.unseal(sector.order, sector.commR, sector.files, home.resolve("back"), impatient));
        for (ThrowingCallable phase : phases) {
            assertThatThrownBy(phase).isInstanceOfSatisfying(ProofException.class, e -> assertThat(e.reason())
                    .isEqualTo(ProofException.Reason.CANCELLED));
        }
        assertThat(left(home)).noneMatch(name -> name.endsWith(".part"));
        assertThat(prover.seal(sector.statement(), sector.prove(prover))).isEmpty();
    }

    @Test
    public void keepsOnlyWhatLaterProofsNeed() throws IOException {
        TestSector sector = TestSector.sealed(prover, home, SEAL, 1);
        prover.finish(sector.order, sector.files);
        prover.finish(sector.order, sector.files);
        assertThat(left(sector.files.cache().folder()))
                .containsExactlyInAnyOrder(
                        "p_aux", "sealed.sha256", "sc-02-data-tree-r-last.dat", "sc-02-data-tree-r-last.dat.sha256");
        assertThat(sector.files.sealed()).exists();
    }

    @Test
    public void givesTheDataBack() throws IOException {
        TestSector sector = TestSector.sealed(prover, home, SEAL, 1);
        Path back = home.resolve("back");
        prover.unseal(sector.order, sector.commR, sector.files, back, Watch.NONE);
        assertThat(back).hasSameBinaryContentAs(sector.files.unsealed());
        prover.finish(sector.order, sector.files);
        Files.delete(back);
        List<String> kept = left(sector.files.cache().folder());
        Path leftover = Files.createDirectories(sector.files.cache().folder().resolve("unsealing"));
        Files.write(leftover.resolve("sc-02-data-layer-1.dat.part"), new byte[77]);
        prover.unseal(sector.order, sector.commR, sector.files, back, Watch.NONE);
        assertThat(back).hasSameBinaryContentAs(sector.files.unsealed());
        assertThat(left(sector.files.cache().folder())).isEqualTo(kept);
    }

    @Test
    public void givesTheDataBackLaterWhenTheDiskWasFull() throws IOException {
        Path full = Path.of("/dev/full");
        Assume.assumeTrue("needs " + full, Files.exists(full));
        TestSector sector = TestSector.sealed(prover, home, SEAL, 1);
        prover.finish(sector.order, sector.files);
        Path back = home.resolve("back");
        Path scratch = sector.files.cache().folder().resolve("unsealing");
        Files.createDirectories(scratch);
        for (Path part : List.of(
                scratch.resolve("sc-02-data-layer-1.dat.part"),
                scratch.resolve("sc-02-data-layer-2.dat.part"),
                home.resolve(".back.unsealing"))) {
            Files.createSymbolicLink(part, full);
            assertThatThrownBy(() -> prover.unseal(sector.order, sector.commR, sector.files, back, Watch.NONE))
                    .as("%s", part)
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("No space left");
            assertThat(back).doesNotExist();
        }
        prover.unseal(sector.order, sector.commR, sector.files, back, Watch.NONE);
        assertThat(back).hasSameBinaryContentAs(sector.files.unsealed());
        assertThat(scratch).doesNotExist();
    }

    @Test
    public void givesNothingBackFromAReplicaThatChanged() throws IOException {
        TestSector sector = TestSector.sealed(prover, home, SEAL, 1);
        prover.finish(sector.order, sector.files);
        Path back = home.resolve("back");
        Path sealed = sector.files.sealed();
        TestSector.flip(sealed, 1001);
        damaged(
                () -> prover.unseal(sector.order, sector.commR, sector.files, back, Watch.NONE),
                "sealed",
                "not what it was");
        TestSector.flip(sealed, 1001);
        byte[] content = Files.readAllBytes(sealed);
        Arrays.fill(content, 320, 352, (byte) 0xff);
        byte[] good = Files.readAllBytes(sealed);
        Files.write(sealed, content);
        damaged(
                () -> prover.unseal(sector.order, sector.commR, sector.files, back, Watch.NONE),
                "sealed is not what it was");
        Files.write(sealed, good);
        SealOrder wrong = new SealOrder(SEAL, TestSector.PROVER, 1, Node.parse("12".repeat(32)), sector.order.commD());
        damaged(
                () -> prover.unseal(wrong, sector.commR, sector.files, back, Watch.NONE),
                "not the one it was sealed by");
        assertThat(back).doesNotExist();
        prover.unseal(sector.order, sector.commR, sector.files, back, Watch.NONE);
        assertThat(back).hasSameBinaryContentAs(sector.files.unsealed());
    }

    @Test
    public void writesDataOverNoOtherFile() throws IOException {
        TestSector sector = TestSector.sealed(prover, home, SEAL, 1);
        Path back = Files.writeString(home.resolve("back"), "as before");
        assertThatThrownBy(() -> prover.unseal(sector.order, sector.commR, sector.files, back, Watch.NONE))
                .isInstanceOf(FileAlreadyExistsException.class);
        assertThat(back).hasContent("as before");
        assertThat(left(home)).doesNotContain(".back.unsealing");
    }

    @Test
    public void provesAfterFinishOnlyWhatItCan() throws IOException {
        TestSector sector = TestSector.sealed(prover, home, SEAL, 1);
        Proof proof = sector.prove(prover);
        prover.finish(sector.order, sector.files);
        damaged(() -> sector.prove(prover), "tree-d.dat is missing");
        assertThat(prover.seal(sector.statement(), proof)).isEmpty();
    }
}
