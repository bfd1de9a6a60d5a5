package io.fondaco.deal.engine.internal;

import io.fondaco.deal.Fault;
import io.fondaco.deal.Outcome;
import io.fondaco.model.Registration;
import io.fondaco.model.Time;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Runs steps on the engine's workers, each within its limit, and turns whatever they throw into a fault. */
final class Steps {

    private static final Logger LOG = LoggerFactory.getLogger(Steps.class);

    private final ExecutorService workers;
    private final Time time;

    Steps(ExecutorService workers, Time time) {
        this.workers = workers;
        this.time = time;
    }

    /** Runs a step; closing what is returned interrupts it. */
    <E> Registration run(Duration limit, Callable<Outcome<E>> step, Consumer<Outcome<E>> then) {
        Attempt<E> attempt = new Attempt<>(limit, step, then);
        try {
            workers.execute(attempt);
        } catch (RejectedExecutionException closing) {
            LOG.debug("a step was not begun, the engine is closing");
        }
        return () -> attempt.interrupt("the engine is closing");
    }

    private final class Attempt<E> implements Runnable {
        private final Duration limit;
        private final Callable<Outcome<E>> step;
        private final Consumer<Outcome<E>> then;
        private Thread thread;
        private String interrupted;

        private Attempt(Duration limit, Callable<Outcome<E>> step, Consumer<Outcome<E>> then) {
            this.limit = limit;
            this.step = step;
            this.then = then;
        }

        @Override
        public void run() {
            synchronized (this) {
                thread = Thread.currentThread();
            }
            Registration alarm = time.after(limit, () -> interrupt("it did not finish within " + limit));
            Outcome<E> outcome;
            try {
                outcome = step.call();
            } catch (InterruptedException stopped) {
                outcome = Outcome.fault(Fault.again(Fault.Blame.US, reason()));
            } catch (Exception | LinkageError unplanned) {
                // A linkage error is what a step meets whose bundle is being exchanged under it: it is tried again.
                LOG.warn("a step failed in a way nobody planned", unplanned);
                outcome = Outcome.fault(Fault.again(Fault.Blame.US, "unexpected: " + unplanned));
            } finally {
                synchronized (this) {
                    thread = null;
                }
                // An interrupt that came just before must not reach the worker's next step.
                Thread.interrupted();
                alarm.close();
            }
            then.accept(outcome);
        }

        private synchronized String reason() {
            return interrupted == null ? "it was interrupted" : interrupted;
        }

        private synchronized void interrupt(String why) {
            if (thread != null) {
                interrupted = why;
                thread.interrupt();
            }
        }
    }
}
