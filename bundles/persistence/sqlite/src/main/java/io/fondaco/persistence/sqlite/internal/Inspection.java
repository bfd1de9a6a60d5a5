package io.fondaco.persistence.sqlite.internal;

import io.fondaco.persistence.HashChain;
import io.fondaco.persistence.IndexRow;
import io.fondaco.persistence.StoreException;
import java.io.IOException;
import java.nio.file.Files;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Looks for damage. */
public final class Inspection {

    private static final Logger LOG = LoggerFactory.getLogger(Inspection.class);
    static final int MOST_FAULTS = 100;

    private Inspection() {}

    /** A write-ahead log that is there at the start was left by a process that did not stop by itself. */
    public static void afterUncleanStop(Database database, long upTo) {
        long size;
        try {
            if (!Files.exists(database.log()) || Files.size(database.log()) == 0) {
                return;
            }
            size = Files.size(database.file()) + Files.size(database.log());
        } catch (IOException e) {
            throw new StoreException("cannot look at " + database.file() + ": " + e, e);
        }
        if (size > upTo) {
            LOG.warn(
                    "{} was not closed cleanly and, with {} MiB, is too large to be checked now",
                    database.file(),
                    size >> 20);
            return;
        }
        LOG.info("{} was not closed cleanly; checking its {} MiB", database.file(), size >> 20);
        List<String> faults = new ArrayList<>();
        try (Connection connection = database.writer()) {
            structure(connection, faults);
        } catch (SQLException e) {
            throw database.explain("check the file after an unclean stop", e);
        }
        if (!faults.isEmpty()) {
            throw new StoreException(database.file() + " is damaged: " + faults.get(0) + " (" + faults.size()
                    + " faults found); keep the file, and put back a backup");
        }
    }

    public static List<String> faults(Connection connection) throws SQLException {
        List<String> faults = new ArrayList<>();
        structure(connection, faults);
        if (faults.isEmpty()) {
            try (Statement begin = connection.createStatement()) {
                // One view of everything, while the writer goes on.
                begin.execute("BEGIN");
                try {
                    streams(connection, faults);
                    rows(connection, faults);
                } finally {
                    begin.execute("ROLLBACK");
                }
            }
        }
        return List.copyOf(faults.subList(0, Math.min(MOST_FAULTS, faults.size())));
    }

    static void structure(Connection connection, List<String> faults) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet result = statement.executeQuery("PRAGMA integrity_check(" + MOST_FAULTS + ")")) {
            while (result.next()) {
                if (!"ok".equals(result.getString(1))) {
                    faults.add(result.getString(1));
                }
            }
        }
    }

    private static void streams(Connection connection, List<String> faults) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet r = statement.executeQuery("SELECT e.stream, s.name, e.seq, e.kind, e.at, e.body, e.hash FROM"
                        + " entry e LEFT JOIN stream s ON s.id = e.stream ORDER BY e.stream, e.seq")) {
            long stream = 0;
            long seq = 0;
            byte[] before = HashChain.start();
            while (r.next() && faults.size() < MOST_FAULTS) {
                if (r.getLong(1) != stream) {
                    stream = r.getLong(1);
                    seq = 0;
                    before = HashChain.start();
                }
                seq++;
                String name = r.getString(2);
                if (name == null) {
                    faults.add("stream " + stream + " has events and no name");
                } else if (r.getLong(3) != seq) {
                    faults.add("stream " + name + ": event " + seq + " is missing, " + r.getLong(3) + " is there");
                    seq = r.getLong(3);
                } else {
                    byte[] body = r.getBytes(6) == null ? new byte[0] : r.getBytes(6);
                    byte[] hash = HashChain.next(before, name, seq, r.getString(4), r.getLong(5), body);
                    if (!Arrays.equals(hash, r.getBytes(7))) {
                        faults.add("stream " + name + ": event " + seq + " does not match its hash");
                    }
                }
                before = r.getBytes(7);
            }
        }
    }

    private static void rows(Connection connection, List<String> faults) throws SQLException {
        long facets = 0;
        try (Statement statement = connection.createStatement();
                ResultSet r = statement.executeQuery("SELECT key, sort, crc, facets, body, collection FROM item");
                PreparedStatement facet = connection.prepareStatement("SELECT 1 FROM facet WHERE collection = ?"
                        + " AND name = ? AND value = ? AND sort = ? AND key = ?")) {
            while (r.next() && faults.size() < MOST_FAULTS) {
                try {
                    IndexRow row = Reader.row(r.getString(6), r);
                    facets += row.facets().size();
                    facets(row, facet, faults);
                } catch (StoreException damaged) {
                    faults.add(damaged.getMessage());
                }
            }
        }
        try (Statement statement = connection.createStatement();
                ResultSet r = statement.executeQuery("SELECT count(*) FROM facet")) {
            if (faults.isEmpty() && r.getLong(1) != facets) {
                faults.add("the rows have " + facets + " facets, " + r.getLong(1) + " are indexed");
            }
        }
    }

    private static void facets(IndexRow row, PreparedStatement facet, List<String> faults) throws SQLException {
        for (Map.Entry<String, String> f : row.facets().entrySet()) {
            facet.setString(1, row.collection());
            facet.setString(2, f.getKey());
            facet.setString(3, f.getValue());
            facet.setLong(4, row.sort());
            facet.setString(5, row.key());
            try (ResultSet found = facet.executeQuery()) {
                if (!found.next()) {
                    faults.add("the row " + row.collection() + "/" + row.key() + " is not indexed by " + f.getKey());
                }
            }
        }
    }
}
