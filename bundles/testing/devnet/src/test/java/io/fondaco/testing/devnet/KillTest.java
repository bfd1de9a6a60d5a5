package io.fondaco.testing.devnet;

import static org.assertj.core.api.Assertions.assertThat;

import io.fondaco.chain.Included;
import io.fondaco.chain.actors.Audit;
import io.fondaco.chain.actors.Builtin;
import io.fondaco.chain.node.ChainNode;
import io.fondaco.model.Address;
import io.fondaco.model.Cid;
import io.fondaco.model.SystemTime;
import io.fondaco.model.TokenAmount;
import io.fondaco.persistence.Vault;
import io.fondaco.persistence.sqlite.SqliteVaults;
import io.fondaco.testing.kit.SeededKeys;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;

/** A node's process is killed again and again while it sends and makes blocks. */
public class KillTest {
    private static final int LIVES = Boolean.getBoolean("fondaco.long") ? 100 : 8;

    @Rule
    public final TemporaryFolder folder = new TemporaryFolder();

    private Process begin() throws IOException {
        return new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx256m",
                        "-Dorg.slf4j.simpleLogger.defaultLogLevel=warn",
                        "-cp",
                        System.getProperty("java.class.path"),
                        KilledNode.class.getName(),
                        folder.getRoot().toString())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
    }

    /** Reads lines until one begins like this. @return it; null if the process ended before */
    private static String read(BufferedReader out, String begin) throws IOException {
        String line = out.readLine();
        while (line != null && !line.startsWith(begin)) {
            line = out.readLine();
        }
        return line;
    }

    @Test
    public void whateverIsKilledWhenEachRentIsPaidOnceAndTheBooksHold() throws Exception {
        Random random = new Random(7);
        for (int life = 0; life < LIVES; life++) {
            Process process = begin();
            try (BufferedReader out = process.inputReader()) {
                assertThat(read(out, "began")).isNotNull();
                // Some lines of life later, wherever that is.
                int lines = random.nextInt(40 * (life + 1));
                for (int i = 0; i < lines && out.readLine() != null; i++) {
                    assertThat(process.isAlive() || process.exitValue() == 0).isTrue();
                }
                process.destroyForcibly();
                assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
            }
        }
        Process last = begin();
        try (BufferedReader out = last.inputReader()) {
            assertThat(read(out, "done")).isNotNull();
        }
        assertThat(last.waitFor(60, TimeUnit.SECONDS)).isTrue();
        look();
    }

    private void look() throws Exception {
        SeededKeys keys = new SeededKeys();
        try (SystemTime time = new SystemTime("kill-test");
                SqliteVaults vaults = new SqliteVaults(folder.getRoot().toPath().resolve("store"));
                Vault vault = vaults.open("chain");
                ChainNode node = KilledNode.open(folder.getRoot().toPath(), vault, keys, time, Runnable::run, false)) {
            Set<Cid> paid = new HashSet<>();
            for (int month = 0; month < KilledNode.MONTHS; month++) {
                Included rent = node.find(node.pool().sentFor("rent " + month).orElseThrow())
                        .orElseThrow();
                assertThat(rent.receipt().ok()).isTrue();
                assertThat(paid.add(rent.cid())).isTrue();
            }
            Address landlord = KilledNode.landlord();
            TokenAmount received =
                    node.read(view -> view.tree().actor(landlord).orElseThrow().balance());
            assertThat(received).isEqualTo(KilledNode.RENT.times(KilledNode.MONTHS));
            Audit audit = node.read(view -> Audit.of(view.tree(), view.policy(), view.epoch(), Builtin.invariants()));
            assertThat(audit.violations()).isEmpty();
        }
    }
}
