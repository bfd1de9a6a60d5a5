package io.fondaco.persistence.sqlite.internal;

import io.fondaco.model.Page;
import io.fondaco.persistence.IndexQuery;
import io.fondaco.persistence.IndexRow;
import io.fondaco.persistence.JournalEntry;
import io.fondaco.persistence.StoreException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** One reading connection and the statements it has prepared. Used by one thread at a time. */
public final class Reader implements AutoCloseable {

    /** Statements kept prepared; a query's text depends on how many facets it has and little else. */
    private static final int STATEMENTS = 64;

    private static final String ENTRY = "SELECT e.position, s.name, e.seq, e.kind, e.at, e.body, e.hash FROM ";

    private final Connection connection;
    private final Map<String, PreparedStatement> statements = new LinkedHashMap<>(16, 0.75f, true);

    Reader(Connection connection) {
        this.connection = connection;
    }

    public Connection connection() {
        return connection;
    }

    /** Prepared at most once. */
    PreparedStatement statement(String sql) throws SQLException {
        PreparedStatement known = statements.get(sql);
        if (known != null) {
            return known;
        }
        if (statements.size() >= STATEMENTS) {
            String oldest = statements.keySet().iterator().next();
            statements.remove(oldest).close();
        }
        PreparedStatement fresh = connection.prepareStatement(sql);
        statements.put(sql, fresh);
        return fresh;
    }

    private ResultSet ask(Query query) throws SQLException {
        PreparedStatement statement = statement(query.sql());
        int at = 0;
        for (Object value : query.values()) {
            statement.setObject(++at, value);
        }
        return statement.executeQuery();
    }

    public List<JournalEntry> read(String stream, long afterSeq, int limit) throws SQLException {
        return entries(new Query(
                ENTRY + "stream s CROSS JOIN entry e ON e.stream = s.id WHERE s.name = ? AND e.seq > ? ORDER BY e.seq"
                        + " LIMIT ?",
                List.of(stream, afterSeq, limit)));
    }

    public List<JournalEntry> readAll(long afterPosition, int limit) throws SQLException {
        return entries(new Query(
                ENTRY + "entry e CROSS JOIN stream s ON s.id = e.stream WHERE e.position > ? ORDER BY e.position"
                        + " LIMIT ?",
                List.of(afterPosition, limit)));
    }

    private List<JournalEntry> entries(Query query) throws SQLException {
        List<JournalEntry> entries = new ArrayList<>();
        try (ResultSet r = ask(query)) {
            while (r.next()) {
                entries.add(new JournalEntry(
                        r.getLong(1),
                        r.getString(2),
                        r.getLong(3),
                        r.getString(4),
                        r.getLong(5),
                        bytes(r, 6),
                        bytes(r, 7)));
            }
        }
        return entries;
    }

    /** SQLite's empty blob comes back as null. */
    static byte[] bytes(ResultSet result, int column) throws SQLException {
        byte[] bytes = result.getBytes(column);
        return bytes == null ? new byte[0] : bytes;
    }

    public Optional<IndexRow> get(String collection, String key) throws SQLException {
        Query query = new Query(
                "SELECT key, sort, crc, facets, body FROM item WHERE collection = ? AND key = ?",
                List.of(collection, key));
        try (ResultSet r = ask(query)) {
            return r.next() ? Optional.of(row(collection, r)) : Optional.empty();
        }
    }

    /** Columns key, sort, crc, facets, body. */
    static IndexRow row(String collection, ResultSet r) throws SQLException {
        String key = r.getString(1);
        byte[] facets = bytes(r, 4);
        try {
            IndexRow row = new IndexRow(collection, key, r.getLong(2), Facets.decode(facets), bytes(r, 5));
            if (Facets.crc(row, facets) != r.getLong(3)) {
                throw damaged(collection, key, "it does not match its checksum");
            }
            return row;
        } catch (IllegalArgumentException e) {
            throw damaged(collection, key, e.getMessage());
        }
    }

    private static StoreException damaged(String collection, String key, String how) {
        return new StoreException("the row " + collection + "/" + key + " is damaged (" + how
                + "); stop the node, keep the file, and put back a backup");
    }

    public Page<IndexRow> find(IndexQuery query) throws SQLException {
        List<IndexRow> rows = new ArrayList<>();
        try (ResultSet r = ask(Query.page(query, driver(query)))) {
            while (r.next()) {
                if (r.getString(1) == null) {
                    throw damaged(query.collection(), r.getString(6), "it is indexed and not there");
                }
                IndexRow row = row(query.collection(), r);
                if (!row.facets().entrySet().containsAll(query.where().entrySet())) {
                    throw damaged(query.collection(), row.key(), "it is indexed under facets it does not have");
                }
                rows.add(row);
            }
        }
        if (rows.size() <= query.limit()) {
            return new Page<>(rows, Optional.empty());
        }
        rows.remove(rows.size() - 1);
        IndexRow last = rows.get(rows.size() - 1);
        return new Page<>(rows, Optional.of(last.sort() + "/" + last.key()));
    }

    public long count(IndexQuery query) throws SQLException {
        return number(Query.count(query, driver(query)));
    }

    /** Of everything that narrows the query, what narrows it most; found by counting, up to a bound, when in doubt. */
    private Query.Driver driver(IndexQuery query) throws SQLException {
        List<Query.Driver> drivers = Query.Driver.of(query);
        if (drivers.size() == 1) {
            return drivers.get(0);
        }
        Query.Driver best = null;
        long fewest = Long.MAX_VALUE;
        for (Query.Driver driver : drivers) {
            long rows = number(driver.size(query));
            if (rows < fewest) {
                best = driver;
                fewest = rows;
            }
        }
        return best;
    }

    private long number(Query query) throws SQLException {
        try (ResultSet r = ask(query)) {
            return r.getLong(1);
        }
    }

    @Override
    public void close() throws SQLException {
        connection.close();
    }
}
