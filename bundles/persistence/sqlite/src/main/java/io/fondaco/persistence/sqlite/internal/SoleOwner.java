package io.fondaco.persistence.sqlite.internal;

import io.fondaco.persistence.StoreException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteErrorCode;
import org.sqlite.SQLiteException;

/**
 * Holds a store for one owner. The lock is SQLite's own on an empty file beside the store, not Java's: a Java channel
 * that fails to lock a file drops, when closed, the lock another channel of the same process has on it.
 */
public final class SoleOwner implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(SoleOwner.class);

    private final Path file;
    private final Connection held;

    private SoleOwner(Path file, Connection held) {
        this.file = file;
        this.held = held;
    }

    public static SoleOwner of(Database database) {
        Path lock = database.file().resolveSibling(database.file().getFileName() + ".lock");
        SQLiteConfig config = new SQLiteConfig();
        config.setBusyTimeout(0);
        try {
            Connection connection = config.createConnection("jdbc:sqlite:" + lock);
            try (Statement statement = connection.createStatement()) {
                statement.execute("BEGIN EXCLUSIVE");
                return new SoleOwner(lock, connection);
            } catch (SQLException e) {
                connection.close();
                throw e;
            }
        } catch (SQLException e) {
            if (e instanceof SQLiteException s && s.getResultCode() == SQLiteErrorCode.SQLITE_BUSY) {
                throw new StoreException(
                        "the store " + database.file() + " is open already, in this process or another; stop that node"
                                + " first (`fuser " + lock + "` shows which process it is), or give this one a folder"
                                + " of its own",
                        e);
            }
            throw new StoreException("cannot lock " + lock + ": " + e.getMessage(), e);
        }
    }

    @Override
    public void close() {
        try {
            held.close();
        } catch (SQLException e) {
            LOG.warn("the lock {} did not close cleanly", file, e);
        }
    }
}
