package io.fondaco.persistence.sqlite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fondaco.model.Cid;
import io.fondaco.model.Multihash;
import io.fondaco.persistence.StoreException;
import io.fondaco.persistence.VaultBatch;
import io.fondaco.persistence.VaultStatistics;
import io.fondaco.persistence.VaultSweep;
import java.io.BufferedReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Random;
import org.junit.After;
import org.junit.Before;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;
import org.sqlite.SQLiteConfig;

public class SqliteVaultTest {

    @Rule
    public final TemporaryFolder folder = new TemporaryFolder();

    private SqliteVaults vaults;
    private Path file;

    @Before
    public void choose() {
        Path deep = folder.getRoot().toPath().resolve("deep/store");
        vaults = new SqliteVaults(deep);
        file = deep.resolve("vault-chain.db");
    }

    @After
    public void close() {
        vaults.close();
    }

    private static byte[] bytes(int seed, int length) {
        byte[] bytes = new byte[length];
        new Random(seed).nextBytes(bytes);
        return bytes;
    }

    private static Cid cid(byte[] bytes) {
        return Cid.v1(Cid.RAW, Multihash.sha256(bytes));
    }

    private static VaultBatch batch(int from, int to, int length) {
        VaultBatch batch = new VaultBatch();
        for (int i = from; i < to; i++) {
            batch.put(cid(bytes(i, length)), bytes(i, length));
        }
        return batch;
    }

    private void sql(String... statements) throws SQLException {
        try (Connection connection = new SQLiteConfig().createConnection("jdbc:sqlite:" + file);
                Statement statement = connection.createStatement()) {
            for (String sql : statements) {
                statement.execute(sql);
            }
        }
    }

    @Test
    public void aCleanStopLeavesOneFile() {
        SqliteVault vault = vaults.open("chain");
        vault.writeSoon(batch(0, 100, 200));
        assertThat(vault.has(cid(bytes(0, 200)))).isTrue();
        vault.close();
        assertThat(file.resolveSibling("vault-chain.db-wal")).doesNotExist();
        assertThat(vaults.open("chain").verify()).isEmpty();
    }

    @Test
    public void theStoreClosesTheVaultsThatAreOpen() {
        SqliteVault vault = vaults.open("chain");
        vault.writeSoon(batch(0, 10, 200));
        vaults.close();
        assertThatThrownBy(() -> vault.has(cid(bytes(0, 200)))).hasMessageContaining("is closed");
        assertThatThrownBy(() -> vaults.open("chain"))
                .isInstanceOf(StoreException.class)
                .hasMessageContaining("has stopped");
        try (SqliteVaults again = new SqliteVaults(file.getParent())) {
            assertThat(again.open("chain").statistics().blocks()).isEqualTo(10);
        }
    }

    @Test
    public void aSweepGivesTheRoomBack() throws Exception {
        SqliteVault vault = vaults.open("chain");
        for (int i = 0; i < 20; i++) {
            vault.writeSoon(batch(i * 500, i * 500 + 500, 800));
        }
        vault.write(batch(20_000, 20_006, 2 << 20));
        VaultStatistics full = vault.statistics();
        assertThat(full.fileBytes()).isGreaterThan(20 << 20);
        try (VaultSweep sweep = vault.sweep()) {
            assertThat(sweep.run(cid -> cid.multihash().digest()[0] == 0)).isTrue();
            assertThat(sweep.deletedBytes()).isGreaterThan(19 << 20);
        }
        VaultStatistics empty = vault.statistics();
        assertThat(empty.fileBytes()).isLessThan(1 << 20);
        assertThat(Files.size(file)).isLessThan(1 << 20);
        assertThat(empty.freeBytes()).isZero();
        assertThat(empty.blocks()).isPositive();
        assertThat(vault.verify()).isEmpty();
    }

    @Test
    public void letsNoOtherProcessOpenAVault() throws Exception {
        SqliteVault vault = vaults.open("chain");
        Process other = new ProcessBuilder(VaultKillTest.java(file.getParent()))
                .redirectErrorStream(true)
                .start();
        try (BufferedReader out = other.inputReader()) {
            assertThat(out.lines().toList())
                    .anyMatch(l -> l.contains("is open already, by process "
                            + ProcessHandle.current().pid()));
        }
        assertThat(other.waitFor()).isEqualTo(1);
        vault.write(batch(0, 1, 10));
    }

    @Test
    public void refusesAFileThatIsNoVault() throws Exception {
        new SqliteStore(file, Settings.USUAL).close();
        assertThatThrownBy(() -> vaults.open("chain"))
                .isInstanceOf(StoreException.class)
                .hasMessageContaining(file.toString())
                .hasMessageContaining("not a vault");
        vaults.open("other").close();
        assertThatThrownBy(() -> new SqliteStore(file.resolveSibling("vault-other.db"), Settings.USUAL))
                .isInstanceOf(StoreException.class)
                .hasMessageContaining("not a store");
        Files.writeString(file, "a letter to the harbour master, not a database; ".repeat(100));
        assertThatThrownBy(() -> vaults.open("chain"))
                .isInstanceOf(StoreException.class)
                .hasMessageContaining(file.toString())
                .hasMessageContaining("damaged");
    }

    @Test
    public void aFailedOpeningLeavesNothingHeld() throws SQLException {
        vaults.open("chain").close();
        sql("INSERT INTO migration VALUES (2, '002-from-the-future.sql', 'x', 0)");
        assertThatThrownBy(() -> vaults.open("chain"))
                .isInstanceOf(StoreException.class)
                .hasMessageContaining("newer version");
        sql("DELETE FROM migration WHERE number = 2");
        vaults.open("chain").close();
    }

    @Test
    public void whatWasTamperedWithIsNotHandedOut() throws SQLException {
        try (SqliteVault vault = vaults.open("chain")) {
            vault.write(batch(0, 3, 100).name("head", bytes(0, 10)));
        }
        sql(
                "UPDATE block SET body = x'00' WHERE id = 1",
                "DELETE FROM block WHERE id = 2",
                "UPDATE name SET value = x'00'",
                "UPDATE total SET bytes = bytes + 1");
        SqliteVault vault = vaults.open("chain");
        assertThatThrownBy(() -> vault.get(cid(bytes(0, 100))))
                .isInstanceOf(StoreException.class)
                .hasMessageContaining(cid(bytes(0, 100)).toString())
                .hasMessageContaining(file.toString())
                .hasMessageContaining("checksum");
        assertThatThrownBy(() -> vault.get(cid(bytes(1, 100)))).hasMessageContaining("listed and not there");
        assertThatThrownBy(() -> vault.name("head")).hasMessageContaining("the name head");
        assertThat(vault.get(cid(bytes(2, 100)))).isPresent();
        assertThat(vault.verify()).hasSize(3);
        sql("UPDATE name SET value = x'01'", "DELETE FROM name", "DELETE FROM cid WHERE block < 3");
        assertThat(vault.verify()).hasSize(1).first().asString().contains("are noted");
    }

    /** Numbers tell a sweep what is new; they must not be given again when the last blocks are deleted. */
    @Test
    public void aWriterThatHadToStartAnewMidSweepGivesNoNumberTwice() throws Exception {
        SqliteVault vault = vaults.open("chain");
        vault.write(batch(0, 10, 100));
        try (VaultSweep sweep = vault.sweep()) {
            VaultBatch deletions = new VaultBatch();
            for (int i = 0; i < 10; i++) {
                deletions.delete(cid(bytes(i, 100)));
            }
            vault.write(deletions);
            sql("ALTER TABLE total RENAME TO hidden");
            assertThatThrownBy(() -> vault.write(batch(50, 51, 100)))
                    .isInstanceOf(StoreException.class)
                    .hasMessageContaining(file.toString());
            sql("ALTER TABLE hidden RENAME TO total");
            vault.write(batch(20, 25, 100));
            sweep.run(cid -> false);
            assertThat(sweep.deleted()).isZero();
        }
        assertThat(vault.statistics().blocks()).isEqualTo(5);
        assertThat(vault.has(cid(bytes(50, 100))))
                .as("nothing of a batch that failed")
                .isFalse();
        assertThat(vault.verify()).isEmpty();
    }
}
