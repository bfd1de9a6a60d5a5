package io.fondaco.persistence.sqlite.internal;

import io.fondaco.persistence.HashChain;
import io.fondaco.persistence.IndexRow;
import io.fondaco.persistence.JournalEntry;
import io.fondaco.persistence.NewEntry;
import io.fondaco.persistence.StaleWriteException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The tables as the writer sees them: one connection, its statements, and what it remembers of them. Used by the writer
 * thread only. After any failure it is thrown away, with all it remembers, and opened anew.
 */
public final class Tables implements AutoCloseable {

    private static final int REMEMBERED = 8192;

    /** The end of a stream. */
    private record End(long stream, long length, byte[] hash) {}

    /** What is stored of a row, but its body. */
    private record Stored(long id, long sort, Map<String, String> facets) {}

    private record Key(String collection, String key) {}

    private static final class Recent<K, V> extends LinkedHashMap<K, V> {
        Recent() {
            super(16, 0.75f, true);
        }

        @Override
        protected boolean removeEldestEntry(Map.Entry<K, V> eldest) {
            return size() > REMEMBERED;
        }
    }

    private final Connection connection;
    private final Statement plain;
    private final PreparedStatement begin;
    private final PreparedStatement commit;
    private final PreparedStatement endOf;
    private final PreparedStatement newStream;
    private final PreparedStatement newEntry;
    private final PreparedStatement findItem;
    private final PreparedStatement newItem;
    private final PreparedStatement setItem;
    private final PreparedStatement moveItem;
    private final PreparedStatement dropItem;
    private final PreparedStatement newFacet;
    private final PreparedStatement dropFacet;
    private final Map<String, End> ends = new Recent<>();
    private final Map<Key, Stored> items = new Recent<>();
    private long position;
    private long streams;
    private long lastItem;

    Tables(Connection connection) throws SQLException {
        this.connection = connection;
        plain = connection.createStatement();
        begin = connection.prepareStatement("BEGIN IMMEDIATE");
        commit = connection.prepareStatement("COMMIT");
        endOf = connection.prepareStatement("SELECT s.id, e.seq, e.hash FROM stream s JOIN entry e ON e.stream = s.id"
                + " WHERE s.name = ? ORDER BY e.seq DESC LIMIT 1");
        newStream = connection.prepareStatement("INSERT INTO stream (id, name) VALUES (?, ?)");
        newEntry = connection.prepareStatement(
                "INSERT INTO entry (position, stream, seq, kind, at, hash, body) VALUES (?, ?, ?, ?, ?, ?, ?)");
        findItem = connection.prepareStatement("SELECT id, sort, facets FROM item WHERE collection = ? AND key = ?");
        newItem = connection.prepareStatement(
                "INSERT INTO item (crc, facets, body, id, collection, key, sort) VALUES (?, ?, ?, ?, ?, ?, ?)");
        setItem = connection.prepareStatement("UPDATE item SET crc = ?, facets = ?, body = ? WHERE id = ?");
        moveItem = connection.prepareStatement("UPDATE item SET sort = ? WHERE id = ?");
        dropItem = connection.prepareStatement("DELETE FROM item WHERE id = ?");
        newFacet = connection.prepareStatement(
                "INSERT INTO facet (collection, name, value, sort, key) VALUES (?, ?, ?, ?, ?)");
        dropFacet = connection.prepareStatement(
                "DELETE FROM facet WHERE collection = ? AND name = ? AND value = ? AND sort = ? AND key = ?");
        position = largest("position", "entry");
        streams = largest("id", "stream");
        lastItem = largest("id", "item");
    }

    private long largest(String column, String table) throws SQLException {
        try (ResultSet result = plain.executeQuery("SELECT coalesce(max(" + column + "), 0) FROM " + table)) {
            return result.getLong(1);
        }
    }

    void begin() throws SQLException {
        begin.execute();
    }

    void commit() throws SQLException {
        commit.execute();
    }

    /** Checks the stream's length before anything is written, so that a stale write leaves its neighbours alone. */
    public JournalEntry append(NewEntry entry) throws SQLException {
        End end = ends.get(entry.stream());
        if (end == null) {
            end = end(entry.stream());
        }
        if (end.length() != entry.expectedLength()) {
            throw new StaleWriteException(entry.stream(), entry.expectedLength(), end.length());
        }
        long stream = end.stream();
        if (end.length() == 0) {
            stream = ++streams;
            newStream.setLong(1, stream);
            newStream.setString(2, entry.stream());
            newStream.executeUpdate();
        }
        long seq = end.length() + 1;
        byte[] hash = HashChain.next(end.hash(), entry.stream(), seq, entry.kind(), entry.atMillis(), entry.body());
        long at = ++position;
        newEntry.setLong(1, at);
        newEntry.setLong(2, stream);
        newEntry.setLong(3, seq);
        newEntry.setString(4, entry.kind());
        newEntry.setLong(5, entry.atMillis());
        newEntry.setBytes(6, hash);
        newEntry.setBytes(7, entry.body());
        newEntry.executeUpdate();
        if (entry.row().isPresent()) {
            put(entry.row().get());
        }
        ends.put(entry.stream(), new End(stream, seq, hash));
        return new JournalEntry(at, entry.stream(), seq, entry.kind(), entry.atMillis(), entry.body(), hash);
    }

    private End end(String stream) throws SQLException {
        endOf.setString(1, stream);
        try (ResultSet result = endOf.executeQuery()) {
            return result.next()
                    ? new End(result.getLong(1), result.getLong(2), result.getBytes(3))
                    : new End(0, 0, HashChain.start());
        }
    }

    /** Writes a row and, of its facets, those that changed. */
    public void put(IndexRow row) throws SQLException {
        Key key = new Key(row.collection(), row.key());
        Stored old = stored(key);
        byte[] facets = Facets.encode(row.facets());
        PreparedStatement write = old == null ? newItem : setItem;
        long id = old == null ? ++lastItem : old.id();
        write.setLong(1, Facets.crc(row, facets));
        write.setBytes(2, facets);
        write.setBytes(3, row.body());
        write.setLong(4, id);
        if (old == null) {
            write.setString(5, row.collection());
            write.setString(6, row.key());
            write.setLong(7, row.sort());
        }
        write.executeUpdate();
        boolean moved = old != null && old.sort() != row.sort();
        if (moved) {
            moveItem.setLong(1, row.sort());
            moveItem.setLong(2, id);
            moveItem.executeUpdate();
        }
        Map<String, String> before = old == null ? Map.of() : old.facets();
        for (Map.Entry<String, String> facet : before.entrySet()) {
            if (moved || !facet.getValue().equals(row.facets().get(facet.getKey()))) {
                write(dropFacet, key, facet, old.sort());
            }
        }
        for (Map.Entry<String, String> facet : row.facets().entrySet()) {
            if (moved || !facet.getValue().equals(before.get(facet.getKey()))) {
                write(newFacet, key, facet, row.sort());
            }
        }
        items.put(key, new Stored(id, row.sort(), row.facets()));
    }

    public void remove(String collection, String key) throws SQLException {
        Key named = new Key(collection, key);
        Stored old = stored(named);
        if (old == null) {
            return;
        }
        for (Map.Entry<String, String> facet : old.facets().entrySet()) {
            write(dropFacet, named, facet, old.sort());
        }
        dropItem.setLong(1, old.id());
        dropItem.executeUpdate();
        items.remove(named);
    }

    private static void write(PreparedStatement statement, Key key, Map.Entry<String, String> facet, long sort)
            throws SQLException {
        statement.setString(1, key.collection());
        statement.setString(2, facet.getKey());
        statement.setString(3, facet.getValue());
        statement.setLong(4, sort);
        statement.setString(5, key.key());
        statement.executeUpdate();
    }

    private Stored stored(Key key) throws SQLException {
        Stored known = items.get(key);
        if (known != null) {
            return known;
        }
        findItem.setString(1, key.collection());
        findItem.setString(2, key.key());
        try (ResultSet result = findItem.executeQuery()) {
            return result.next()
                    ? new Stored(result.getLong(1), result.getLong(2), Facets.decode(result.getBytes(3)))
                    : null;
        }
    }

    /**
     * Folds the write-ahead log into the file and empties it.
     *
     * @param patienceMillis how long to wait for readers to let go of the log
     * @return false when a reader did not
     */
    boolean checkpoint(int patienceMillis) throws SQLException {
        return Database.checkpoint(plain, patienceMillis);
    }

    /** Closes the connection; an open transaction is rolled back by that. */
    @Override
    public void close() throws SQLException {
        connection.close();
    }
}
