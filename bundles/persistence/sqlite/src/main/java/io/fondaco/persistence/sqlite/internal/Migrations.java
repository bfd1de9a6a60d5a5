package io.fondaco.persistence.sqlite.internal;

import io.fondaco.model.Digests;
import io.fondaco.persistence.StoreException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Brings a database to the schema of this bundle, forward only. What has been applied is compared at every start. */
public final class Migrations {

    private static final Logger LOG = LoggerFactory.getLogger(Migrations.class);

    /** In order; the first is number 1. */
    private static final List<String> STORE = List.of("001-journal-and-index.sql");

    private static final List<String> VAULT = List.of("vault-001-blocks-and-names.sql");

    /**
     * What a file is for.
     *
     * @param noun what it is called
     * @param application marks the file as one of this house, in SQLite's header
     * @param first what is set while the file is empty
     */
    private record Kind(String noun, int application, List<String> first) {

        /** "Fond". */
        private static final Kind STORE = new Kind("store", 0x466f6e64, List.of());

        /** "FonV". Gives pages back in steps, which can be told to a file only before it has tables, and takes a VACUUM. */
        private static final Kind VAULT =
                new Kind("vault", 0x466f6e56, List.of("PRAGMA auto_vacuum = INCREMENTAL", "VACUUM"));
    }

    private final Kind kind;
    private final List<Migration> known;

    /**
     * @param name file name
     * @param sql statements, each ending in a semicolon at the end of a line
     */
    record Migration(String name, String sql) {

        String checksum() {
            byte[] digest = Digests.sha256(sql.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest);
        }
    }

    private record Applied(int number, String name, String checksum) {}

    Migrations(List<Migration> known) {
        this(Kind.STORE, known);
    }

    private Migrations(Kind kind, List<Migration> known) {
        this.kind = kind;
        this.known = List.copyOf(known);
    }

    public static Migrations ofStore() {
        return new Migrations(Kind.STORE, bundled(STORE));
    }

    public static Migrations ofVault() {
        return new Migrations(Kind.VAULT, bundled(VAULT));
    }

    private static List<Migration> bundled(List<String> files) {
        return files.stream().map(name -> new Migration(name, resource(name))).toList();
    }

    private static String resource(String name) {
        try (InputStream in = Migrations.class.getResourceAsStream(name)) {
            if (in == null) {
                throw new IllegalStateException("the bundle lacks " + name);
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new IllegalStateException("the bundle's " + name + " cannot be read", e);
        }
    }

    public void bringUpToDate(Database database) {
        try (Connection connection = database.writer();
                Statement statement = connection.createStatement()) {
            recognise(database, statement);
            statement.execute("CREATE TABLE IF NOT EXISTS migration (number INTEGER PRIMARY KEY, name TEXT NOT NULL,"
                    + " checksum TEXT NOT NULL, at INTEGER NOT NULL)");
            List<Applied> applied = applied(statement);
            compare(database, applied);
            for (int number = applied.size() + 1; number <= known.size(); number++) {
                apply(connection, statement, number);
            }
        } catch (SQLException e) {
            throw database.explain("bring the schema up to date", e);
        }
    }

    private void recognise(Database database, Statement statement) throws SQLException {
        int application = number(statement, "PRAGMA application_id");
        boolean empty = number(statement, "SELECT count(*) FROM sqlite_schema") == 0;
        if (application != kind.application() && !empty) {
            throw new StoreException(database.file() + " is a database, but not a " + kind.noun()
                    + " of this house; give the node another folder");
        }
        if (empty) {
            for (String sql : kind.first()) {
                statement.execute(sql);
            }
            statement.execute("PRAGMA application_id = " + kind.application());
        }
    }

    private static int number(Statement statement, String sql) throws SQLException {
        try (ResultSet result = statement.executeQuery(sql)) {
            return result.getInt(1);
        }
    }

    private static List<Applied> applied(Statement statement) throws SQLException {
        List<Applied> applied = new ArrayList<>();
        try (ResultSet rows = statement.executeQuery("SELECT number, name, checksum FROM migration ORDER BY number")) {
            while (rows.next()) {
                applied.add(new Applied(rows.getInt(1), rows.getString(2), rows.getString(3)));
            }
        }
        return applied;
    }

    private void compare(Database database, List<Applied> applied) {
        int newest = applied.isEmpty() ? 0 : applied.get(applied.size() - 1).number();
        if (newest > known.size()) {
            throw new StoreException(database.file() + " was written by a newer version: its schema is " + newest
                    + " (" + applied.get(applied.size() - 1).name() + "), this version knows " + known.size()
                    + "; install that version again, or put back a backup from before it");
        }
        for (int i = 0; i < applied.size(); i++) {
            Applied was = applied.get(i);
            Migration is = known.get(i);
            if (was.number() != i + 1) {
                throw new StoreException(database.file() + ": migration " + (i + 1) + ", " + is.name()
                        + ", is missing though later ones were applied; put back a backup");
            }
            if (!was.name().equals(is.name()) || !was.checksum().equals(is.checksum())) {
                throw new StoreException(database.file() + ": migration " + is.name() + " is not what was applied ("
                        + was.name() + ", SHA-256 " + was.checksum() + ", here " + is.checksum()
                        + "); install the version that wrote the store");
            }
        }
    }

    private void apply(Connection connection, Statement statement, int number) throws SQLException {
        Migration next = known.get(number - 1);
        LOG.info("applying {}", next.name());
        statement.execute("BEGIN IMMEDIATE");
        try {
            for (String sql : statements(next.sql())) {
                statement.execute(sql);
            }
            try (PreparedStatement done = connection.prepareStatement(
                    "INSERT INTO migration (number, name, checksum, at) VALUES (?, ?, ?, ?)")) {
                done.setInt(1, number);
                done.setString(2, next.name());
                done.setString(3, next.checksum());
                done.setLong(4, System.currentTimeMillis());
                done.executeUpdate();
            }
            statement.execute("COMMIT");
        } catch (SQLException e) {
            // Closing the connection, which the caller does now, rolls back.
            throw new SQLException(next.name() + ": " + e.getMessage(), e.getSQLState(), e.getErrorCode(), e);
        }
    }

    private static List<String> statements(String script) {
        String code = Stream.of(script.split("\n"))
                .filter(line -> !line.stripLeading().startsWith("--"))
                .reduce("", (a, b) -> a + b + "\n");
        return Stream.of(code.split(";\\s*\n"))
                .map(String::strip)
                .filter(s -> !s.isEmpty())
                .toList();
    }
}
