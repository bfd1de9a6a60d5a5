package io.fondaco.persistence.sqlite.internal;

import io.fondaco.persistence.StoreException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteErrorCode;
import org.sqlite.SQLiteException;

/**
 * Holds a store for one owner, by two locks, because a process loses its lock on a file when it closes any handle to that
 * file. Java's lock, on {@code .owner}, is known throughout the process, also to a second copy of this bundle with a
 * native library of its own, but a refused attempt there may drop it for other processes. SQLite's lock, on {@code
 * .lock}, holds against other processes and is not touched by anybody whom the first has refused.
 */
public final class SoleOwner implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(SoleOwner.class);

    private final Path file;
    private final FileChannel owner;
    private final Connection held;

    private SoleOwner(Path file, FileChannel owner, Connection held) {
        this.file = file;
        this.owner = owner;
        this.held = held;
    }

    public static SoleOwner of(Database database) {
        Path file = database.file();
        Path path = file.resolveSibling(file.getFileName() + ".owner");
        FileChannel owner = null;
        try {
            owner = FileChannel.open(path, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            FileLock lock = lock(owner);
            if (lock == null) {
                throw taken(file, path, null);
            }
            // Nobody else unpacks there now, and nothing of SQLite has been called yet.
            NativeLibrary.load(file.resolveSibling(file.getFileName() + "-native"));
            Connection held = hold(file, path);
            owner.truncate(0);
            owner.write(
                    ByteBuffer.wrap(Long.toString(ProcessHandle.current().pid()).getBytes(StandardCharsets.US_ASCII)));
            return new SoleOwner(file, owner, held);
        } catch (IOException | SQLException e) {
            close(owner, path);
            throw new StoreException(
                    "cannot lock the store " + file + ": " + e.getMessage() + "; check the folder's permissions", e);
        } catch (StoreException e) {
            close(owner, path);
            throw e;
        }
    }

    /** Null when it is held, in this process or another. */
    private static FileLock lock(FileChannel owner) throws IOException {
        try {
            return owner.tryLock();
        } catch (OverlappingFileLockException held) {
            return null;
        }
    }

    private static Connection hold(Path file, Path owner) throws SQLException {
        SQLiteConfig config = new SQLiteConfig();
        config.setBusyTimeout(0);
        Connection connection =
                config.createConnection("jdbc:sqlite:" + file.resolveSibling(file.getFileName() + ".lock"));
        try (Statement statement = connection.createStatement()) {
            statement.execute("BEGIN EXCLUSIVE");
            return connection;
        } catch (SQLException e) {
            connection.close();
            if (e instanceof SQLiteException s && s.getResultCode() == SQLiteErrorCode.SQLITE_BUSY) {
                throw taken(file, owner, e);
            }
            throw e;
        }
    }

    private static StoreException taken(Path file, Path owner, Exception cause) {
        String pid = "unknown";
        try {
            pid = Files.readString(owner, StandardCharsets.US_ASCII);
        } catch (IOException e) {
            LOG.debug("{} does not say who holds the store", owner, e);
        }
        String who = pid.equals(Long.toString(ProcessHandle.current().pid())) ? "this process" : "process " + pid;
        return new StoreException(
                "the store " + file + " is open already, by " + who
                        + "; stop that node first, or give this one a folder of its own",
                cause);
    }

    private static void close(FileChannel owner, Path path) {
        try {
            if (owner != null) {
                owner.close();
            }
        } catch (IOException e) {
            LOG.warn("{} did not close cleanly", path, e);
        }
    }

    @Override
    public void close() {
        try {
            held.close();
        } catch (SQLException e) {
            LOG.warn("the lock of {} did not close cleanly", file, e);
        }
        close(owner, file);
    }
}
