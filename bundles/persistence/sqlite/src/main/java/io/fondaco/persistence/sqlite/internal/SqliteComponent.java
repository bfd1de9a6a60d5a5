package io.fondaco.persistence.sqlite.internal;

import io.fondaco.model.Cid;
import io.fondaco.model.Page;
import io.fondaco.persistence.Blob;
import io.fondaco.persistence.Blobs;
import io.fondaco.persistence.Draft;
import io.fondaco.persistence.FileBlobs;
import io.fondaco.persistence.Index;
import io.fondaco.persistence.IndexQuery;
import io.fondaco.persistence.IndexRow;
import io.fondaco.persistence.Journal;
import io.fondaco.persistence.JournalEntry;
import io.fondaco.persistence.NewEntry;
import io.fondaco.persistence.sqlite.Settings;
import io.fondaco.persistence.sqlite.SqliteStore;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import org.osgi.framework.BundleContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.Designate;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/** The three contracts as services: one SQLite file, and blobs as files beside it. */
@Component(
        service = {Journal.class, Index.class, Blobs.class},
        configurationPid = "io.fondaco.persistence.sqlite",
        property = "fondaco.store=sqlite")
@Designate(ocd = SqliteComponent.Config.class)
public final class SqliteComponent implements Journal, Index, Blobs {

    @ObjectClassDefinition(
            name = "Fondaco embedded store",
            description = "Journal and index in one SQLite file, blobs as files beside it.")
    public @interface Config {

        @AttributeDefinition(
                name = "Folder",
                description = "Where the store lives; empty for the folder store in the node's data folder.")
        String folder() default "";

        @AttributeDefinition(
                name = "Group size",
                description = "How many writes share one commit at most, 1 to 10000.",
                min = "1",
                max = "10000")
        int groupSize() default 128;

        @AttributeDefinition(
                name = "Group wait",
                description = "How long a commit stays open while more writes keep coming, in milliseconds, 0 to 1000.",
                min = "0",
                max = "1000")
        int groupWaitMillis() default 2;

        @AttributeDefinition(
                name = "Readers",
                description = "How many reads run at once, 1 to 64.",
                min = "1",
                max = "64")
        int readers() default 4;

        @AttributeDefinition(
                name = "Idle",
                description = "After how many milliseconds without a write the log is folded into the file.",
                min = "1")
        long idleMillis() default 5000;

        @AttributeDefinition(
                name = "Check up to",
                description = "How large the file may be, in MiB, to be checked whole after an unclean stop.",
                min = "0")
        long checkUpToMiB() default 2048;
    }

    private final SqliteStore store;
    private final Blobs blobs;

    @Activate
    public SqliteComponent(BundleContext context, Config config) throws IOException {
        Path folder = folder(context, config);
        blobs = new FileBlobs(folder);
        store = new SqliteStore(
                folder.resolve("fondaco.db"),
                new Settings(
                        config.groupSize(),
                        Duration.ofMillis(config.groupWaitMillis()),
                        config.readers(),
                        Duration.ofMillis(config.idleMillis()),
                        config.checkUpToMiB() << 20));
    }

    private static Path folder(BundleContext context, Config config) {
        if (!config.folder().isBlank()) {
            return Path.of(config.folder());
        }
        String data = context.getProperty("karaf.data");
        if (data == null) {
            throw new IllegalArgumentException(
                    "io.fondaco.persistence.sqlite: this container has no karaf.data; set folder");
        }
        return Path.of(data, "store");
    }

    @Deactivate
    public void close() {
        store.close();
    }

    @Override
    public CompletionStage<JournalEntry> append(NewEntry entry) {
        return store.append(entry);
    }

    @Override
    public List<JournalEntry> read(String stream, long afterSeq, int limit) {
        return store.read(stream, afterSeq, limit);
    }

    @Override
    public List<JournalEntry> readAll(long afterPosition, int limit) {
        return store.readAll(afterPosition, limit);
    }

    @Override
    public CompletionStage<Void> put(IndexRow row) {
        return store.put(row);
    }

    @Override
    public CompletionStage<Void> remove(String collection, String key) {
        return store.remove(collection, key);
    }

    @Override
    public Optional<IndexRow> get(String collection, String key) {
        return store.get(collection, key);
    }

    @Override
    public Page<IndexRow> find(IndexQuery query) {
        return store.find(query);
    }

    @Override
    public long count(IndexQuery query) {
        return store.count(query);
    }

    @Override
    public Draft draft(String name) throws IOException {
        return blobs.draft(name);
    }

    @Override
    public Optional<Blob> find(Cid cid) {
        return blobs.find(cid);
    }

    @Override
    public boolean delete(Cid cid) throws IOException {
        return blobs.delete(cid);
    }

    @Override
    public boolean discard(String name) throws IOException {
        return blobs.discard(name);
    }

    @Override
    public long free() throws IOException {
        return blobs.free();
    }
}
