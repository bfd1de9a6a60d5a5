package io.fondaco.persistence.sqlite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.Assume.assumeTrue;

import io.fondaco.persistence.HashChain;
import io.fondaco.persistence.JournalEntry;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;

/** What has been acknowledged is there after a SIGKILL at any moment. 5 rounds; 50 with -Dfondaco.long=true. */
public class KillTest {

    @Rule
    public final TemporaryFolder folder = new TemporaryFolder();

    static List<String> java(Path file, String round) {
        return List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx256m",
                "-Djava.io.tmpdir=" + file.getParent(),
                "-Dorg.slf4j.simpleLogger.defaultLogLevel=warn",
                "-cp",
                System.getProperty("java.class.path"),
                Appender.class.getName(),
                file.toString(),
                round);
    }

    private static Process start(List<String> command) throws IOException {
        return new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
    }

    /** What a line acknowledges; a line the kill has cut short acknowledges nothing. */
    private static void note(String line, Map<String, Long> acknowledged) {
        int space = line.indexOf(' ');
        acknowledged.merge(line.substring(0, space), Long.parseLong(line.substring(space + 1)), Math::max);
    }

    @Test
    public void losesNothingAcknowledgedWhenKilled() throws Exception {
        Path file = folder.getRoot().toPath().resolve("fondaco.db");
        Random random = new Random(20_240_611);
        Map<String, Long> acknowledged = new HashMap<>();
        int rounds = Boolean.getBoolean("fondaco.long") ? 50 : 5;
        for (int round = 0; round < rounds; round++) {
            Process child = start(java(file, "round" + round));
            int lines = 1 + random.nextInt(4000);
            try (BufferedReader out = child.inputReader()) {
                for (int i = 0; i < lines; i++) {
                    note(out.readLine(), acknowledged);
                }
                // Through the handle: the process object would close the pipe with what is still in it.
                assertThat(child.toHandle().destroyForcibly()).isTrue();
                readTheRest(out, acknowledged);
            }
            assertThat(child.waitFor(60, TimeUnit.SECONDS)).isTrue();
            assertThat(child.exitValue()).as("ended by SIGKILL").isEqualTo(128 + 9);
            check(file, acknowledged);
            assertThat(unpacked()).as("native libraries left behind").isEmpty();
        }
        assertThat(acknowledged).hasSizeBetween(rounds, rounds * Appender.THREADS);
    }

    private List<Path> unpacked() throws IOException {
        try (Stream<Path> files = Files.walk(folder.getRoot().toPath())) {
            return files.filter(f -> f.getFileName().toString().startsWith("sqlite-"))
                    .toList();
        }
    }

    @Test
    public void sweepsWhatAKilledStartHasUnpacked() throws Exception {
        Path file = folder.getRoot().toPath().resolve("fondaco.db");
        Path left = folder.newFolder("fondaco.db-native").toPath().resolve("sqlite-3.46.1.3-0-libsqlitejdbc.so");
        Files.write(left, new byte[10]);
        Path own = Files.write(left.resolveSibling("notes.txt"), new byte[10]);
        new SqliteStore(file, Settings.USUAL).close();
        assertThat(left).doesNotExist();
        assertThat(own).exists();
        assertThat(System.getProperty("org.sqlite.tmpdir")).as("for others").isNull();
    }

    private static void readTheRest(BufferedReader out, Map<String, Long> acknowledged) throws IOException {
        StringBuilder rest = new StringBuilder();
        char[] chunk = new char[8192];
        for (int n = out.read(chunk); n > 0; n = out.read(chunk)) {
            rest.append(chunk, 0, n);
        }
        rest.substring(0, rest.lastIndexOf("\n") + 1).lines().forEach(line -> note(line, acknowledged));
    }

    private static void check(Path file, Map<String, Long> acknowledged) {
        try (SqliteStore store = new SqliteStore(file, Settings.USUAL)) {
            acknowledged.forEach((stream, length) -> {
                List<JournalEntry> entries = whole(store, stream);
                assertThat(entries).as(stream).hasSizeGreaterThanOrEqualTo(Math.toIntExact(length));
                assertThat(HashChain.fault(entries)).isEmpty();
                JournalEntry last = entries.get(entries.size() - 1);
                var row = store.get("deal", stream).orElseThrow();
                assertThat(row.facets()).containsEntry("length", Long.toString(last.seq()));
                assertThat(row.body()).isEqualTo(last.body());
            });
            assertThat(store.verify()).isEmpty();
        }
    }

    private static List<JournalEntry> whole(SqliteStore store, String stream) {
        List<JournalEntry> entries = new ArrayList<>();
        List<JournalEntry> part;
        do {
            part = store.read(stream, entries.size(), 500);
            entries.addAll(part);
        } while (!part.isEmpty());
        return entries;
    }

    /** A limit on the size of files stands in for the disk: writes fail in the middle of a commit, then there is room. */
    @Test
    public void failsClearlyWhenTheDiskTakesNoMoreAndGoesOnOnceItDoes() throws Exception {
        assumeTrue("needs prlimit", Files.isExecutable(Path.of("/usr/bin/prlimit")));
        Path file = folder.getRoot().toPath().resolve("fondaco.db");
        List<String> limited = new ArrayList<>(List.of("/usr/bin/prlimit", "--fsize=3000000:unlimited"));
        limited.addAll(java(file, "full"));
        Process child = start(limited);
        Map<String, Long> acknowledged = new HashMap<>();
        try (BufferedReader out = child.inputReader()) {
            String line = out.readLine();
            for (; !line.startsWith("failed "); line = out.readLine()) {
                note(line, acknowledged);
            }
            assertThat(line).contains("cannot write").contains(file.toString()).contains("with the next write");
            assertThat(acknowledged).isNotEmpty();
            Process raise =
                    start(List.of("/usr/bin/prlimit", "--pid", Long.toString(child.pid()), "--fsize=unlimited"));
            assertThat(raise.waitFor()).isZero();
            int again = 0;
            while (again < 500) {
                line = out.readLine();
                if (!line.startsWith("failed ")) {
                    note(line, acknowledged);
                    again++;
                }
            }
        } finally {
            child.destroyForcibly().waitFor();
        }
        check(file, acknowledged);
    }
}
