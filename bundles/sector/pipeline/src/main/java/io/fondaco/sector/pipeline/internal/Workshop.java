package io.fondaco.sector.pipeline.internal;

import io.fondaco.proof.SectorSize;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;
import java.util.function.ToLongFunction;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Where sectors are sealed and unsealed: each job declares what it takes, and begins when that is free. Jobs further along
 * go first, so that what is nearly done is done; nothing smaller overtakes a job that waits for room, or it would wait for
 * ever. Jobs that can be done in step join the first of them that begins, as many as there is memory and disk for: they take
 * no core of their own. A sector has one job at a time. Room for the proofs that have a deadline is never given to sealing:
 * they have threads of their own, see {@link WindowPosts}.
 */
final class Workshop {
    private static final Logger LOG = LoggerFactory.getLogger(Workshop.class);
    /** Sectors in step: more than any processor has lanes for brings nothing. */
    private static final int IN_STEP = 16;

    /**
     * What a job takes, or what there is.
     *
     * @param cores that are busy all the time
     * @param gpus graphics processors that it computes on
     * @param memory bytes that are touched again and again
     * @param disk bytes that are written and stay
     */
    record Room(int cores, int gpus, long memory, long disk) {

        /**
         * What a phase takes. The rows are what the algorithms read and write: labels keep two layers and the graph's
         * parents at hand, and write every layer; trees write an eighth more than they stand on.
         *
         * @param gpu whether columns and trees are computed on one, which a core feeds
         */
        static Room of(SealPhase phase, SectorSize size, boolean gpu) {
            long bytes = size.bytes();
            return switch (phase) {
                // Data, its tree, all layers, and the graph unless another sector brought it already.
                case PRE_COMMIT_1 -> new Room(1, 0, labels(size), (3L + size.layers()) * bytes + parents(size));
                case PRE_COMMIT_2 ->
                    new Room(gpu ? 1 : 2, gpu ? 1 : 0, Math.min(bytes, 2L << 30), 2 * bytes + bytes / 4);
                case COMMIT_1 -> new Room(1, 0, 64L << 20, 64L << 20);
                case COMMIT_2 -> new Room(1, 0, 64L << 20, 1L << 20);
                case FINALIZE -> new Room(1, 0, 1L << 20, 0);
            };
        }

        /** What it takes to give a sector's data back: its labels again, of which two layers are kept, and the data. */
        static Room ofUnsealing(SectorSize size) {
            return new Room(1, 0, labels(size), 3 * size.bytes() + parents(size));
        }

        private static long labels(SectorSize size) {
            return Math.min(2 * size.bytes() + parents(size), 4L << 30);
        }

        private static long parents(SectorSize size) {
            return size.nodes() * 56;
        }
    }

    /**
     * Something to do for a sector.
     *
     * @param what it is, for people
     * @param rank the higher, the sooner
     * @param step jobs of the same are done together; empty: alone
     * @param holds whether nothing of a lower rank overtakes it while it waits for room
     * @param work does it for this sector and all that joined
     */
    record Job(
            SectorId sector, String what, int rank, String step, boolean holds, Room room, Consumer<List<Job>> work) {

        static Job of(SectorId sector, SealPhase phase, String step, Room room, Consumer<List<Job>> work) {
            return new Job(sector, phase.toString(), 2 * phase.ordinal(), step, true, room, work);
        }

        /** Somebody waits for the data: before sectors that are only begun, after those that have a deadline. */
        static Job unsealing(SectorId sector, Room room, Consumer<List<Job>> work) {
            return new Job(sector, "unsealing", 2 * SealPhase.COMMIT_1.ordinal() - 1, "", false, room, work);
        }
    }

    /** Asks the disk. */
    interface Disk {
        /** Bytes that may still be written; -1 when the disk does not say. */
        long free();

        /** Bytes that are there of a sector. */
        long used(SectorId sector);
    }

    /** @param before bytes that were there of the sector */
    private record Running(Job job, Room room, long before) {}

    private final int cores;
    private final int gpus;
    private final long memory;
    private final Disk disk;
    private final Executor threads;
    private final List<Job> waiting = new ArrayList<>();
    private final List<Running> running = new ArrayList<>();

    /** @param threads at least {@code cores} of them */
    Workshop(int cores, int gpus, long memory, Disk disk, Executor threads) {
        this.cores = cores;
        this.gpus = gpus;
        this.memory = memory;
        this.disk = disk;
        this.threads = threads;
    }

    /** Does a job when there is room for it. */
    void add(Job job) {
        synchronized (this) {
            waiting.add(job);
            // The order they came in stays among those of one rank.
            waiting.sort((a, b) -> Integer.compare(b.rank(), a.rank()));
        }
        begin();
    }

    /** Why a job of a sector does not run yet; empty when it runs, or is not here. */
    synchronized Optional<String> why(SectorId sector) {
        if (runs(sector)) {
            return Optional.empty();
        }
        return waiting.stream()
                .filter(job -> job.sector().equals(sector))
                .findFirst()
                .map(job -> shortOf(job, job.room()))
                .map(why -> why.isEmpty() ? "its turn" : why);
    }

    /** Forgets a job that has not begun. @return whether it did */
    synchronized boolean drop(Job job) {
        return waiting.remove(job);
    }

    /** Begins what there is room for, also when the disk has room again. */
    void begin() {
        for (List<Job> jobs : next()) {
            try {
                threads.execute(() -> run(jobs));
            } catch (RejectedExecutionException closed) {
                LOG.debug("{} is left for the next start", jobs);
                finish(jobs);
                return;
            }
        }
    }

    private synchronized List<List<Job>> next() {
        List<List<Job>> begun = new ArrayList<>();
        for (Job job : List.copyOf(waiting)) {
            // One that joined another is not there any more; one whose sector is worked on keeps nobody waiting.
            if (!waiting.contains(job) || runs(job.sector())) {
                continue;
            }
            if (!shortOf(job, job.room()).isEmpty()) {
                if (job.holds()) {
                    break;
                }
                continue;
            }
            take(job, job.room());
            List<Job> together = new ArrayList<>(List.of(job));
            begun.add(together);
            if (!job.step().isEmpty()) {
                join(together);
            }
        }
        return begun;
    }

    private void join(List<Job> together) {
        for (Job other : List.copyOf(waiting)) {
            Room more = new Room(0, 0, other.room().memory(), other.room().disk());
            if (together.size() < IN_STEP
                    && other.step().equals(together.get(0).step())
                    && !runs(other.sector())
                    && shortOf(other, more).isEmpty()) {
                take(other, more);
                together.add(other);
            }
        }
    }

    private void take(Job job, Room room) {
        waiting.remove(job);
        running.add(new Running(job, room, disk.used(job.sector())));
    }

    private boolean runs(SectorId sector) {
        return running.stream().anyMatch(other -> other.job().sector().equals(sector));
    }

    private void run(List<Job> jobs) {
        try {
            jobs.get(0).work().accept(jobs);
        } finally {
            finish(jobs);
            begin();
        }
    }

    private synchronized void finish(List<Job> jobs) {
        running.removeIf(other -> jobs.contains(other.job()));
    }

    /** What is missing for a job; it alone is given what there is, however much it asks for. */
    private String shortOf(Job job, Room room) {
        long promised = running.stream().mapToLong(this::unwritten).sum();
        long free = disk.free();
        if (free >= 0 && free - promised < room.disk()) {
            return "room on the disk: " + job.what() + " takes up to " + room.disk() + " bytes, " + free
                    + " are free and " + promised + " of them promised to others; free some";
        }
        if (running.isEmpty()) {
            return "";
        }
        long busy = sum(Room::cores);
        if (busy + room.cores() > cores) {
            return "a core: " + Math.min(busy, cores) + " of " + cores + " are busy sealing";
        }
        if (sum(Room::gpus) + room.gpus() > gpus) {
            return "a graphics processor: all " + gpus + " are busy sealing";
        }
        long held = sum(Room::memory);
        if (held + room.memory() > memory) {
            return "memory: " + job.what() + " takes " + room.memory() + " bytes, " + held + " of " + memory
                    + " are in use";
        }
        return "";
    }

    private long sum(ToLongFunction<Room> part) {
        return running.stream()
                .mapToLong(other -> part.applyAsLong(other.room()))
                .sum();
    }

    /** What a running job may still write. */
    private long unwritten(Running other) {
        long written = disk.used(other.job().sector()) - other.before();
        return Math.max(0, other.room().disk() - Math.max(0, written));
    }
}
