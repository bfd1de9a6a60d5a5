package io.fondaco.sector.pipeline.internal;

import io.fondaco.proof.SectorSize;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Where sectors are sealed: each job declares what it takes, and begins when that is free. Jobs further along go first, so
 * that what is nearly done is done; nothing smaller overtakes a job that waits for room, or it would wait for ever. Room for
 * the proofs that have a deadline is never given to sealing: they have threads of their own, see {@link WindowPosts}.
 */
final class Workshop {
    private static final Logger LOG = LoggerFactory.getLogger(Workshop.class);

    /**
     * What a job takes, or what there is.
     *
     * @param cores that are busy all the time
     * @param memory bytes that are touched again and again
     * @param disk bytes that are written and stay
     */
    record Room(int cores, long memory, long disk) {

        /**
         * What a phase takes. The rows are what the algorithms read and write: labels keep two layers and the graph's
         * parents at hand, and write every layer; trees write an eighth more than they stand on.
         */
        static Room of(SealPhase phase, SectorSize size) {
            long bytes = size.bytes();
            long parents = size.nodes() * 56;
            return switch (phase) {
                // Data, its tree, all layers, and the graph unless another sector brought it already.
                case PRE_COMMIT_1 ->
                    new Room(1, Math.min(2 * bytes + parents, 4L << 30), (3L + size.layers()) * bytes + parents);
                case PRE_COMMIT_2 -> new Room(2, Math.min(bytes, 2L << 30), 2 * bytes + bytes / 4);
                case COMMIT_1 -> new Room(1, 64L << 20, 64L << 20);
                case COMMIT_2 -> new Room(1, 64L << 20, 1L << 20);
                case FINALIZE -> new Room(1, 1L << 20, 0);
            };
        }
    }

    /** Something to do for a sector. */
    record Job(SectorId sector, SealPhase phase, Room room, Runnable work) {}

    /** Asks the disk. */
    interface Disk {
        /** Bytes that may still be written; -1 when the disk does not say. */
        long free();
    }

    private final int cores;
    private final long memory;
    private final Disk disk;
    private final Executor threads;
    private final List<Job> waiting = new ArrayList<>();
    private final List<Job> running = new ArrayList<>();

    /** @param threads at least {@code cores} of them */
    Workshop(int cores, long memory, Disk disk, Executor threads) {
        this.cores = cores;
        this.memory = memory;
        this.disk = disk;
        this.threads = threads;
    }

    /** Does a job when there is room for it. */
    void add(Job job) {
        synchronized (this) {
            waiting.add(job);
            // The order they came in stays among those of one phase.
            waiting.sort((a, b) -> b.phase().compareTo(a.phase()));
        }
        begin();
    }

    /** Why a job does not run yet; empty when it runs, or is not here. */
    synchronized Optional<String> why(SectorId sector) {
        for (Job job : waiting) {
            String why = shortOf(job);
            if (job.sector().equals(sector)) {
                return Optional.of(why.isEmpty() ? "its turn" : why);
            }
        }
        return Optional.empty();
    }

    /** Forgets a job that has not begun. @return whether it did */
    synchronized boolean drop(SectorId sector) {
        return waiting.removeIf(job -> job.sector().equals(sector));
    }

    /** Begins what there is room for, also when the disk has room again. */
    void begin() {
        for (Job job : next()) {
            try {
                threads.execute(() -> run(job));
            } catch (RejectedExecutionException closed) {
                LOG.debug("{} of {} is left for the next start", job.phase(), job.sector());
                finish(job);
                return;
            }
        }
    }

    private synchronized List<Job> next() {
        List<Job> begun = new ArrayList<>();
        for (Iterator<Job> each = waiting.iterator(); each.hasNext(); ) {
            Job job = each.next();
            if (!shortOf(job).isEmpty()) {
                break;
            }
            each.remove();
            running.add(job);
            begun.add(job);
        }
        return begun;
    }

    private void run(Job job) {
        try {
            job.work().run();
        } finally {
            finish(job);
            begin();
        }
    }

    private synchronized void finish(Job job) {
        running.remove(job);
    }

    /** What is missing for a job; it alone is given what there is, however much it asks for. */
    private String shortOf(Job job) {
        long written = running.stream().mapToLong(j -> j.room().disk()).sum();
        long free = disk.free();
        if (free >= 0 && free - written < job.room().disk()) {
            return "room on the disk: " + job.phase() + " takes up to "
                    + job.room().disk() + " bytes, " + free + " are free and " + written
                    + " of them promised to others; free some";
        }
        if (running.isEmpty()) {
            return "";
        }
        int busy = running.stream().mapToInt(j -> j.room().cores()).sum();
        if (busy + job.room().cores() > cores) {
            return "a core: " + busy + " of " + cores + " are busy sealing";
        }
        long held = running.stream().mapToLong(j -> j.room().memory()).sum();
        if (held + job.room().memory() > memory) {
            return "memory: " + job.phase() + " takes " + job.room().memory() + " bytes, " + held + " of " + memory
                    + " are in use";
        }
        return "";
    }
}
