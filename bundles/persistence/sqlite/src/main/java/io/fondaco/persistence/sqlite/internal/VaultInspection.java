package io.fondaco.persistence.sqlite.internal;

import io.fondaco.model.Cid;
import io.fondaco.model.InvalidValueException;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;

/** Looks for damage in a vault. */
public final class VaultInspection {

    private VaultInspection() {}

    /** Everything that is wrong, at most so many lines. */
    public static List<String> faults(Connection connection) throws SQLException {
        List<String> faults = new ArrayList<>();
        Inspection.structure(connection, faults);
        if (faults.isEmpty()) {
            try (Statement begin = connection.createStatement()) {
                // One view of everything, while the writer goes on.
                begin.execute("BEGIN");
                try {
                    contents(connection, faults);
                } finally {
                    begin.execute("ROLLBACK");
                }
            }
        }
        return List.copyOf(faults.subList(0, Math.min(Inspection.MOST_FAULTS, faults.size())));
    }

    private static void contents(Connection connection, List<String> faults) throws SQLException {
        long blocks = 0;
        long bytes = 0;
        long names = 0;
        try (Statement statement = connection.createStatement();
                ResultSet r = statement.executeQuery("SELECT c.cid, c.size, b.id, b.crc, b.body FROM cid c LEFT JOIN"
                        + " block b ON b.id = c.block")) {
            while (r.next() && faults.size() < Inspection.MOST_FAULTS) {
                byte[] cid = Reader.bytes(r, 1);
                byte[] body = Reader.bytes(r, 5);
                r.getLong(3);
                if (r.wasNull()) {
                    faults.add("the block " + text(cid) + " is listed and not there");
                } else if (VaultReads.crc(cid, body) != r.getLong(4)) {
                    faults.add("the block " + text(cid) + " does not match its checksum");
                } else if (body.length != r.getInt(2)) {
                    faults.add("the block " + text(cid) + " has " + body.length + " bytes, " + r.getInt(2)
                            + " are listed");
                }
                blocks++;
                bytes += body.length;
            }
        }
        try (Statement statement = connection.createStatement();
                ResultSet r = statement.executeQuery("SELECT name, crc, value FROM name")) {
            while (r.next() && faults.size() < Inspection.MOST_FAULTS) {
                byte[] name = VaultReads.text(r, 1).getBytes(StandardCharsets.UTF_8);
                if (VaultReads.crc(name, Reader.bytes(r, 3)) != r.getLong(2)) {
                    faults.add("the name " + VaultReads.text(r, 1) + " does not match its checksum");
                }
                names++;
            }
        }
        if (faults.isEmpty()) {
            totals(connection, blocks, bytes, names, faults);
        }
    }

    private static void totals(Connection connection, long blocks, long bytes, long names, List<String> faults)
            throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet r = statement.executeQuery("SELECT blocks, bytes, names, (SELECT count(*) FROM total),"
                        + " (SELECT count(*) FROM block) FROM total")) {
            if (!r.next() || r.getLong(4) != 1) {
                faults.add("the totals are not one row");
            } else if (r.getLong(1) != blocks || r.getLong(2) != bytes || r.getLong(3) != names) {
                faults.add("there are " + blocks + " blocks of " + bytes + " bytes and " + names + " names, "
                        + r.getLong(1) + ", " + r.getLong(2) + " and " + r.getLong(3) + " are noted");
            } else if (r.getLong(5) != blocks) {
                faults.add("there are " + r.getLong(5) + " blocks, " + blocks + " are listed");
            }
        }
    }

    private static String text(byte[] cid) {
        try {
            return Cid.fromBytes(cid).toString();
        } catch (InvalidValueException e) {
            return "with a key that is no CID (" + e.getMessage() + ")";
        }
    }
}
