package io.fondaco.model;

import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/** The machine's own clock, with one daemon thread for alarms. Alarms still set when it is closed never ring. */
public final class SystemTime implements Time, AutoCloseable {

    /** No alarm is set further ahead than this; later ones ring here, find it is not time yet, and are set again. */
    private static final Duration FURTHEST = Duration.ofDays(1);

    private final ScheduledThreadPoolExecutor timer;

    /** @param room whose alarms they are; names the thread */
    public SystemTime(String room) {
        timer = new ScheduledThreadPoolExecutor(1, task -> {
            Thread thread = new Thread(task, "fondaco-" + room + "-alarms");
            thread.setDaemon(true);
            return thread;
        });
        timer.setRemoveOnCancelPolicy(true);
        timer.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
    }

    @Override
    public Instant now() {
        return Instant.now();
    }

    @Override
    public Registration at(Instant when, Runnable then) {
        Alarm alarm = new Alarm(when, then);
        alarm.set();
        return alarm;
    }

    @Override
    public void close() {
        timer.shutdownNow();
    }

    private final class Alarm implements Registration, Runnable {
        private final Instant when;
        private final Runnable then;
        private Future<?> set;
        private boolean closed;

        private Alarm(Instant when, Runnable then) {
            this.when = when;
            this.then = then;
        }

        private synchronized void set() {
            if (closed || timer.isShutdown()) {
                return;
            }
            Duration left = Duration.between(now(), when);
            Duration pause = left.isNegative() ? Duration.ZERO : left.compareTo(FURTHEST) > 0 ? FURTHEST : left;
            set = timer.schedule(this, pause.toNanos(), TimeUnit.NANOSECONDS);
        }

        @Override
        public void run() {
            if (now().isBefore(when)) {
                set();
                return;
            }
            synchronized (this) {
                if (closed) {
                    return;
                }
                closed = true;
            }
            then.run();
        }

        @Override
        public synchronized void close() {
            closed = true;
            if (set != null) {
                set.cancel(false);
            }
        }
    }
}
