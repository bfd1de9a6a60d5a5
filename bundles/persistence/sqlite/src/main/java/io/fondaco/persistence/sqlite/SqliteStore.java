package io.fondaco.persistence.sqlite;

import io.fondaco.model.Page;
import io.fondaco.persistence.Index;
import io.fondaco.persistence.IndexQuery;
import io.fondaco.persistence.IndexRow;
import io.fondaco.persistence.Journal;
import io.fondaco.persistence.JournalEntry;
import io.fondaco.persistence.NewEntry;
import io.fondaco.persistence.StoreException;
import io.fondaco.persistence.sqlite.internal.Database;
import io.fondaco.persistence.sqlite.internal.Inspection;
import io.fondaco.persistence.sqlite.internal.Migrations;
import io.fondaco.persistence.sqlite.internal.Readers;
import io.fondaco.persistence.sqlite.internal.SoleOwner;
import io.fondaco.persistence.sqlite.internal.Text;
import io.fondaco.persistence.sqlite.internal.Writer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/**
 * Journal and index in one SQLite file: write-ahead log, every commit forced to disk, one writer thread that commits
 * whatever has queued up meanwhile together.
 *
 * <p>Safe for many threads. Stages are completed on a thread of their own, never on the writer: what hangs on a stage
 * should be short or run elsewhere ({@code whenCompleteAsync}). When the disk is full, every waiting write fails with a
 * {@link StoreException} and the store goes on as soon as there is room. Keys of equal {@code sort} are ordered by their
 * UTF-8 bytes.
 */
public final class SqliteStore implements Journal, Index, AutoCloseable {

    private final SoleOwner owner;
    private final Readers readers;
    private final Writer writer;

    /**
     * Opens the store, making it when it is not there.
     *
     * @param file the database file; {@code -wal}, {@code -shm}, {@code .lock}, {@code .owner} and the folder {@code
     *     -native} are put beside it
     * @throws StoreException when another store has it open, it is damaged, it is no store, or a newer version wrote it
     */
    public SqliteStore(Path file, Settings settings) {
        Database database = new Database(file.toAbsolutePath().normalize());
        try {
            Files.createDirectories(database.file().getParent());
        } catch (IOException e) {
            throw new StoreException("cannot make the folder of " + database.file() + ": " + e, e);
        }
        owner = SoleOwner.of(database);
        Readers opened = null;
        try {
            Inspection.afterUncleanStop(database, settings.checkUpTo());
            Migrations.ofStore().bringUpToDate(database);
            opened = new Readers(database, settings.readers());
            writer = new Writer(database, settings);
        } catch (RuntimeException e) {
            if (opened != null) {
                opened.close();
            }
            owner.close();
            throw e;
        }
        readers = opened;
    }

    @Override
    public CompletionStage<JournalEntry> append(NewEntry entry) {
        Text.check(entry.stream());
        Text.check(entry.kind());
        entry.row().ifPresent(SqliteStore::check);
        NewEntry own = new NewEntry(
                entry.stream(),
                entry.expectedLength(),
                entry.kind(),
                entry.atMillis(),
                entry.body().clone(),
                entry.row());
        int bytes = own.body().length + own.row().map(r -> r.body().length).orElse(0);
        return writer.submit(tables -> tables.append(own), bytes);
    }

    @Override
    public CompletionStage<Void> put(IndexRow row) {
        check(row);
        return writer.submit(
                tables -> {
                    tables.put(row);
                    return null;
                },
                row.body().length);
    }

    @Override
    public CompletionStage<Void> remove(String collection, String key) {
        return writer.submit(
                tables -> {
                    tables.remove(collection, key);
                    return null;
                },
                0);
    }

    private static void check(IndexRow row) {
        Text.check(row.collection());
        Text.check(row.key());
        row.facets().forEach((name, value) -> {
            Text.check(name);
            Text.check(value);
        });
    }

    @Override
    public List<JournalEntry> read(String stream, long afterSeq, int limit) {
        return readers.with("read stream " + stream, r -> r.read(stream, afterSeq, limit));
    }

    @Override
    public List<JournalEntry> readAll(long afterPosition, int limit) {
        return readers.with("read the journal after " + afterPosition, r -> r.readAll(afterPosition, limit));
    }

    @Override
    public Optional<IndexRow> get(String collection, String key) {
        return readers.with("get " + collection + "/" + key, r -> r.get(collection, key));
    }

    @Override
    public Page<IndexRow> find(IndexQuery query) {
        return readers.with("find in " + query.collection(), r -> r.find(query));
    }

    @Override
    public long count(IndexQuery query) {
        return readers.with("count in " + query.collection(), r -> r.count(query));
    }

    /**
     * Reads everything and checks it: SQLite's own structures, every stream's hash chain, every row's checksum, every
     * facet against its row. Takes about a second for each 100 MB; writes go on meanwhile.
     *
     * @return what is wrong, at most 100 lines; empty when nothing is
     */
    public List<String> verify() {
        return readers.with("verify", r -> Inspection.faults(r.connection()));
    }

    /** Writes what has been handed in, folds the log into the file and lets go of it. What comes later is refused. */
    @Override
    public void close() {
        writer.close();
        readers.close();
        owner.close();
    }
}
