package io.fondaco.sector.pipeline.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.fondaco.model.Address;
import io.fondaco.proof.SectorSize;
import io.fondaco.sector.pipeline.internal.Workshop.Job;
import io.fondaco.sector.pipeline.internal.Workshop.Room;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.junit.Test;

/** Two cores, 100 bytes of memory and 1000 of disk; jobs run when the test says so. */
public class WorkshopTest {

    private final Deque<Runnable> begun = new ArrayDeque<>();
    private final List<String> done = new ArrayList<>();
    private long free = 1000;
    private final Workshop workshop = new Workshop(2, 100, () -> free, begun::addLast);

    private static SectorId sector(long number) {
        return new SectorId(Address.id(101), number);
    }

    private void add(long number, SealPhase phase, int cores, long memory, long disk) {
        workshop.add(
                new Job(sector(number), phase, new Room(cores, memory, disk), () -> done.add(number + " " + phase)));
    }

    private void finishOne() {
        begun.pollFirst().run();
    }

    @Test
    public void beginsWhatThereIsRoomFor() {
        add(1, SealPhase.PRE_COMMIT_1, 1, 10, 10);
        add(2, SealPhase.PRE_COMMIT_1, 1, 10, 10);
        add(3, SealPhase.PRE_COMMIT_1, 1, 10, 10);
        assertThat(begun).hasSize(2);
        assertThat(workshop.why(sector(1))).isEmpty();
        assertThat(workshop.why(sector(3))).contains("a core: 2 of 2 are busy sealing");
        finishOne();
        assertThat(begun).hasSize(2);
        assertThat(workshop.why(sector(3))).isEmpty();
    }

    @Test
    public void jobsFurtherAlongGoFirst() {
        add(1, SealPhase.PRE_COMMIT_1, 2, 10, 10);
        add(2, SealPhase.PRE_COMMIT_1, 2, 10, 10);
        add(3, SealPhase.COMMIT_2, 2, 10, 10);
        add(4, SealPhase.PRE_COMMIT_2, 2, 10, 10);
        while (!begun.isEmpty()) {
            finishOne();
        }
        assertThat(done).containsExactly("1 PreCommit1", "3 Commit2", "4 PreCommit2", "2 PreCommit1");
    }

    @Test
    public void nothingSmallerOvertakesAJobThatWaitsForRoom() {
        add(1, SealPhase.PRE_COMMIT_1, 1, 60, 10);
        add(2, SealPhase.PRE_COMMIT_1, 1, 60, 10);
        add(3, SealPhase.PRE_COMMIT_1, 1, 10, 10);
        assertThat(begun).hasSize(1);
        assertThat(workshop.why(sector(2)).orElseThrow()).startsWith("memory: PreCommit1 takes 60 bytes, 60 of 100");
        assertThat(workshop.why(sector(3))).contains("its turn");
        finishOne();
        assertThat(begun).hasSize(2);
    }

    @Test
    public void aJobLargerThanEverythingRunsAlone() {
        add(1, SealPhase.PRE_COMMIT_2, 8, 5000, 10);
        assertThat(begun).hasSize(1);
        add(2, SealPhase.PRE_COMMIT_1, 1, 1, 1);
        assertThat(begun).hasSize(1);
        finishOne();
        assertThat(begun).hasSize(1);
    }

    @Test
    public void waitsForRoomOnTheDiskAndSaysHowMuch() {
        free = 5;
        add(1, SealPhase.PRE_COMMIT_1, 1, 1, 10);
        assertThat(begun).isEmpty();
        assertThat(workshop.why(sector(1)).orElseThrow())
                .contains("room on the disk: PreCommit1 takes up to 10 bytes, 5 are free");
        free = 10;
        workshop.begin();
        assertThat(begun).hasSize(1);
        // What the first will write is promised already.
        add(2, SealPhase.PRE_COMMIT_1, 1, 1, 1);
        assertThat(begun).hasSize(1);
        finishOne();
        assertThat(begun).hasSize(1);
    }

    @Test
    public void aDiskThatDoesNotSayIsTaken() {
        free = -1;
        add(1, SealPhase.PRE_COMMIT_1, 1, 1, 10);
        assertThat(begun).hasSize(1);
    }

    @Test
    public void forgetsWhatHasNotBegun() {
        add(1, SealPhase.PRE_COMMIT_1, 2, 1, 1);
        add(2, SealPhase.PRE_COMMIT_1, 2, 1, 1);
        assertThat(workshop.drop(sector(1))).isFalse();
        assertThat(workshop.drop(sector(2))).isTrue();
        finishOne();
        assertThat(begun).isEmpty();
        assertThat(done).containsExactly("1 PreCommit1");
    }

    @Test
    public void aJobThatBreaksLeavesItsRoomToOthers() {
        workshop.add(new Job(sector(1), SealPhase.PRE_COMMIT_1, new Room(2, 1, 1), () -> {
            throw new IllegalStateException("broken");
        }));
        add(2, SealPhase.PRE_COMMIT_1, 2, 1, 1);
        Runnable broken = begun.pollFirst();
        assertThat(catchThrowable(broken::run)).hasMessage("broken");
        assertThat(begun).hasSize(1);
    }

    @Test
    public void aPhaseDeclaresMoreDiskThanItsFilesHave() {
        for (SectorSize size : SectorSize.values()) {
            long layersAndTreeD = (size.layers() + 2L) * size.bytes();
            assertThat(Room.of(SealPhase.PRE_COMMIT_1, size).disk()).isGreaterThan(layersAndTreeD);
            long sealedAndTrees = size.bytes() + size.bytes() * 8 / 7 + size.bytes() / 100;
            assertThat(Room.of(SealPhase.PRE_COMMIT_2, size).disk()).isGreaterThan(sealedAndTrees);
        }
    }
}
