package io.fondaco.persistence.memory.internal;

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
import io.fondaco.persistence.memory.MemoryStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.stream.Stream;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;

/** The three contracts as services, for a node that shall remember nothing. Blobs are files of a temporary folder. */
@Component(
        service = {Journal.class, Index.class, Blobs.class},
        property = "fondaco.store=memory")
public final class MemoryComponent implements Journal, Index, Blobs {

    private final MemoryStore store = new MemoryStore();
    private final Path folder;
    private final Blobs blobs;

    @Activate
    public MemoryComponent() throws IOException {
        folder = Files.createTempDirectory("fondaco-memory-");
        blobs = new FileBlobs(folder);
    }

    @Deactivate
    public void close() throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
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
