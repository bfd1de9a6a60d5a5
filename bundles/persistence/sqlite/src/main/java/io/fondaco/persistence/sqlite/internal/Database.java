package io.fondaco.persistence.sqlite.internal;

import io.fondaco.persistence.StoreException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteErrorCode;
import org.sqlite.SQLiteException;

/**
 * The database file: how connections to it are opened, and what its errors mean.
 *
 * @param file absolute path
 */
public record Database(Path file) {

    static final int BUSY_MILLIS = 10_000;

    /** Pages of the write-ahead log after which a commit also folds it into the file: 16 MiB. */
    private static final int CHECKPOINT_PAGES = 4_000;

    /** Bytes of the log's file that are kept to be written over: 96 MiB. */
    private static final int LOG_KEPT = 96 << 20;

    private static final int WRITER_CACHE_KIB = 32 << 10;
    private static final int READER_CACHE_KIB = 8 << 10;

    Path log() {
        return file.resolveSibling(file.getFileName() + "-wal");
    }

    private String url() {
        return "jdbc:sqlite:" + file;
    }

    Connection writer() throws SQLException {
        return writer(CHECKPOINT_PAGES);
    }

    /** @param checkpointPages after how many pages of the write-ahead log a commit also folds it into the file */
    Connection writer(int checkpointPages) throws SQLException {
        SQLiteConfig config = config(WRITER_CACHE_KIB);
        config.setJournalMode(SQLiteConfig.JournalMode.WAL);
        config.setSynchronous(SQLiteConfig.SynchronousMode.FULL);
        Connection connection = config.createConnection(url());
        try (Statement statement = connection.createStatement()) {
            statement.execute("PRAGMA wal_autocheckpoint = " + checkpointPages);
            statement.execute("PRAGMA journal_size_limit = " + LOG_KEPT);
            return connection;
        } catch (SQLException e) {
            connection.close();
            throw e;
        }
    }

    Connection reader() throws SQLException {
        Connection connection = config(READER_CACHE_KIB).createConnection(url());
        try (Statement statement = connection.createStatement()) {
            statement.execute("PRAGMA query_only = 1");
            return connection;
        } catch (SQLException e) {
            connection.close();
            throw e;
        }
    }

    /**
     * Folds the write-ahead log into the file and empties it.
     *
     * @param patienceMillis how long to wait for readers to let go of the log
     * @return false when a reader did not
     */
    static boolean checkpoint(Statement writer, int patienceMillis) throws SQLException {
        writer.execute("PRAGMA busy_timeout = " + patienceMillis);
        try (ResultSet result = writer.executeQuery("PRAGMA wal_checkpoint(TRUNCATE)")) {
            return result.getInt(1) == 0;
        } finally {
            writer.execute("PRAGMA busy_timeout = " + BUSY_MILLIS);
        }
    }

    /** What the file and its log take on the disk. */
    long bytes() throws IOException {
        return Files.size(file) + (Files.exists(log()) ? Files.size(log()) : 0);
    }

    private static SQLiteConfig config(int cacheKib) {
        SQLiteConfig config = new SQLiteConfig();
        config.setBusyTimeout(BUSY_MILLIS);
        config.enforceForeignKeys(true);
        config.setCacheSize(-cacheKib);
        config.setTempStore(SQLiteConfig.TempStore.MEMORY);
        // Nobody asks for them, and each would cost a query of its own.
        config.setGetGeneratedKeys(false);
        return config;
    }

    private static SQLiteErrorCode code(SQLException e) {
        return e instanceof SQLiteException s ? s.getResultCode() : SQLiteErrorCode.UNKNOWN_ERROR;
    }

    /** Whether it is the disk or the file that fails, so that any other write would fail too. */
    static boolean isOutside(Throwable e) {
        if (!(e instanceof SQLException s)) {
            return false;
        }
        return switch (code(s).code & 0xff) {
            case 1, 18, 19, 20, 21, 25 -> false; // error, too big, constraint, mismatch, misuse, range: the statement's
            default -> true;
        };
    }

    /** The exception for whoever asked, saying what to do. */
    StoreException explain(String doing, SQLException e) {
        String advice =
                switch (code(e).code & 0xff) {
                    case 13 -> "the disk is full; free some space, the store then goes on by itself";
                    case 10, 14 ->
                        "the disk does not answer as it should; see the system's log, check the disk and the"
                                + " folder's permissions; the store tries again with the next write";
                    case 11, 26 -> "the file is damaged; stop the node, keep the file, and put back a backup";
                    case 5, 6 -> "another program holds the file; close it";
                    case 3, 8 -> "the file may not be written; check its permissions and the mount";
                    default -> "this is not expected; report it with this line";
                };
        return new StoreException("cannot " + doing + ": " + file + ": " + advice + " (" + e.getMessage() + ")", e);
    }
}
