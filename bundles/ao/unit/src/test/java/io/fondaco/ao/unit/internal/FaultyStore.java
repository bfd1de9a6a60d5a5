package io.fondaco.ao.unit.internal;

import io.fondaco.model.Page;
import io.fondaco.persistence.Index;
import io.fondaco.persistence.IndexQuery;
import io.fondaco.persistence.IndexRow;
import io.fondaco.persistence.Journal;
import io.fondaco.persistence.JournalEntry;
import io.fondaco.persistence.NewEntry;
import io.fondaco.persistence.StoreException;
import io.fondaco.persistence.memory.MemoryStore;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** A store that fails when it is told to. */
class FaultyStore implements Journal, Index {
    private final MemoryStore store;

    /** The kind of event that is not written; empty for none, {@code *} for all. */
    volatile String unwritten = "";

    /** Completes when a write has failed. */
    final CompletableFuture<Void> hasFailed = new CompletableFuture<>();

    /** Whether streams cannot be read. */
    volatile boolean unreadable;

    FaultyStore(MemoryStore store) {
        this.store = store;
    }

    /** Whether this write fails. */
    boolean fails(String kind) {
        return unwritten.equals("*") || unwritten.equals(kind);
    }

    private <T> CompletionStage<T> failed() {
        hasFailed.complete(null);
        return CompletableFuture.failedFuture(new StoreException("the disk is full"));
    }

    @Override
    public CompletionStage<JournalEntry> append(NewEntry entry) {
        return fails(entry.kind()) ? failed() : store.append(entry);
    }

    @Override
    public CompletionStage<Void> put(IndexRow row) {
        return fails("") ? failed() : store.put(row);
    }

    @Override
    public CompletionStage<Void> remove(String collection, String key) {
        return fails("") ? failed() : store.remove(collection, key);
    }

    @Override
    public List<JournalEntry> read(String stream, long afterSeq, int limit) {
        if (unreadable) {
            throw new StoreException("the disk does not answer");
        }
        return store.read(stream, afterSeq, limit);
    }

    @Override
    public List<JournalEntry> readAll(long afterPosition, int limit) {
        return store.readAll(afterPosition, limit);
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
}
