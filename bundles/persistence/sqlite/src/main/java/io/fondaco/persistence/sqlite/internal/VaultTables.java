package io.fondaco.persistence.sqlite.internal;

import io.fondaco.model.Cid;
import io.fondaco.persistence.VaultBatch;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A vault's tables as its writer sees them: one connection, its statements, and the totals. For one thread at a time.
 * After any failure it is thrown away and opened anew.
 *
 * <p>Durability is a matter of when the write-ahead log is forced to the disk: SQLite's FULL does so with every commit,
 * NORMAL only before the log is folded into the file. Commits are appended to one log, each sealed by checksums that go on
 * from those before it, so a forced commit brings along all before it, and a power cut can only take the log's end.
 */
final class VaultTables implements AutoCloseable {

    private record Known(long block, int size) {}

    private final Connection connection;
    private final Statement plain;
    private final PreparedStatement begin;
    private final PreparedStatement commit;
    private final PreparedStatement findCid;
    private final PreparedStatement newCid;
    private final PreparedStatement moveCid;
    private final PreparedStatement dropCid;
    private final PreparedStatement newBlock;
    private final PreparedStatement moveBlock;
    private final PreparedStatement dropBlock;
    private final PreparedStatement newName;
    private final PreparedStatement setName;
    private final PreparedStatement dropName;
    private final PreparedStatement setTotal;
    private boolean forced = true;
    private long lastBlock;
    private long blocks;
    private long bytes;
    private long names;

    /** @param last the number of the block put last, as far as known: numbers are not given twice during a sweep */
    VaultTables(Connection connection, long last) throws SQLException {
        this.connection = connection;
        plain = connection.createStatement();
        begin = connection.prepareStatement("BEGIN IMMEDIATE");
        commit = connection.prepareStatement("COMMIT");
        findCid = connection.prepareStatement("SELECT block, size FROM cid WHERE cid = ?");
        newCid = connection.prepareStatement("INSERT OR IGNORE INTO cid (cid, block, size) VALUES (?, ?, ?)");
        moveCid = connection.prepareStatement("UPDATE cid SET block = ? WHERE cid = ?");
        dropCid = connection.prepareStatement("DELETE FROM cid WHERE cid = ?");
        newBlock = connection.prepareStatement("INSERT INTO block (id, crc, body) VALUES (?, ?, ?)");
        moveBlock = connection.prepareStatement("UPDATE block SET id = ? WHERE id = ?");
        dropBlock = connection.prepareStatement("DELETE FROM block WHERE id = ?");
        newName = connection.prepareStatement("INSERT INTO name (crc, value, name) VALUES (?, ?, ?)");
        setName = connection.prepareStatement("UPDATE name SET crc = ?, value = ? WHERE name = ?");
        dropName = connection.prepareStatement("DELETE FROM name WHERE name = ?");
        setTotal =
                connection.prepareStatement("UPDATE total SET batches = batches + 1, blocks = ?, bytes = ?, names = ?");
        lastBlock = Math.max(last, number("SELECT coalesce(max(id), 0) FROM block"));
        blocks = number("SELECT blocks FROM total");
        bytes = number("SELECT bytes FROM total");
        names = number("SELECT names FROM total");
    }

    private long number(String sql) throws SQLException {
        try (ResultSet result = plain.executeQuery(sql)) {
            return result.getLong(1);
        }
    }

    /** The number of the block put last; those put later have larger ones. */
    long lastBlock() {
        return lastBlock;
    }

    /** @param horizon blocks of this number or less are put anew when they are put again; -1 for none */
    void write(VaultBatch batch, long horizon, boolean force) throws SQLException {
        begin(force);
        for (Map.Entry<Cid, Optional<byte[]>> order : batch.blocks().entrySet()) {
            byte[] cid = order.getKey().toBytes();
            if (order.getValue().isPresent()) {
                put(cid, order.getValue().get(), horizon);
            } else {
                delete(cid, Long.MAX_VALUE);
            }
        }
        for (Map.Entry<String, Optional<byte[]>> order : batch.names().entrySet()) {
            if (order.getValue().isPresent()) {
                name(order.getKey(), order.getValue().get());
            } else {
                dropName.setString(1, order.getKey());
                names -= dropName.executeUpdate();
            }
        }
        end();
    }

    /** Deletes those of these that have a number up to the horizon. Answers how many that were, and their bytes. */
    long[] delete(List<byte[]> cids, long horizon) throws SQLException {
        long before = blocks;
        long bytesBefore = bytes;
        begin(false);
        for (byte[] cid : cids) {
            delete(cid, horizon);
        }
        end();
        return new long[] {before - blocks, bytesBefore - bytes};
    }

    private void begin(boolean force) throws SQLException {
        if (force != forced) {
            plain.execute("PRAGMA synchronous = " + (force ? "FULL" : "NORMAL"));
            forced = force;
        }
        begin.execute();
    }

    private void end() throws SQLException {
        setTotal.setLong(1, blocks);
        setTotal.setLong(2, bytes);
        setTotal.setLong(3, names);
        setTotal.executeUpdate();
        commit.execute();
    }

    private void put(byte[] cid, byte[] body, long horizon) throws SQLException {
        newCid.setBytes(1, cid);
        newCid.setLong(2, lastBlock + 1);
        newCid.setInt(3, body.length);
        if (newCid.executeUpdate() == 0) {
            putAgain(cid, horizon);
            return;
        }
        newBlock.setLong(1, ++lastBlock);
        newBlock.setLong(2, VaultReads.crc(cid, body));
        newBlock.setBytes(3, body);
        newBlock.executeUpdate();
        blocks++;
        bytes += body.length;
    }

    private void putAgain(byte[] cid, long horizon) throws SQLException {
        if (horizon < 0) {
            return;
        }
        Known known = known(cid);
        if (known.block() > horizon) {
            return;
        }
        moveBlock.setLong(1, ++lastBlock);
        moveBlock.setLong(2, known.block());
        moveBlock.executeUpdate();
        moveCid.setLong(1, lastBlock);
        moveCid.setBytes(2, cid);
        moveCid.executeUpdate();
    }

    private Known known(byte[] cid) throws SQLException {
        findCid.setBytes(1, cid);
        try (ResultSet result = findCid.executeQuery()) {
            return result.next() ? new Known(result.getLong(1), result.getInt(2)) : null;
        }
    }

    private void delete(byte[] cid, long horizon) throws SQLException {
        Known known = known(cid);
        if (known == null || known.block() > horizon) {
            return;
        }
        dropCid.setBytes(1, cid);
        dropCid.executeUpdate();
        dropBlock.setLong(1, known.block());
        dropBlock.executeUpdate();
        blocks--;
        bytes -= known.size();
    }

    private void name(String name, byte[] value) throws SQLException {
        long crc = VaultReads.crc(name.getBytes(StandardCharsets.UTF_8), value);
        if (write(setName, crc, value, name) == 0) {
            write(newName, crc, value, name);
            names++;
        }
    }

    private static int write(PreparedStatement statement, long crc, byte[] value, String name) throws SQLException {
        statement.setLong(1, crc);
        statement.setBytes(2, value);
        statement.setString(3, name);
        return statement.executeUpdate();
    }

    /**
     * Takes pages that are not in use off the end of the file.
     *
     * @param pages how many at most
     * @return how many
     */
    int giveBack(int pages) throws SQLException {
        long before = number("PRAGMA freelist_count");
        if (before == 0) {
            return 0;
        }
        begin(false);
        // An update, because the driver takes a query's first step only, and each step gives back one page.
        plain.executeUpdate("PRAGMA incremental_vacuum(" + pages + ")");
        commit.execute();
        return Math.toIntExact(before - number("PRAGMA freelist_count"));
    }

    /** See {@link Database#checkpoint}. */
    boolean checkpoint(int patienceMillis) throws SQLException {
        return Database.checkpoint(plain, patienceMillis);
    }

    /** Closes the connection; an open transaction is rolled back by that. */
    @Override
    public void close() throws SQLException {
        connection.close();
    }
}
