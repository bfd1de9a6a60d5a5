package io.fondaco.persistence.sqlite.internal;

import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Completes promises away from the writer. What hangs on a promise may block, against advice: the next group's answers
 * then go on with another thread, which also takes what the blocked one had left; so does {@link #nudge}.
 */
final class Answers implements AutoCloseable {

    private final Queue<Runnable> waiting = new ConcurrentLinkedQueue<>();
    private final AtomicInteger number = new AtomicInteger();
    private final ExecutorService threads =
            new ThreadPoolExecutor(0, Integer.MAX_VALUE, 10, TimeUnit.SECONDS, new SynchronousQueue<>(), task -> {
                Thread thread = new Thread(task, "fondaco-store-answers-" + number.incrementAndGet());
                thread.setDaemon(true);
                return thread;
            });

    void give(List<Runnable> answers) {
        waiting.addAll(answers);
        threads.execute(this::empty);
    }

    /** Whether there are answers not begun with yet. */
    boolean owed() {
        return !waiting.isEmpty();
    }

    /** Sees to answers that a blocked thread has left. */
    void nudge() {
        if (!waiting.isEmpty()) {
            threads.execute(this::empty);
        }
    }

    private void empty() {
        for (Runnable next = waiting.poll(); next != null; next = waiting.poll()) {
            next.run();
        }
    }

    @Override
    public void close() {
        nudge();
        threads.shutdown();
    }
}
