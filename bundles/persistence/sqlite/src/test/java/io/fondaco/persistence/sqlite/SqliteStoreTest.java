package io.fondaco.persistence.sqlite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fondaco.persistence.IndexQuery;
import io.fondaco.persistence.IndexRow;
import io.fondaco.persistence.JournalEntry;
import io.fondaco.persistence.NewEntry;
import io.fondaco.persistence.StoreException;
import java.io.BufferedReader;
import java.io.File;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.Before;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;
import org.sqlite.SQLiteConfig;

public class SqliteStoreTest {

    @Rule
    public final TemporaryFolder folder = new TemporaryFolder();

    private Path file;

    @Before
    public void choose() {
        file = folder.getRoot().toPath().resolve("deep/store/fondaco.db");
    }

    private SqliteStore open() {
        return new SqliteStore(file, Settings.USUAL);
    }

    private static NewEntry entry(String stream, long expected, int bytes) {
        byte[] body = "x".repeat(bytes).getBytes(StandardCharsets.US_ASCII);
        IndexRow row = new IndexRow("deal", stream, 1, Map.of("at", Long.toString(expected + 1)), body);
        return new NewEntry(stream, expected, "Kind", expected, body, Optional.of(row));
    }

    private static <T> T get(CompletionStage<T> stage) {
        return stage.toCompletableFuture().orTimeout(60, TimeUnit.SECONDS).join();
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
    public void findsEverythingAgainAfterACleanStop() {
        List<JournalEntry> written = new ArrayList<>();
        try (SqliteStore store = open()) {
            for (int i = 0; i < 20; i++) {
                written.add(get(store.append(entry("s" + i % 3, i / 3, 100))));
            }
        }
        assertThat(file.resolveSibling("fondaco.db-wal")).doesNotExist();
        try (SqliteStore store = open()) {
            assertThat(store.readAll(0, 100))
                    .usingRecursiveFieldByFieldElementComparator()
                    .isEqualTo(written);
            assertThat(get(store.append(entry("s0", 7, 100))).position()).isEqualTo(21);
            assertThat(store.count(IndexQuery.of("deal", 1))).isEqualTo(3);
            assertThat(store.verify()).isEmpty();
        }
    }

    @Test
    public void writesWhatWasHandedInBeforeItWasClosedAndRefusesTheRest() {
        SqliteStore store = open();
        List<CompletionStage<JournalEntry>> stages = new ArrayList<>();
        for (int i = 0; i < 500; i++) {
            stages.add(store.append(entry("s", i, 10)));
        }
        store.close();
        store.close();
        stages.forEach(SqliteStoreTest::get);
        assertThatThrownBy(() -> get(store.append(entry("s", 500, 10))))
                .hasCauseInstanceOf(StoreException.class)
                .hasMessageContaining("is closed");
        assertThatThrownBy(() -> store.read("s", 0, 1))
                .isInstanceOf(StoreException.class)
                .hasMessageContaining("is closed");
        try (SqliteStore again = open()) {
            assertThat(again.read("s", 0, 1000)).hasSize(500);
        }
    }

    @Test
    public void letsOnlyOneOpenAStore() {
        try (SqliteStore store = open()) {
            for (int i = 0; i < 3; i++) {
                assertThatThrownBy(this::open)
                        .isInstanceOf(StoreException.class)
                        .hasMessageContaining("is open already")
                        .hasMessageContaining("by this process");
            }
            get(store.append(entry("s", 0, 10)));
        }
        open().close();
    }

    /** As when a container runs two copies of the bundle, each with a native library of its own. */
    @Test
    public void letsOnlyOneOpenAStoreThoughClassesAreLoadedAnew() throws Exception {
        List<URL> path = new ArrayList<>();
        for (String part : System.getProperty("java.class.path").split(File.pathSeparator)) {
            path.add(Path.of(part).toUri().toURL());
        }
        for (int refresh = 0; refresh < 2; refresh++) {
            try (URLClassLoader fresh =
                    new URLClassLoader(path.toArray(new URL[0]), ClassLoader.getPlatformClassLoader())) {
                AutoCloseable store = open(fresh);
                for (int i = 0; i < 2; i++) {
                    assertThatThrownBy(this::open).hasMessageContaining("is open already");
                }
                store.close();
                open().close();
            }
        }
    }

    private AutoCloseable open(ClassLoader loader) throws ReflectiveOperationException {
        Class<?> settings = loader.loadClass(Settings.class.getName());
        return (AutoCloseable) loader.loadClass(SqliteStore.class.getName())
                .getConstructor(Path.class, settings)
                .newInstance(file, settings.getField("USUAL").get(null));
    }

    @Test
    public void letsNoOtherProcessOpenAStore() throws Exception {
        try (SqliteStore store = open()) {
            // What a refused attempt of this process may have dropped must not let others in.
            assertThatThrownBy(this::open).isInstanceOf(StoreException.class);
            Process other = new ProcessBuilder(KillTest.java(file, "other"))
                    .redirectErrorStream(true)
                    .start();
            try (BufferedReader out = other.inputReader()) {
                assertThat(out.lines().toList())
                        .anyMatch(l -> l.contains("is open already, by process "
                                + ProcessHandle.current().pid()));
            }
            assertThat(other.waitFor()).isEqualTo(1);
            get(store.append(entry("s", 0, 10)));
        }
    }

    @Test
    public void aFailedOpeningLeavesNothingHeld() throws SQLException {
        open().close();
        sql("INSERT INTO migration VALUES (2, '002-from-the-future.sql', 'x', 0)");
        assertThatThrownBy(this::open)
                .isInstanceOf(StoreException.class)
                .hasMessageContaining("newer version")
                .hasMessageContaining("002-from-the-future.sql");
        sql("DELETE FROM migration WHERE number = 2");
        open().close();
    }

    @Test
    public void refusesAFileThatIsNoStore() throws Exception {
        Files.createDirectories(file.getParent());
        sql("CREATE TABLE theirs (x)");
        assertThatThrownBy(this::open).isInstanceOf(StoreException.class).hasMessageContaining("not a store");
        Files.delete(file);
        Files.writeString(file, "a letter to the harbour master, not a database; ".repeat(100));
        assertThatThrownBy(this::open)
                .isInstanceOf(StoreException.class)
                .hasMessageContaining("damaged")
                .hasMessageContaining("put back a backup");
    }

    @Test
    public void aContinuationThatBlocksHoldsUpNeitherTheWriterNorOtherAnswers() throws Exception {
        try (SqliteStore store = open();
                Connection other = new SQLiteConfig().createConnection("jdbc:sqlite:" + file);
                Statement statement = other.createStatement()) {
            CountDownLatch release = new CountDownLatch(1);
            // Keeps the writer from committing until the continuation is in place.
            statement.execute("BEGIN IMMEDIATE");
            CompletionStage<Void> blocked = store.append(entry("a", 0, 10)).thenAccept(e -> await(release));
            statement.execute("ROLLBACK");
            for (int i = 0; i < 20; i++) {
                get(store.append(entry("b", i, 10)));
            }
            assertThat(blocked.toCompletableFuture()).isNotDone();
            release.countDown();
            get(blocked);
        }
    }

    private static void await(CountDownLatch latch) {
        try {
            assertThat(latch.await(60, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    public void aThreadThatIsBeingStoppedMayStillRead() {
        try (SqliteStore store = open()) {
            get(store.append(entry("s", 0, 10)));
            Thread.currentThread().interrupt();
            assertThat(store.read("s", 0, 10)).hasSize(1);
            assertThat(Thread.interrupted()).isTrue();
        }
    }

    @Test
    public void refusesTextThatUtf8CannotCarry() {
        try (SqliteStore store = open()) {
            assertThatThrownBy(() -> store.append(entry("half \uD83C", 0, 1)))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("surrogate");
        }
    }

    @Test
    public void aRowThatWasTamperedWithIsNotReturned() throws SQLException {
        try (SqliteStore store = open()) {
            get(store.append(entry("a", 0, 10)));
            get(store.append(entry("b", 0, 10)));
            get(store.append(entry("c", 0, 10)));
        }
        sql(
                "UPDATE item SET body = x'00' WHERE key = 'a'",
                "UPDATE facet SET value = '9' WHERE key = 'b'",
                "DELETE FROM item WHERE key = 'c'",
                "UPDATE entry SET at = at + 1 WHERE position = 2");
        try (SqliteStore store = open()) {
            assertThatThrownBy(() -> store.get("deal", "a"))
                    .isInstanceOf(StoreException.class)
                    .hasMessageContaining("checksum");
            assertThatThrownBy(() -> store.find(IndexQuery.of("deal", 10).where(Map.of("at", "9"))))
                    .isInstanceOf(StoreException.class)
                    .hasMessageContaining("deal/b");
            assertThatThrownBy(() -> store.find(IndexQuery.of("deal", 10).where(Map.of("at", "1"))))
                    .isInstanceOf(StoreException.class)
                    .hasMessageContaining("deal/c");
            assertThat(store.verify()).anyMatch(f -> f.contains("stream b: event 1 does not match its hash"));
            assertThat(store.verify()).anyMatch(f -> f.contains("deal/b is not indexed by at"));
        }
    }

    @Test
    public void settingsSayWhatTheyMayBe() {
        assertThatThrownBy(() -> new Settings(0, Duration.ZERO, 1, Duration.ofSeconds(1), 0))
                .hasMessageContaining("a group is 1 to 10000 writes, not 0");
        assertThatThrownBy(() -> new Settings(1, Duration.ofSeconds(2), 1, Duration.ofSeconds(1), 0))
                .hasMessageContaining("not 2000");
        assertThatThrownBy(() -> new Settings(1, Duration.ZERO, 65, Duration.ofSeconds(1), 0))
                .hasMessageContaining("1 to 64 readers, not 65");
    }
}
