package io.fondaco.persistence.sqlite.internal;

import io.fondaco.model.Cid;
import io.fondaco.persistence.NameRange;
import io.fondaco.persistence.Named;
import io.fondaco.persistence.StoreException;
import io.fondaco.persistence.VaultStatistics;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.zip.CRC32C;

/** What is asked of a vault's tables. Nothing is handed out that does not match its checksum. */
public final class VaultReads {

    /** A CID as it is stored. */
    public record Entry(byte[] cid, long block, int size) {}

    private static final String BLOCK =
            "SELECT b.id, b.crc, b.body FROM cid c LEFT JOIN block b ON b.id = c.block" + " WHERE c.cid = ?";
    private static final String HAS = "SELECT 1 FROM cid WHERE cid = ?";
    private static final String CIDS = "SELECT cid, block, size FROM cid WHERE cid > ? ORDER BY cid LIMIT ?";
    private static final String NAME = "SELECT name, crc, value FROM name WHERE name = ?";

    private VaultReads() {}

    static long crc(byte[] key, byte[] body) {
        CRC32C crc = new CRC32C();
        crc.update(key.length);
        crc.update(key);
        crc.update(body);
        return crc.getValue();
    }

    public static Optional<byte[]> get(Reader reader, Path file, Cid cid) throws SQLException {
        byte[] key = cid.toBytes();
        PreparedStatement ask = reader.statement(BLOCK);
        ask.setBytes(1, key);
        try (ResultSet r = ask.executeQuery()) {
            if (!r.next()) {
                return Optional.empty();
            }
            r.getLong(1);
            boolean lost = r.wasNull();
            byte[] body = Reader.bytes(r, 3);
            if (lost || crc(key, body) != r.getLong(2)) {
                throw new StoreException("the block " + cid + " in " + file + " is damaged ("
                        + (lost ? "it is listed and not there" : "it does not match its checksum")
                        + "); stop the node, keep the file, and put back a backup or fetch the chain anew");
            }
            return Optional.of(body);
        }
    }

    public static boolean has(Reader reader, Cid cid) throws SQLException {
        PreparedStatement ask = reader.statement(HAS);
        ask.setBytes(1, cid.toBytes());
        try (ResultSet r = ask.executeQuery()) {
            return r.next();
        }
    }

    public static Optional<byte[]> name(Reader reader, Path file, String name) throws SQLException {
        PreparedStatement ask = reader.statement(NAME);
        ask.setString(1, name);
        try (ResultSet r = ask.executeQuery()) {
            return r.next() ? Optional.of(named(file, r).value()) : Optional.empty();
        }
    }

    public static List<Named> names(Reader reader, Path file, NameRange range, int limit) throws SQLException {
        boolean bounded = !range.before().isEmpty();
        PreparedStatement ask =
                reader.statement("SELECT name, crc, value FROM name WHERE name >= ?" + (bounded ? " AND name < ?" : "")
                        + " ORDER BY name" + (range.descending() ? " DESC" : "") + " LIMIT ?");
        int at = 0;
        ask.setString(++at, range.from());
        if (bounded) {
            ask.setString(++at, range.before());
        }
        ask.setInt(++at, limit);
        List<Named> found = new ArrayList<>();
        try (ResultSet r = ask.executeQuery()) {
            while (r.next()) {
                found.add(named(file, r));
            }
        }
        return found;
    }

    private static Named named(Path file, ResultSet r) throws SQLException {
        // A name may come back as nothing: what type a column has is written in its row, and that may be damaged too.
        String name = text(r, 1);
        byte[] value = Reader.bytes(r, 3);
        if (crc(name.getBytes(StandardCharsets.UTF_8), value) != r.getLong(2)) {
            throw new StoreException("the name " + name + " in " + file
                    + " is damaged (it does not match its checksum); stop the node, keep the file, and put back a"
                    + " backup or fetch the chain anew");
        }
        return new Named(name, value);
    }

    static String text(ResultSet r, int column) throws SQLException {
        String text = r.getString(column);
        return text == null ? "" : text;
    }

    /** The next CIDs by their bytes; empty bytes are before the first. */
    public static List<Entry> cids(Reader reader, byte[] after, int limit) throws SQLException {
        PreparedStatement ask = reader.statement(CIDS);
        ask.setBytes(1, after);
        ask.setInt(2, limit);
        List<Entry> found = new ArrayList<>(limit);
        try (ResultSet r = ask.executeQuery()) {
            while (r.next()) {
                found.add(new Entry(Reader.bytes(r, 1), r.getLong(2), r.getInt(3)));
            }
        }
        return found;
    }

    public static VaultStatistics statistics(Reader reader, Database database) throws SQLException {
        long free = number(reader, "PRAGMA freelist_count") * number(reader, "PRAGMA page_size");
        PreparedStatement ask = reader.statement("SELECT blocks, bytes, names FROM total");
        try (ResultSet r = ask.executeQuery()) {
            return new VaultStatistics(r.getLong(1), r.getLong(2), r.getLong(3), database.bytes(), free);
        } catch (IOException e) {
            throw new StoreException("cannot look at " + database.file() + ": " + e, e);
        }
    }

    private static long number(Reader reader, String sql) throws SQLException {
        try (ResultSet r = reader.statement(sql).executeQuery()) {
            return r.getLong(1);
        }
    }
}
