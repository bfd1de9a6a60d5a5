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
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.Test;

/** Two cores, 100 bytes of memory and 1000 of disk; jobs run when the test says so. */
public class WorkshopTest {

    private final Deque<Runnable> begun = new ArrayDeque<>();
    private final List<String> done = new ArrayList<>();
    private long free = 1000;
    private final Map<SectorId, Long> used = new HashMap<>();
    private final Workshop workshop = new Workshop(
            2,
            1,
            100,
            new Workshop.Disk() {
                @Override
                public long free() {
                    return free;
                }

                @Override
                public long used(SectorId sector) {
                    return used.getOrDefault(sector, 0L);
                }
            },
            begun::addLast);

    private static SectorId sector(long number) {
        return new SectorId(Address.id(101), number);
    }

    private void add(long number, SealPhase phase, int cores, long memory, long disk) {
        workshop.add(job(number, phase, "", new Room(cores, 0, memory, disk)));
    }

    private Job job(long number, SealPhase phase, String step, Room room) {
        return Job.of(
                sector(number),
                phase,
                step,
                room,
                jobs -> jobs.forEach(job -> done.add(job.sector().number() + " " + job.what())));
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
        Job first = job(1, SealPhase.PRE_COMMIT_1, "", new Room(2, 0, 1, 1));
        Job second = job(2, SealPhase.PRE_COMMIT_1, "", new Room(2, 0, 1, 1));
        workshop.add(first);
        workshop.add(second);
        assertThat(workshop.drop(first)).isFalse();
        assertThat(workshop.drop(second)).isTrue();
        finishOne();
        assertThat(begun).isEmpty();
        assertThat(done).containsExactly("1 PreCommit1");
    }

    @Test
    public void aJobThatBreaksLeavesItsRoomToOthers() {
        workshop.add(Job.of(sector(1), SealPhase.PRE_COMMIT_1, "", new Room(2, 0, 1, 1), jobs -> {
            throw new IllegalStateException("broken");
        }));
        add(2, SealPhase.PRE_COMMIT_1, 2, 1, 1);
        Runnable broken = begun.pollFirst();
        assertThat(catchThrowable(broken::run)).hasMessage("broken");
        assertThat(begun).hasSize(1);
    }

    @Test
    public void jobsInStepJoinTheFirstOfThemAndTakeNoCore() {
        workshop.add(job(1, SealPhase.PRE_COMMIT_1, "a", new Room(2, 0, 30, 10)));
        workshop.add(job(2, SealPhase.PRE_COMMIT_1, "a", new Room(1, 0, 30, 10)));
        workshop.add(job(3, SealPhase.PRE_COMMIT_1, "b", new Room(1, 0, 30, 10)));
        workshop.add(job(4, SealPhase.PRE_COMMIT_1, "a", new Room(1, 0, 30, 10)));
        workshop.add(job(5, SealPhase.PRE_COMMIT_1, "a", new Room(1, 0, 50, 10)));
        finishOne();
        // 3 has the other core; 5 finds no memory.
        assertThat(begun).hasSize(2);
        assertThat(workshop.why(sector(4))).isEmpty();
        assertThat(workshop.why(sector(5)).orElseThrow()).startsWith("a core");
        finishOne();
        assertThat(done).containsExactly("1 PreCommit1", "2 PreCommit1", "4 PreCommit1");
        finishOne();
        finishOne();
        assertThat(done).endsWith("3 PreCommit1", "5 PreCommit1");
    }

    @Test
    public void noMoreThanSixteenAreInStep() {
        workshop.add(job(0, SealPhase.PRE_COMMIT_1, "a", new Room(2, 0, 1, 1)));
        for (int number = 1; number <= 20; number++) {
            workshop.add(job(number, SealPhase.PRE_COMMIT_1, "a", new Room(2, 0, 1, 1)));
        }
        finishOne();
        finishOne();
        assertThat(done).hasSize(17);
    }

    @Test
    public void aSectorHasOneJobAtATimeAndKeepsNobodyElseWaiting() {
        add(1, SealPhase.PRE_COMMIT_1, 1, 10, 10);
        workshop.add(Job.unsealing(sector(1), new Room(1, 0, 1, 1), jobs -> done.add("unsealed")));
        add(2, SealPhase.PRE_COMMIT_1, 1, 10, 10);
        assertThat(begun).hasSize(2);
        finishOne();
        finishOne();
        finishOne();
        assertThat(done).containsExactly("1 PreCommit1", "2 PreCommit1", "unsealed");
    }

    @Test
    public void unsealingThatFindsNoRoomHoldsNobodyUp() {
        workshop.add(Job.unsealing(sector(1), new Room(1, 0, 1, 5000), jobs -> done.add("unsealed")));
        add(2, SealPhase.PRE_COMMIT_1, 1, 10, 10);
        finishOne();
        assertThat(done).containsExactly("2 PreCommit1");
        free = 6000;
        workshop.begin();
        finishOne();
        assertThat(done).endsWith("unsealed");
    }

    @Test
    public void thereIsOneGraphicsProcessor() {
        workshop.add(job(1, SealPhase.PRE_COMMIT_2, "", new Room(1, 1, 1, 1)));
        workshop.add(job(2, SealPhase.PRE_COMMIT_2, "", new Room(1, 1, 1, 1)));
        assertThat(begun).hasSize(1);
        assertThat(workshop.why(sector(2))).contains("a graphics processor: all 1 are busy sealing");
    }

    @Test
    public void whatIsWrittenAlreadyIsNotPromisedAnyMore() {
        used.put(sector(1), 100L);
        add(1, SealPhase.PRE_COMMIT_1, 1, 1, 600);
        free = 500;
        add(2, SealPhase.PRE_COMMIT_1, 1, 1, 400);
        assertThat(begun).hasSize(1);
        used.put(sector(1), 600L);
        workshop.begin();
        assertThat(begun).hasSize(2);
    }

    @Test
    public void aPhaseDeclaresMoreDiskThanItsFilesHave() {
        for (SectorSize size : SectorSize.values()) {
            long layersAndTreeD = (size.layers() + 2L) * size.bytes();
            assertThat(Room.of(SealPhase.PRE_COMMIT_1, size, false).disk()).isGreaterThan(layersAndTreeD);
            long sealedAndTrees = size.bytes() + size.bytes() * 8 / 7 + size.bytes() / 100;
            assertThat(Room.of(SealPhase.PRE_COMMIT_2, size, true).disk()).isGreaterThan(sealedAndTrees);
        }
    }
}
