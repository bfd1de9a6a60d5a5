package io.fondaco.proof.java;

import io.fondaco.proof.Watch;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.FutureTask;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Shares work on many nodes between the calling thread and others of a pool that stays its owner's. A pool that is busy or
 * refuses slows the work and cannot stop it.
 */
public final class Lanes {
    /** What is done with a range of nodes; ranges of one operation run at once. */
    @FunctionalInterface
    interface Work {
        void on(long from, long to);
    }

    private final Executor pool;
    private final int lanes;

    private Lanes(Executor pool, int lanes) {
        this.pool = pool;
        this.lanes = lanes;
    }

    /** The calling thread alone. */
    public static Lanes one() {
        return new Lanes(Runnable::run, 1);
    }

    /** @param lanes how many threads work at once, the calling one included, at least 1 */
    public static Lanes of(Executor pool, int lanes) {
        if (lanes < 1) {
            throw new IllegalArgumentException("lanes: " + lanes);
        }
        return new Lanes(Objects.requireNonNull(pool, "pool"), lanes);
    }

    /** Works through [0, count) in ranges of {@code step} nodes and returns when all of them are done. */
    void run(String stage, long count, long step, Watch watch, Work work) {
        AtomicLong next = new AtomicLong();
        AtomicLong done = new AtomicLong();
        Runnable lane = () -> {
            try {
                for (long from = next.getAndAdd(step); from < count; from = next.getAndAdd(step)) {
                    watch.at(stage, done.get(), count);
                    long to = Math.min(count, from + step);
                    work.on(from, to);
                    done.addAndGet(to - from);
                }
            } finally {
                // After a failure the others stop at the end of their range.
                next.set(count);
            }
        };
        List<FutureTask<Void>> others = new ArrayList<>();
        for (int i = 1; i < lanes && i * step < count; i++) {
            FutureTask<Void> other = new FutureTask<>(lane, null);
            others.add(other);
            try {
                pool.execute(other);
            } catch (RejectedExecutionException e) {
                // A pool at its limit or shut down: the calling thread does the work.
                break;
            }
        }
        try {
            lane.run();
        } finally {
            others.forEach(Lanes::finish);
        }
        others.forEach(Lanes::rethrow);
        watch.at(stage, count, count);
    }

    /** Runs a task nobody has begun, which finds nothing left to do, or waits for the thread that has. */
    private static void finish(FutureTask<Void> task) {
        task.run();
        boolean interrupted = false;
        while (true) {
            try {
                task.get();
                break;
            } catch (InterruptedException e) {
                // The wait is at most one range long; the interrupt is kept for the caller.
                interrupted = true;
            } catch (ExecutionException e) {
                // Thrown by rethrow, unless the calling thread has failed itself.
                break;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private static void rethrow(FutureTask<Void> task) {
        boolean interrupted = Thread.interrupted();
        try {
            task.get();
        } catch (InterruptedException e) {
            throw new IllegalStateException("a finished task cannot be waited for", e);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof RuntimeException failure) {
                throw failure;
            }
            throw new IllegalStateException("a lane failed", e.getCause());
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
