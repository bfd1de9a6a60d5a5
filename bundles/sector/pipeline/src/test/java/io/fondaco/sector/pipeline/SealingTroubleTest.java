package io.fondaco.sector.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import io.fondaco.chain.actors.miner.MinerActor;
import io.fondaco.proof.Node;
import io.fondaco.proof.Proof;
import io.fondaco.proof.SealOrder;
import io.fondaco.proof.SealStatement;
import io.fondaco.proof.Sealing;
import io.fondaco.proof.SectorFiles;
import io.fondaco.proof.Watch;
import io.fondaco.sector.SectorPiece;
import io.fondaco.sector.SectorState;
import io.fondaco.testing.devnet.SealedSectors;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletionException;
import java.util.stream.Stream;
import org.junit.After;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;

/** What may go wrong while a sector is sealed, and that it is sealed right all the same, once. */
public class SealingTroubleTest {

    /** The phases as the prover knows them. */
    private enum Phase {
        PRE_COMMIT_1,
        PRE_COMMIT_2,
        COMMIT_1,
        COMMIT_2,
        FINISH
    }

    @Rule
    public final TemporaryFolder temporary = new TemporaryFolder();

    private Ground ground;

    @After
    public void end() {
        ground.close();
    }

    private interface Before {
        void phase(Phase phase, SectorFiles files) throws IOException;
    }

    /** The real prover; something happens before each phase. */
    private static final class Disturbed implements Sealing {
        private final Sealing real = SealedSectors.prover();
        private final Before before;

        Disturbed(Before before) {
            this.before = before;
        }

        @Override
        public void preCommit1(SealOrder order, SectorFiles files, Watch watch) throws IOException {
            before.phase(Phase.PRE_COMMIT_1, files);
            real.preCommit1(order, files, watch);
        }

        @Override
        public Node preCommit2(SealOrder order, SectorFiles files, Watch watch) throws IOException {
            before.phase(Phase.PRE_COMMIT_2, files);
            return real.preCommit2(order, files, watch);
        }

        @Override
        public Proof commit1(SealStatement statement, SectorFiles files, Watch watch) throws IOException {
            before.phase(Phase.COMMIT_1, files);
            return real.commit1(statement, files, watch);
        }

        @Override
        public Proof commit2(SealStatement statement, Proof vanilla, Watch watch) {
            try {
                before.phase(Phase.COMMIT_2, null);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            return real.commit2(statement, vanilla, watch);
        }

        @Override
        public void finish(SealOrder order, SectorFiles files) throws IOException {
            before.phase(Phase.FINISH, files);
            real.finish(order, files);
        }

        @Override
        public void unseal(SealOrder order, Node commR, SectorFiles files, Path to, Watch watch) throws IOException {
            real.unseal(order, commR, files, to, watch);
        }
    }

    private SectorPiece begin(Before before) throws IOException {
        ground = SealedGround.begin(temporary.newFolder().toPath(), new Disturbed(before), Runnable::run);
        long start = ground.epoch() + 40;
        return ground.published(1000, start, start + 150);
    }

    private void becomesActiveOnce(long number) {
        ground.until(number, SectorState.ACTIVE);
        assertThat(ground.executed(MinerActor.PRE_COMMIT_SECTOR)).hasSize(1);
        assertThat(ground.executed(MinerActor.PROVE_COMMIT_SECTOR)).hasSize(1).allMatch(message -> message.receipt()
                .ok());
        assertThat(ground.sector(number).trouble()).isEmpty();
        ground.sound();
    }

    @Test
    public void aDiskThatIsFullInEachPhaseIsAskedAgain() throws Exception {
        Set<Phase> full = EnumSet.noneOf(Phase.class);
        List<String> told = new ArrayList<>();
        SectorPiece piece = begin((phase, files) -> {
            if (phase != Phase.COMMIT_2 && full.add(phase)) {
                throw new IOException("No space left on device");
            }
        });
        long number = ground.add(piece).sector();
        for (int i = 0; i < 40; i++) {
            ground.net.turn(1);
            told.add(ground.sector(number).trouble());
        }
        assertThat(told)
                .contains(
                        "PreCommit1 failed: No space left on device",
                        "PreCommit2 failed: No space left on device",
                        "Commit1 failed: No space left on device",
                        "Finalize failed: No space left on device");
        becomesActiveOnce(number);
    }

    @Test
    public void aFileThatIsCutOrFlippedBeforeAnyPhaseIsMadeAgain() throws Exception {
        for (Phase at : List.of(Phase.PRE_COMMIT_2, Phase.COMMIT_1)) {
            for (String file : filesBefore(at)) {
                for (boolean cut : new boolean[] {true, false}) {
                    boolean[] hurt = {false};
                    SectorPiece piece = begin((phase, files) -> {
                        if (phase == at && !hurt[0]) {
                            hurt[0] = true;
                            hurt(files.sealed().resolveSibling(file), cut);
                        }
                    });
                    long number = ground.add(piece).sector();
                    ground.until(number, SectorState.ACTIVE);
                    assertThat(hurt[0]).as(at + " " + file).isTrue();
                    assertThat(ground.executed(MinerActor.PROVE_COMMIT_SECTOR))
                            .as(at + " " + file + (cut ? " cut" : " flipped"))
                            .hasSize(1)
                            .allMatch(message -> message.receipt().ok());
                    ground.close();
                }
            }
        }
        ground = SealedGround.begin(temporary.newFolder().toPath());
    }

    /** What is there before a phase, from the sector's folder on. */
    private List<String> filesBefore(Phase at) throws IOException {
        List<String> names = new ArrayList<>();
        SectorPiece piece = begin((phase, files) -> {
            if (phase == at && names.isEmpty()) {
                Path folder = files.sealed().getParent();
                try (Stream<Path> all = Files.walk(folder)) {
                    all.filter(file ->
                                    Files.isRegularFile(file) && file.toFile().length() > 0)
                            .map(folder::relativize)
                            .map(Path::toString)
                            .sorted()
                            .forEach(names::add);
                }
            }
        });
        ground.until(ground.add(piece).sector(), SectorState.PROVE_COMMIT_SENT);
        ground.close();
        assertThat(names).hasSizeGreaterThan(3);
        return names;
    }

    private static void hurt(Path file, boolean cut) throws IOException {
        byte[] bytes = Files.readAllBytes(file);
        if (cut) {
            Files.write(file, Arrays.copyOf(bytes, bytes.length - 1));
        } else {
            bytes[bytes.length / 2] ^= 1;
            Files.write(file, bytes);
        }
    }

    /** Whether the process lived beyond the line it was to die at. */
    private boolean livesBeyond(int line, boolean after) throws Exception {
        KilledTest.Death death = new KilledTest.Death(line);
        ground = SealedGround.begin(temporary.newFolder().toPath());
        try {
            long start = ground.epoch() + 60;
            SectorPiece piece = ground.published(1000, start, start + 150);
            ground.pipeline.close();
            ground.start(new KilledTest.Dying(ground.store, death, after));
            try {
                ground.pipeline.add(piece).toCompletableFuture().join();
            } catch (CompletionException killed) {
                assertThat(killed).hasMessageContaining("dead");
            }
            for (int i = 0; i < 50 && !death.dead; i++) {
                ground.net.turn(1);
            }
            boolean died = death.dead;
            death.dead = true;
            ground.restart();
            becomesActiveOnce(ground.add(piece).sector());
            return !died;
        } finally {
            ground.close();
        }
    }

    @Test
    public void aProcessThatDiesAtAnyLineOfItsJournalGoesOnInTheNext() throws Exception {
        int each = Boolean.getBoolean("fondaco.long") ? 1 : 2;
        for (boolean after : new boolean[] {false, true}) {
            int line = after ? each - 1 : 0;
            while (!livesBeyond(line, after)) {
                line += each;
            }
            // Opened, placed, closed, ticket, five phases, seed, two messages, on the chain twice.
            assertThat(line).isGreaterThanOrEqualTo(12);
        }
        ground = SealedGround.begin(temporary.newFolder().toPath());
    }

    @Test
    public void aTicketThatExpiredWhileSealingTookLongIsDrawnAnew() throws Exception {
        Deque<Runnable> held = new ArrayDeque<>();
        boolean[] slow = {true};
        ground = SealedGround.begin(temporary.newFolder().toPath(), SealedSectors.prover(), task -> {
            if (slow[0]) {
                held.add(task);
            } else {
                task.run();
            }
        });
        long start = ground.epoch() + 130;
        SectorPiece piece = ground.published(1000, start, start + 150);
        long number = ground.add(piece).sector();
        ground.until(number, SectorState.PRE_COMMIT_1);
        ground.until(ground.epoch() + 75);
        slow[0] = false;
        for (Runnable task = held.poll(); task != null; task = held.poll()) {
            task.run();
        }
        becomesActiveOnce(number);
    }
}
