package io.fondaco.proof.stacked;

import io.fondaco.proof.Watch;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.FutureTask;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;

/**
 * Shares work on many nodes between the calling thread and others of a pool that stays its owner's. A pool that is busy or
 * refuses slows the work and cannot stop it.
 */
public final class Lanes {
    /** What is done with a range of nodes; ranges of one operation run at once. */
    @FunctionalInterface
    interface Work {
        void on(long from, long to) throws IOException;
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

    /** How many threads work at once, the calling one included. */
    public int count() {
        return lanes;
    }

    /**
     * Works through [0, count) in ranges of {@code step} nodes and returns when all of them are done.
     *
     * @param work makes what one thread works with
     */
    void run(String stage, long count, long step, Watch watch, Supplier<Work> work) throws IOException {
        AtomicLong next = new AtomicLong();
        AtomicLong done = new AtomicLong();
        Callable<Void> lane = () -> {
            try {
                Work own = null;
                for (long from = next.getAndAdd(step); from < count; from = next.getAndAdd(step)) {
                    watch.at(stage, done.get(), count);
                    own = own == null ? work.get() : own;
                    long to = Math.min(count, from + step);
                    own.on(from, to);
                    done.addAndGet(to - from);
                }
            } finally {
                // After a failure the others stop at the end of their range.
                next.set(count);
            }
            return null;
        };
        List<FutureTask<Void>> others = new ArrayList<>();
        for (int i = 1; i < lanes && i * step < count; i++) {
            FutureTask<Void> other = new FutureTask<>(lane);
            others.add(other);
            try {
                pool.execute(other);
            } catch (RejectedExecutionException e) {
                // A pool at its limit or shut down: the calling thread does the work.
                break;
            }
        }
        FutureTask<Void> own = new FutureTask<>(lane);
        own.run();
        others.forEach(Lanes::finish);
        rethrow(own);
        for (FutureTask<Void> other : others) {
            rethrow(other);
        }
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

    private static void rethrow(FutureTask<Void> task) throws IOException {
        boolean interrupted = Thread.interrupted();
        try {
            task.get();
        } catch (InterruptedException e) {
            throw new IllegalStateException("a finished task cannot be waited for", e);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof RuntimeException failure) {
                throw failure;
            }
            if (e.getCause() instanceof IOException failure) {
                throw failure;
            }
            if (e.getCause() instanceof Error failure) {
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
