package io.fondaco.persistence.sqlite.internal;

import io.fondaco.persistence.StoreException;
import io.fondaco.persistence.VaultBatch;
import java.io.IOException;
import java.nio.file.Files;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes a vault, one batch and one transaction at a time, on the threads of those who ask, in the order they come. There
 * is no queue: whoever writes has the answer of the disk, and a disk that is slow holds up those who write and nobody
 * else.
 */
public final class VaultWriter implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(VaultWriter.class);

    /**
     * Pages of the log, 64 MiB, after which a commit also folds it into the file. CIDs come in no order, so every batch
     * changes as many pages of their tree as it has blocks; a longer log lets more of them be folded together.
     */
    private static final int CHECKPOINT_PAGES = 16_000;

    private interface Step<T> {
        T with(VaultTables tables) throws SQLException;
    }

    private final Database database;
    private final ReentrantLock turn = new ReentrantLock(true);
    private VaultTables tables;
    private long lastBlock;
    private long horizon = -1;
    private boolean loose;
    private int steps;
    private boolean closed;

    public VaultWriter(Database database) {
        this.database = database;
        try {
            tables = open();
        } catch (SQLException e) {
            throw database.explain("open the vault", e);
        }
    }

    private VaultTables open() throws SQLException {
        Connection connection = database.writer(CHECKPOINT_PAGES);
        try {
            return new VaultTables(connection, lastBlock);
        } catch (SQLException e) {
            connection.close();
            throw e;
        }
    }

    /** @param force whether it, and all before it, is to be on the disk when this returns */
    public void write(VaultBatch batch, boolean force) {
        inTurn("write", t -> {
            t.write(batch, horizon, force);
            loose = !force;
            return null;
        });
    }

    /**
     * From now on, until the sweep ends, blocks that are put again count as put after this.
     *
     * @return the largest number of a block that is there
     */
    public long beginSweep() {
        return inTurn("begin a sweep", t -> {
            if (horizon >= 0) {
                throw new StoreException(
                        "another sweep of the vault " + database.file() + " is under way; close it first");
            }
            horizon = t.lastBlock();
            return horizon;
        });
    }

    /** Deletes those of these that were not put since the sweep began. Answers how many that were, and their bytes. */
    public long[] sweep(List<byte[]> cids) {
        return inTurn("sweep", t -> {
            loose = true;
            return t.delete(cids, horizon);
        });
    }

    /** Takes so many pages that are not in use off the end of the file, or all there are, and answers how many. */
    public int giveBack(int pages) {
        return inTurn("give room back", t -> {
            loose = true;
            return t.giveBack(pages);
        });
    }

    public void endSweep() {
        turn.lock();
        try {
            horizon = -1;
        } finally {
            turn.unlock();
        }
    }

    /** The file becomes shorter only when the log is folded into it. Left for later when a reader is in the way. */
    public void fold() {
        inTurn("fold the write-ahead log into the file", t -> t.checkpoint(0));
    }

    private <T> T inTurn(String doing, Step<T> step) {
        turn.lock();
        try {
            if (closed) {
                throw new StoreException("cannot " + doing + ": the vault " + database.file() + " is closed");
            }
            if (tables == null) {
                tables = open();
            }
            T result = step.with(tables);
            lastBlock = tables.lastBlock();
            lookAtLog();
            return result;
        } catch (SQLException e) {
            drop();
            throw database.explain(doing, e);
        } catch (StoreException refused) {
            throw refused;
        } catch (RuntimeException | Error e) {
            drop();
            throw e;
        } finally {
            turn.unlock();
        }
    }

    /** Forgets the connection, and with it a transaction that is not to be. The numbers it gave out stay given. */
    private void drop() {
        if (tables == null) {
            return;
        }
        lastBlock = tables.lastBlock();
        try {
            tables.close();
        } catch (SQLException e) {
            LOG.warn("the writer of {} did not close cleanly after a failure", database.file(), e);
        }
        tables = null;
    }

    /** The log is folded now and then by a commit, but never past a reader; one that grows for that is seen to here. */
    private void lookAtLog() {
        if (++steps % Writer.GROUPS_BETWEEN_LOOKS != 0) {
            return;
        }
        try {
            if (Files.exists(database.log()) && Files.size(database.log()) > Writer.LARGE_LOG) {
                tables.checkpoint(Database.BUSY_MILLIS);
            }
        } catch (IOException | SQLException e) {
            // What has been written is in the log and stays there.
            LOG.warn("cannot fold the log of {} into it", database.file(), e);
        }
    }

    /** Forces what is not on the disk yet; readers must be closed before, so that the log can be folded into the file. */
    @Override
    public void close() {
        turn.lock();
        try {
            if (closed) {
                return;
            }
            try {
                if (loose) {
                    write(new VaultBatch(), true);
                }
            } finally {
                closed = true;
                if (tables != null) {
                    tables.close();
                }
            }
        } catch (SQLException e) {
            throw database.explain("close the vault", e);
        } finally {
            turn.unlock();
        }
    }
}
