package io.fondaco.persistence.sqlite;

import io.fondaco.model.Cid;
import io.fondaco.persistence.NameRange;
import io.fondaco.persistence.Named;
import io.fondaco.persistence.StoreException;
import io.fondaco.persistence.Vault;
import io.fondaco.persistence.VaultBatch;
import io.fondaco.persistence.VaultStatistics;
import io.fondaco.persistence.VaultSweep;
import io.fondaco.persistence.sqlite.internal.Database;
import io.fondaco.persistence.sqlite.internal.Inspection;
import io.fondaco.persistence.sqlite.internal.Migrations;
import io.fondaco.persistence.sqlite.internal.Readers;
import io.fondaco.persistence.sqlite.internal.SoleOwner;
import io.fondaco.persistence.sqlite.internal.VaultInspection;
import io.fondaco.persistence.sqlite.internal.VaultReads;
import io.fondaco.persistence.sqlite.internal.VaultSweeper;
import io.fondaco.persistence.sqlite.internal.VaultWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * A vault in one SQLite file. {@link #write} forces the write-ahead log to the disk with its commit, {@link #writeSoon}
 * leaves that to the system and to the next forced commit. Blocks, names and totals carry checksums, which every read
 * compares. Now and then a write also folds the log, 64 MiB of it, into the file, which takes up to a second.
 *
 * <p>Blocks lie in pages of 4 KiB in the order they were put. A sweep gives back pages that have become empty; those that
 * are less than a third full it merges. Of many small blocks deleted here and there, the room is therefore given back only
 * once most of their neighbours are gone too: the file may stay at up to three times what it needs.
 */
public final class SqliteVault implements Vault {

    private static final int READERS = 4;

    /** How large a file is checked whole after an unclean stop: 256 MiB, some seconds. Reads of larger ones still check. */
    private static final long CHECK_UP_TO = 256L << 20;

    private final Database database;
    private final SoleOwner owner;
    private final Readers readers;
    private final VaultWriter writer;
    private final Consumer<SqliteVault> whenClosed;
    private boolean closed;

    /**
     * Opens the vault, making it when it is not there.
     *
     * @param file the database file; {@code -wal}, {@code -shm}, {@code .lock}, {@code .owner} and the folder {@code
     *     -native} are put beside it
     * @param whenClosed told once it has been closed
     * @throws StoreException when another has it open, it is damaged, it is no vault, or a newer version wrote it
     */
    SqliteVault(Path file, Consumer<SqliteVault> whenClosed) {
        this.whenClosed = whenClosed;
        database = new Database(file.toAbsolutePath().normalize());
        try {
            Files.createDirectories(database.file().getParent());
        } catch (IOException e) {
            throw new StoreException("cannot make the folder of " + database.file() + ": " + e, e);
        }
        owner = SoleOwner.of(database);
        try {
            Inspection.afterUncleanStop(database, CHECK_UP_TO);
            Migrations.ofVault().bringUpToDate(database);
            writer = new VaultWriter(database);
        } catch (RuntimeException e) {
            owner.close();
            throw e;
        }
        readers = new Readers(database, READERS);
    }

    @Override
    public Optional<byte[]> get(Cid cid) {
        return readers.with("get a block", r -> VaultReads.get(r, database.file(), cid));
    }

    @Override
    public boolean has(Cid cid) {
        return readers.with("look for a block", r -> VaultReads.has(r, cid));
    }

    @Override
    public void write(VaultBatch batch) {
        writer.write(batch, true);
    }

    @Override
    public void writeSoon(VaultBatch batch) {
        writer.write(batch, false);
    }

    @Override
    public Optional<byte[]> name(String name) {
        return readers.with("read a name", r -> VaultReads.name(r, database.file(), name));
    }

    @Override
    public List<Named> names(NameRange range, int limit) {
        if (limit < 1 || limit > MAX_NAMES) {
            throw new IllegalArgumentException("an answer holds 1 to " + MAX_NAMES + " names, not " + limit);
        }
        return readers.with("read names", r -> VaultReads.names(r, database.file(), range, limit));
    }

    @Override
    public VaultStatistics statistics() {
        return readers.with("read the statistics", r -> VaultReads.statistics(r, database));
    }

    @Override
    public VaultSweep sweep() {
        return new VaultSweeper(database, readers, writer);
    }

    /**
     * Reads everything and checks it: SQLite's own structures, every checksum, the totals. Takes about a second for each
     * 100 MB; writes go on meanwhile.
     *
     * @return what is wrong, at most 100 lines; empty when nothing is
     */
    public List<String> verify() {
        return readers.with("verify", r -> VaultInspection.faults(r.connection()));
    }

    @Override
    public synchronized void close() {
        if (closed) {
            return;
        }
        closed = true;
        try {
            readers.close();
            writer.close();
        } finally {
            owner.close();
            whenClosed.accept(this);
        }
    }
}
