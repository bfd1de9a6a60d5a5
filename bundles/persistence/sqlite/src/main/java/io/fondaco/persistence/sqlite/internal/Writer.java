package io.fondaco.persistence.sqlite.internal;

import io.fondaco.persistence.StoreException;
import io.fondaco.persistence.sqlite.Settings;
import java.io.IOException;
import java.nio.file.Files;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The one thread that writes. It takes whatever has queued up, writes it in one transaction, and answers after the
 * commit. A group is closed when nothing more is waiting, when it is full, or when it has been open for long enough: a
 * write that is alone waits for nobody.
 */
public final class Writer implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Writer.class);

    /** What may wait to be written, so that a disk that is too slow fills no heap. */
    private static final long MOST_BYTES = 128L << 20;

    private static final int MOST_WRITES = 1 << 17;

    /** A log larger than this is folded into the file at once, even if readers must be waited for. */
    static final long LARGE_LOG = 256L << 20;

    static final int GROUPS_BETWEEN_LOOKS = 256;

    /** When to see again to answers that something blocks, in nanoseconds: 10 ms. */
    private static final long SOON = 10_000_000;

    /** A write. It refuses with a {@link StoreException} before it has written anything. */
    public interface Write<T> {
        T to(Tables tables) throws SQLException;
    }

    private static final class Job<T> {
        private final Write<T> write;
        private final int bytes;
        private final CompletableFuture<T> promise = new CompletableFuture<>();

        private Job(Write<T> write, int bytes) {
            this.write = write;
            this.bytes = bytes;
        }

        /** Writes; what comes back answers whoever asked, once committed. */
        private Runnable run(Tables tables) throws SQLException {
            try {
                T result = write.to(tables);
                return () -> promise.complete(result);
            } catch (StoreException refused) {
                return () -> promise.completeExceptionally(refused);
            }
        }
    }

    private final Database database;
    private final Settings settings;
    private final BlockingQueue<Job<?>> queue = new LinkedBlockingQueue<>();
    private final AtomicLong waitingBytes = new AtomicLong();
    private final Object gate = new Object();
    private final Job<Void> stop = new Job<>(tables -> null, 0);
    private final Answers answers = new Answers();
    private final Thread thread = new Thread(this::run, "fondaco-store-writer");
    private boolean closed;
    private Tables tables;
    private boolean logged;
    private int groups;

    public Writer(Database database, Settings settings) {
        this.database = database;
        this.settings = settings;
        try {
            tables = open();
        } catch (SQLException e) {
            answers.close();
            throw database.explain("open the store", e);
        }
        thread.setDaemon(true);
        thread.start();
    }

    private Tables open() throws SQLException {
        Connection connection = database.writer();
        try {
            return new Tables(connection);
        } catch (SQLException e) {
            connection.close();
            throw e;
        }
    }

    public <T> CompletableFuture<T> submit(Write<T> write, int bytes) {
        Job<T> job = new Job<>(write, bytes);
        synchronized (gate) {
            if (closed) {
                return CompletableFuture.failedFuture(
                        new StoreException("the store " + database.file() + " is closed"));
            }
            if (queue.size() >= MOST_WRITES || waitingBytes.get() >= MOST_BYTES) {
                return CompletableFuture.failedFuture(new StoreException("the disk of " + database.file()
                        + " does not keep up: " + queue.size() + " writes (" + (waitingBytes.get() >> 20)
                        + " MiB) are waiting; try again later"));
            }
            waitingBytes.addAndGet(bytes);
            queue.add(job);
        }
        return job.promise;
    }

    private void run() {
        boolean going = true;
        while (going) {
            try {
                boolean owing = answers.owed();
                Job<?> first = queue.poll(owing ? SOON : settings.idle().toNanos(), TimeUnit.NANOSECONDS);
                if (first != null) {
                    going = group(first);
                } else if (owing) {
                    answers.nudge();
                } else {
                    foldWhenIdle();
                }
            } catch (InterruptedException e) {
                LOG.warn("the writer was interrupted; it stops only when the store is closed");
            }
        }
        try {
            if (tables != null) {
                tables.close();
            }
        } catch (SQLException e) {
            LOG.warn("the store {} did not close cleanly; the next start checks it", database.file(), e);
        }
    }

    /** @return false when the end of the queue has been reached */
    private boolean group(Job<?> first) {
        List<Job<?>> taken = new ArrayList<>();
        long opened = System.nanoTime();
        Job<?> job = first;
        try {
            List<Runnable> done = new ArrayList<>();
            ready();
            while (job != null && job != stop) {
                taken.add(job);
                waitingBytes.addAndGet(-job.bytes);
                done.add(job.run(tables));
                boolean more = taken.size() < settings.groupSize()
                        && System.nanoTime() - opened < settings.groupWait().toNanos();
                job = more ? queue.poll() : null;
            }
            tables.commit();
            answers.give(done);
            logged = true;
            lookAtLog();
        } catch (SQLException | RuntimeException | Error e) {
            if (taken.isEmpty() && job != stop) {
                taken.add(job);
                waitingBytes.addAndGet(-job.bytes);
            }
            failed(taken, e);
        }
        return job != stop;
    }

    private void ready() throws SQLException {
        if (tables == null) {
            tables = open();
        }
        tables.begin();
    }

    /** One bad write must not fail its neighbours: unless the disk is at fault, each is tried again by itself. */
    private void failed(List<Job<?>> taken, Throwable e) {
        drop();
        if (taken.size() > 1 && !Database.isOutside(e)) {
            LOG.warn("a group of {} writes failed, each is tried by itself", taken.size(), e);
            for (Job<?> job : taken) {
                alone(job);
            }
            return;
        }
        StoreException reason = reason(e);
        LOG.error("{} writes failed: {}", taken.size(), reason.getMessage());
        answers.give(taken.stream()
                .<Runnable>map(job -> () -> job.promise.completeExceptionally(reason))
                .toList());
    }

    private void alone(Job<?> job) {
        try {
            ready();
            Runnable done = job.run(tables);
            tables.commit();
            answers.give(List.of(done));
        } catch (SQLException | RuntimeException | Error e) {
            drop();
            StoreException reason = reason(e);
            LOG.error("a write failed: {}", reason.getMessage());
            answers.give(List.of(() -> job.promise.completeExceptionally(reason)));
        }
    }

    private StoreException reason(Throwable e) {
        return e instanceof SQLException sql
                ? database.explain("write", sql)
                : new StoreException("cannot write: " + database.file() + ": " + e, e);
    }

    /** Forgets the connection and everything remembered of a transaction that is not to be. */
    private void drop() {
        if (tables == null) {
            return;
        }
        try {
            tables.close();
        } catch (SQLException e) {
            LOG.warn("the writer's connection did not close cleanly after a failure", e);
        }
        tables = null;
    }

    private void foldWhenIdle() {
        if (logged && tables != null) {
            checkpoint(0);
        }
    }

    private void lookAtLog() {
        if (++groups % GROUPS_BETWEEN_LOOKS != 0) {
            return;
        }
        try {
            if (Files.exists(database.log()) && Files.size(database.log()) > LARGE_LOG) {
                checkpoint(Database.BUSY_MILLIS);
            }
        } catch (IOException e) {
            LOG.warn("cannot look at {}", database.log(), e);
        }
    }

    /** Nothing is lost when this fails: what is in the log is durable there. */
    private void checkpoint(int patienceMillis) {
        try {
            logged = !tables.checkpoint(patienceMillis);
        } catch (SQLException e) {
            LOG.warn(
                    "{}",
                    database.explain("fold the write-ahead log into the file", e)
                            .getMessage());
        }
    }

    /** Writes what waits, then stops. Waits for that. */
    @Override
    public void close() {
        synchronized (gate) {
            if (!closed) {
                closed = true;
                queue.add(stop);
            }
        }
        boolean interrupted = false;
        while (thread.isAlive()) {
            try {
                thread.join();
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        answers.close();
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
