package io.fondaco.ao.unit.internal;

import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Threads for what may wait for the disk. */
final class Clerks implements Executor, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Clerks.class);

    private final ExecutorService threads;

    Clerks(int number) {
        AtomicInteger count = new AtomicInteger();
        threads = Executors.newFixedThreadPool(number, task -> {
            Thread thread = new Thread(task, "fondaco-ao-clerk-" + count.getAndIncrement());
            thread.setDaemon(true);
            return thread;
        });
    }

    /** After {@link #close} nothing is run any more: whoever waits is told by the unit. */
    @Override
    public void execute(Runnable task) {
        try {
            threads.execute(() -> {
                try {
                    task.run();
                } catch (RuntimeException e) {
                    LOG.error("a clerk's task failed in a way nobody planned", e);
                }
            });
        } catch (RejectedExecutionException down) {
            LOG.debug("the unit is going down; a task is left for its next life");
        }
    }

    @Override
    public void close() {
        threads.shutdownNow();
        try {
            threads.awaitTermination(10, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    static Throwable unwrapped(Throwable failure) {
        return failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
    }
}
