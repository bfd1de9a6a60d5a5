package io.fondaco.transfer.graphsync.internal.graphsync;

import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Runs tasks one after the other, in order, on threads of a pool; after that has closed, on the thread
 * that brings them. */
public final class Serial implements Executor {

    private static final Logger LOG = LoggerFactory.getLogger(Serial.class);

    private final Executor pool;
    private final Queue<Runnable> tasks = new ArrayDeque<>();
    private boolean running;

    public Serial(Executor pool) {
        this.pool = pool;
    }

    @Override
    public void execute(Runnable task) {
        synchronized (this) {
            tasks.add(task);
            if (running) {
                return;
            }
            running = true;
        }
        next();
    }

    /** Runs a task here and now when nothing else runs, else in its turn. For threads of the pool. */
    void now(Runnable task) {
        synchronized (this) {
            tasks.add(task);
            if (running) {
                return;
            }
            running = true;
        }
        turn();
    }

    private void next() {
        try {
            pool.execute(this::turn);
        } catch (RejectedExecutionException closed) {
            // The pool closes: what is left closes files, and must run.
            while (runOne()) {
                continue;
            }
        }
    }

    /** One task a turn, so that many requests share few threads fairly. */
    private void turn() {
        if (runOne()) {
            next();
        }
    }

    /** @return whether there are more */
    private boolean runOne() {
        Runnable task;
        synchronized (this) {
            task = tasks.poll();
        }
        try {
            if (task != null) {
                task.run();
            }
        } catch (RuntimeException | Error e) {
            LOG.error("A task of a GraphSync request broke", e);
        }
        synchronized (this) {
            running = !tasks.isEmpty();
            return running;
        }
    }
}
