package io.fondaco.persistence.memory;

import io.fondaco.model.Page;
import io.fondaco.persistence.HashChain;
import io.fondaco.persistence.Index;
import io.fondaco.persistence.IndexQuery;
import io.fondaco.persistence.IndexRow;
import io.fondaco.persistence.Journal;
import io.fondaco.persistence.JournalEntry;
import io.fondaco.persistence.NewEntry;
import io.fondaco.persistence.StaleWriteException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.stream.Stream;

/** Journal and index in memory. Safe for many threads; every call holds one lock. */
public final class MemoryStore implements Journal, Index {

    private final Map<String, List<JournalEntry>> streams = new HashMap<>();
    private final List<JournalEntry> all = new ArrayList<>();
    private final Map<String, TreeMap<String, IndexRow>> collections = new HashMap<>();

    @Override
    public synchronized CompletionStage<JournalEntry> append(NewEntry entry) {
        List<JournalEntry> stream = streams.computeIfAbsent(entry.stream(), s -> new ArrayList<>());
        if (stream.size() != entry.expectedLength()) {
            return CompletableFuture.failedFuture(
                    new StaleWriteException(entry.stream(), entry.expectedLength(), stream.size()));
        }
        byte[] before = stream.isEmpty()
                ? HashChain.start()
                : stream.get(stream.size() - 1).hash();
        long seq = stream.size() + 1L;
        byte[] body = entry.body().clone();
        byte[] hash = HashChain.next(before, entry.stream(), seq, entry.kind(), entry.atMillis(), body);
        JournalEntry stored =
                new JournalEntry(all.size() + 1L, entry.stream(), seq, entry.kind(), entry.atMillis(), body, hash);
        stream.add(stored);
        all.add(stored);
        entry.row().ifPresent(this::store);
        return CompletableFuture.completedFuture(stored);
    }

    @Override
    public synchronized List<JournalEntry> read(String stream, long afterSeq, int limit) {
        return part(streams.getOrDefault(stream, List.of()), afterSeq, limit);
    }

    @Override
    public synchronized List<JournalEntry> readAll(long afterPosition, int limit) {
        return part(all, afterPosition, limit);
    }

    private static List<JournalEntry> part(List<JournalEntry> list, long after, int limit) {
        int from = (int) Math.min(after, list.size());
        return List.copyOf(list.subList(from, (int) Math.min((long) from + limit, list.size())));
    }

    private void store(IndexRow row) {
        collections.computeIfAbsent(row.collection(), c -> new TreeMap<>()).put(row.key(), row);
    }

    @Override
    public synchronized CompletionStage<Void> put(IndexRow row) {
        store(row);
        return CompletableFuture.completedFuture(null);
    }

    @Override
    public synchronized CompletionStage<Void> remove(String collection, String key) {
        collections.getOrDefault(collection, new TreeMap<>()).remove(key);
        return CompletableFuture.completedFuture(null);
    }

    @Override
    public synchronized Optional<IndexRow> get(String collection, String key) {
        return Optional.ofNullable(
                collections.getOrDefault(collection, new TreeMap<>()).get(key));
    }

    @Override
    public synchronized Page<IndexRow> find(IndexQuery query) {
        query.after().ifPresent(MemoryStore::sort);
        Comparator<IndexRow> oldest = Comparator.comparingLong(IndexRow::sort).thenComparing(IndexRow::key);
        Comparator<IndexRow> order = query.oldestFirst() ? oldest : oldest.reversed();
        List<IndexRow> found = new ArrayList<>(matching(query)
                .filter(row -> query.after()
                        .map(c -> beyond(row, c, query.oldestFirst()))
                        .orElse(true))
                .sorted(order)
                .limit(query.limit() + 1L)
                .toList());
        if (found.size() <= query.limit()) {
            return new Page<>(found, Optional.empty());
        }
        found.remove(found.size() - 1);
        IndexRow last = found.get(found.size() - 1);
        return new Page<>(found, Optional.of(last.sort() + "/" + last.key()));
    }

    private static boolean beyond(IndexRow row, String cursor, boolean oldestFirst) {
        int slash = cursor.indexOf('/');
        long sort = sort(cursor);
        int order =
                row.sort() != sort ? Long.compare(row.sort(), sort) : row.key().compareTo(cursor.substring(slash + 1));
        return oldestFirst ? order > 0 : order < 0;
    }

    private static long sort(String cursor) {
        try {
            return Long.parseLong(cursor.substring(0, Math.max(cursor.indexOf('/'), 0)));
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("not a cursor: " + cursor + "; take it from the page before", e);
        }
    }

    private Stream<IndexRow> matching(IndexQuery query) {
        TreeMap<String, IndexRow> rows = collections.getOrDefault(query.collection(), new TreeMap<>());
        Map<String, IndexRow> range = query.keyPrefix().isEmpty()
                ? rows
                : rows.subMap(query.keyPrefix(), query.keyPrefix() + Character.MAX_VALUE);
        return range.values().stream().filter(row -> query.where().entrySet().stream()
                .allMatch(f -> f.getValue().equals(row.facets().get(f.getKey()))));
    }

    @Override
    public synchronized long count(IndexQuery query) {
        return matching(query).count();
    }
}
