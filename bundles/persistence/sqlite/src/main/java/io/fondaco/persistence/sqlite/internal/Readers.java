package io.fondaco.persistence.sqlite.internal;

import io.fondaco.persistence.StoreException;
import java.sql.SQLException;
import java.util.Deque;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A few connections that only read. One that has met an error is replaced. */
public final class Readers implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Readers.class);

    /** A read; nothing of the connection may leave it. */
    public interface Read<T> {
        T from(Reader reader) throws SQLException;
    }

    private final Database database;
    private final int most;
    private final Semaphore free;
    private final Deque<Reader> idle = new ConcurrentLinkedDeque<>();
    private volatile boolean closed;

    public Readers(Database database, int most) {
        this.database = database;
        this.most = most;
        this.free = new Semaphore(most, true);
    }

    public <T> T with(String doing, Read<T> read) {
        acquire(doing);
        try {
            if (closed) {
                throw new StoreException("cannot " + doing + ": the store " + database.file() + " is closed");
            }
            Reader reader = idle.pollFirst();
            if (reader == null) {
                reader = new Reader(database.reader());
            }
            boolean sound = false;
            try {
                T result = read.from(reader);
                sound = true;
                return result;
            } finally {
                if (sound) {
                    idle.addFirst(reader);
                } else {
                    close(reader);
                }
            }
        } catch (SQLException e) {
            throw database.explain(doing, e);
        } finally {
            free.release();
        }
    }

    private void acquire(String doing) {
        // The untimed form takes no notice of interrupts: a thread that is being stopped may still read.
        if (free.tryAcquire()) {
            return;
        }
        try {
            if (!free.tryAcquire(Database.BUSY_MILLIS, TimeUnit.MILLISECONDS)) {
                throw new StoreException("cannot " + doing + ": all " + most + " readers of " + database.file()
                        + " are busy; try again, or allow more readers");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new StoreException("cannot " + doing + ": interrupted while waiting for a reader", e);
        }
    }

    private void close(Reader reader) {
        try {
            reader.close();
        } catch (SQLException e) {
            LOG.warn("a reader of {} did not close cleanly", database.file(), e);
        }
    }

    /** Waits for the reads that are under way. */
    @Override
    public void close() {
        closed = true;
        free.acquireUninterruptibly(most);
        idle.forEach(this::close);
        idle.clear();
        free.release(most);
    }
}
