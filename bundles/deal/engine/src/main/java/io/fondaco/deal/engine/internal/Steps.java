package io.fondaco.deal.engine.internal;

import io.fondaco.deal.Fault;
import io.fondaco.model.Registration;
import io.fondaco.model.Time;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Runs steps and wakes on the engine's workers, each within its limit, and turns whatever they throw into a fault. */
final class Steps {

    private static final Logger LOG = LoggerFactory.getLogger(Steps.class);

    private final ExecutorService workers;
    private final Time time;

    Steps(ExecutorService workers, Time time) {
        this.workers = workers;
        this.time = time;
    }

    /** Something that runs, or is about to. */
    interface Running {

        /** Nothing. */
        Running NONE = new Running() {
            @Override
            public void stop(String why) {}

            @Override
            public CompletableFuture<Void> ended() {
                return CompletableFuture.completedFuture(null);
            }
        };

        /** Keeps it from beginning, or interrupts it. */
        void stop(String why);

        /** Completes when it has returned, or will never begin; just before anybody is told what came of it. */
        CompletableFuture<Void> ended();
    }

    /**
     * Runs something once.
     *
     * @param came told what it returned
     * @param failed told what kept it from returning
     */
    <T> Running run(Duration limit, Callable<T> task, Consumer<T> came, Consumer<Fault> failed) {
        Attempt<T> attempt = new Attempt<>(limit, task, came, failed);
        try {
            workers.execute(attempt);
        } catch (RejectedExecutionException closing) {
            LOG.debug("a step was not begun, the engine is closing");
            attempt.ended.complete(null);
        }
        return attempt;
    }

    private final class Attempt<T> implements Runnable, Running {
        private final Duration limit;
        private final Callable<T> task;
        private final Consumer<T> came;
        private final Consumer<Fault> failed;
        private final CompletableFuture<Void> ended = new CompletableFuture<>();
        private Thread thread;
        private boolean stopped;
        private String interrupted = "it was interrupted";

        private Attempt(Duration limit, Callable<T> task, Consumer<T> came, Consumer<Fault> failed) {
            this.limit = limit;
            this.task = task;
            this.came = came;
            this.failed = failed;
        }

        @Override
        public void run() {
            synchronized (this) {
                if (stopped) {
                    ended.complete(null);
                    return;
                }
                thread = Thread.currentThread();
            }
            Registration alarm = time.after(limit, () -> interrupt("it did not finish within " + limit));
            T result = null;
            Fault fault = null;
            try {
                result = task.call();
            } catch (InterruptedException cut) {
                fault = Fault.again(Fault.Blame.US, reason());
            } catch (Throwable unplanned) {
                // Errors too: a linkage error is what a step meets whose bundle is being exchanged under it, and
                // whatever
                // is thrown, a deal that never hears of it would stand still.
                fault = Fault.again(Fault.Blame.US, "unexpected: " + unplanned);
                unplanned(unplanned);
            } finally {
                synchronized (this) {
                    thread = null;
                }
                // An interrupt that came just before must not reach the worker's next step.
                Thread.interrupted();
                alarm.close();
            }
            ended.complete(null);
            if (fault != null) {
                failed.accept(fault);
            } else {
                came.accept(result);
            }
        }

        private synchronized void unplanned(Throwable thrown) {
            if (stopped) {
                LOG.debug("a step that was told to stop ended badly", thrown);
            } else {
                LOG.warn("a step failed in a way nobody planned", thrown);
            }
        }

        private synchronized String reason() {
            return interrupted;
        }

        private synchronized void interrupt(String why) {
            if (thread != null) {
                interrupted = why;
                thread.interrupt();
            }
        }

        @Override
        public synchronized void stop(String why) {
            stopped = true;
            interrupt(why);
        }

        @Override
        public CompletableFuture<Void> ended() {
            return ended;
        }
    }
}
