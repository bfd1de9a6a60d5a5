package io.fondaco.market.desk.internal;

import io.fondaco.market.IntakeException;
import java.util.Set;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Work of one kind: some at once, some waiting, the rest refused. Every future handed out completes: with what came of the
 * work, with whatever it threw, or because it was refused or the lane closes. Completing one from outside, as cancelling
 * does, interrupts its work.
 */
final class Lane implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Lane.class);
    private static final int CLOSING_SECONDS = 10;

    private final String name;
    private final int waiting;
    private final ThreadPoolExecutor workers;
    private final Set<Job<?>> jobs = ConcurrentHashMap.newKeySet();

    /** @param name in the plural, e.g. {@code fetches} */
    Lane(String name, int atOnce, int waiting) {
        this.name = name;
        this.waiting = waiting;
        AtomicInteger number = new AtomicInteger();
        workers =
                new ThreadPoolExecutor(atOnce, atOnce, 0, TimeUnit.SECONDS, new ArrayBlockingQueue<>(waiting), task -> {
                    Thread thread = new Thread(task, "fondaco-desk-" + name + "-" + number.incrementAndGet());
                    thread.setDaemon(true);
                    return thread;
                });
    }

    private static final class Job<T> extends CompletableFuture<T> implements Runnable {
        private final Callable<T> work;
        private Thread worker;

        private Job(Callable<T> work) {
            this.work = work;
        }

        @Override
        public void run() {
            synchronized (this) {
                if (isDone()) {
                    return;
                }
                worker = Thread.currentThread();
            }
            T result = null;
            Throwable failure = null;
            try {
                result = work.call();
            } catch (Throwable t) {
                failure = t;
            }
            synchronized (this) {
                worker = null;
                // An interrupt that was meant for this work must not hit the next.
                Thread.interrupted();
            }
            if (failure == null) {
                complete(result);
            } else if (!completeExceptionally(failure)) {
                LOG.debug("ended after nobody waited any more: {}", failure.toString());
            }
        }

        private synchronized void interrupt() {
            if (worker != null) {
                worker.interrupt();
            }
        }
    }

    <T> CompletableFuture<T> submit(Callable<T> work) {
        Job<T> job = new Job<>(work);
        jobs.add(job);
        job.whenComplete((result, failure) -> {
            jobs.remove(job);
            workers.remove(job);
            job.interrupt();
        });
        try {
            workers.execute(job);
        } catch (RejectedExecutionException refused) {
            job.completeExceptionally(new IntakeException(
                    workers.isShutdown()
                            ? "the desk is closing; try again when it is back"
                            : waiting + " " + name + " are waiting already; try again when some are done"));
        }
        return job;
    }

    /** Fails whatever runs or waits, and waits up to 10 s until the work has noticed. */
    @Override
    public void close() {
        workers.shutdown();
        // First, or a worker that is let go would begin what waits.
        workers.getQueue().clear();
        jobs.forEach(job ->
                job.completeExceptionally(new IntakeException("the desk is closing; try again when it is back")));
        try {
            if (!workers.awaitTermination(CLOSING_SECONDS, TimeUnit.SECONDS)) {
                LOG.warn("{} did not stop in {} s", name, CLOSING_SECONDS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
