package io.fondaco.ao.unit.internal;

import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicReference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Few threads that let many tasks go on in turns, a slice each: one that never ends delays nobody by more than slices. */
final class Slices implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Slices.class);

    private static final long PATIENCE_MILLIS = 10_000;

    private final LinkedBlockingQueue<Task> ready = new LinkedBlockingQueue<>();
    private final Thread[] threads;
    private volatile boolean closed;

    Slices(int workers) {
        threads = new Thread[workers];
        for (int i = 0; i < workers; i++) {
            threads[i] = new Thread(this::work, "fondaco-ao-evaluator-" + i);
            threads[i].setDaemon(true);
            threads[i].start();
        }
    }

    private void work() {
        try {
            while (!closed) {
                Task task = ready.take();
                if (!closed) {
                    task.run();
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Ends the threads after the slices they are in, and waits for that; a slice that does not end is left behind. */
    @Override
    public void close() {
        closed = true;
        for (Thread thread : threads) {
            ready.add(new Nothing(this));
        }
        try {
            for (Thread thread : threads) {
                thread.join(PATIENCE_MILLIS);
                if (thread.isAlive()) {
                    LOG.error("{} is in an evaluation that does not pause; it is left behind", thread.getName());
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Wakes a thread that waits, so that it sees the end. */
    private static final class Nothing extends Task {
        private Nothing(Slices slices) {
            super(slices);
        }

        @Override
        boolean slice() {
            return false;
        }
    }

    /** Something that goes on when it is woken, on one thread at a time. */
    abstract static class Task {
        private enum State {
            IDLE,
            READY,
            RUNNING,
            WOKEN
        }

        private final AtomicReference<State> state = new AtomicReference<>(State.IDLE);
        private final LinkedBlockingQueue<Task> ready;

        Task(Slices slices) {
            ready = slices.ready;
        }

        /** One slice of work; whether there is more now. */
        abstract boolean slice();

        /** Makes it look for work, soon. */
        final void wake() {
            State before = state.getAndUpdate(s -> switch (s) {
                case IDLE, READY -> State.READY;
                case RUNNING, WOKEN -> State.WOKEN;
            });
            if (before == State.IDLE) {
                ready.add(this);
            }
        }

        private void run() {
            state.set(State.RUNNING);
            boolean more;
            try {
                more = slice();
            } catch (RuntimeException e) {
                LOG.error("an evaluation failed in a way nobody planned", e);
                more = false;
            }
            State left = more ? State.READY : State.IDLE;
            State before = state.getAndUpdate(s -> s == State.WOKEN ? State.READY : left);
            if (more || before == State.WOKEN) {
                ready.add(this);
            }
        }
    }
}
