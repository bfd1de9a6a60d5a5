package io.fondaco.persistence.sqlite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.Assume.assumeTrue;

import io.fondaco.model.Cid;
import io.fondaco.persistence.NameRange;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;

/**
 * What a vault has been given is there after a SIGKILL at any moment, and its head never points at a block that is not. 5
 * rounds; 50 with -Dfondaco.long=true.
 */
public class VaultKillTest {

    @Rule
    public final TemporaryFolder folder = new TemporaryFolder();

    static List<String> java(Path folder) {
        return List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx256m",
                "-Djava.io.tmpdir=" + folder,
                "-Dorg.slf4j.simpleLogger.defaultLogLevel=warn",
                "-cp",
                System.getProperty("java.class.path"),
                VaultFiller.class.getName(),
                folder.toString());
    }

    private static Process start(List<String> command) throws IOException {
        return new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
    }

    @Test
    public void losesNothingThatWasWrittenWhenKilled() throws Exception {
        Random random = new Random(20_260_611);
        long written = 0;
        int rounds = Boolean.getBoolean("fondaco.long") ? 50 : 5;
        for (int round = 0; round < rounds; round++) {
            Process child = start(java(folder.getRoot().toPath()));
            int lines = 1 + random.nextInt(500);
            try (BufferedReader out = child.inputReader()) {
                for (int i = 0; i < lines; i++) {
                    written = Long.parseLong(out.readLine());
                }
                // Through the handle: the process object would close the pipe with what is still in it.
                assertThat(child.toHandle().destroyForcibly()).isTrue();
                written = Math.max(written, last(out));
            }
            assertThat(child.waitFor(60, TimeUnit.SECONDS)).isTrue();
            assertThat(child.exitValue()).as("ended by SIGKILL").isEqualTo(128 + 9);
            check(written);
        }
        assertThat(written).isGreaterThanOrEqualTo(rounds);
    }

    /** The height of the last whole line; a line the kill has cut short says nothing. */
    private static long last(BufferedReader out) throws IOException {
        StringBuilder rest = new StringBuilder();
        char[] chunk = new char[8192];
        for (int n = out.read(chunk); n > 0; n = out.read(chunk)) {
            rest.append(chunk, 0, n);
        }
        return rest.substring(0, rest.lastIndexOf("\n") + 1)
                .lines()
                .mapToLong(Long::parseLong)
                .max()
                .orElse(0);
    }

    private void check(long written) {
        try (SqliteVaults vaults = new SqliteVaults(folder.getRoot().toPath())) {
            SqliteVault vault = vaults.open("chain");
            long head = Long.parseLong(new String(vault.name("head").orElseThrow(), StandardCharsets.US_ASCII));
            assertThat(head).isGreaterThanOrEqualTo(written);
            List<byte[]> chain = new ArrayList<>();
            vault.eachName(NameRange.prefix("height/"), n -> {
                assertThat(n.name()).isEqualTo(VaultFiller.name(chain.size() + 1));
                return chain.add(n.value());
            });
            assertThat(chain).as("heights up to the head").hasSize(Math.toIntExact(head));
            for (int i = 0; i < chain.size(); i++) {
                byte[] block = VaultFiller.block(i + 1);
                assertThat(vault.get(Cid.fromBytes(chain.get(i))).orElseThrow())
                        .as("block " + (i + 1))
                        .isEqualTo(block);
            }
            assertThat(vault.verify()).isEmpty();
        }
    }

    /** A limit on the size of files stands in for the disk: writes fail in the middle of a commit, then there is room. */
    @Test
    public void failsClearlyWhenTheDiskTakesNoMoreAndGoesOnOnceItDoes() throws Exception {
        assumeTrue("needs prlimit", Files.isExecutable(Path.of("/usr/bin/prlimit")));
        List<String> limited = new ArrayList<>(List.of("/usr/bin/prlimit", "--fsize=3000000:unlimited"));
        limited.addAll(java(folder.getRoot().toPath()));
        Process child = start(limited);
        long written = 0;
        try (BufferedReader out = child.inputReader()) {
            String line = out.readLine();
            for (; !line.startsWith("failed "); line = out.readLine()) {
                written = Long.parseLong(line);
            }
            assertThat(line).contains("cannot ").contains("vault-chain.db").contains("with the next write");
            assertThat(written).isPositive();
            Process raise =
                    start(List.of("/usr/bin/prlimit", "--pid", Long.toString(child.pid()), "--fsize=unlimited"));
            assertThat(raise.waitFor()).isZero();
            long until = written + 100;
            while (written < until) {
                line = out.readLine();
                if (!line.startsWith("failed ")) {
                    written = Long.parseLong(line);
                }
            }
        } finally {
            child.destroyForcibly().waitFor();
        }
        check(written);
    }
}
