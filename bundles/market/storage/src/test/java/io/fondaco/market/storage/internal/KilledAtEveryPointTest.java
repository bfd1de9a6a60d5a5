package io.fondaco.market.storage.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;

/**
 * Kills a node, with SIGKILL, at every point of a storage deal on either side: before each event is stored, after it is
 * stored and before anybody has been told, and after each step has changed the world and before that is stored. The next
 * process must bring every deal to a state its table allows, with nothing lost, left over or paid twice.
 */
public class KilledAtEveryPointTest {

    private static final int SIGKILLED = 128 + 9;
    private static final int LIVES = 4;

    @Rule
    public final TemporaryFolder folder = new TemporaryFolder();

    @Test
    public void everyDealEndsAsItsTableAllowsWhereverTheNodeIsKilled() throws Exception {
        Path first = folder.newFolder("first").toPath();
        Path second = folder.newFolder("second").toPath();
        List<String> points = live(first, "list").stream()
                .filter(l -> l.startsWith("point "))
                .map(l -> l.substring(6))
                .distinct()
                .toList();
        assertThat(points)
                .hasSizeGreaterThan(60)
                .contains(
                        "BEFORE_APPEND alice Open",
                        "AFTER_STEP bob Publish",
                        "AFTER_APPEND bob DealPublished",
                        "AFTER_APPEND alice DealExpired");
        // Two nodes, one for each core.
        CompletableFuture<List<String>> one = CompletableFuture.supplyAsync(() -> lives(first, points, 0));
        CompletableFuture<List<String>> other = CompletableFuture.supplyAsync(() -> lives(second, points, 1));
        List<String> said = new ArrayList<>(one.get(20, TimeUnit.MINUTES));
        said.addAll(other.get(20, TimeUnit.MINUTES));
        assertThat(said.stream().filter(l -> l.startsWith("FAULT") || l.startsWith("STUCK")))
                .isEmpty();
        List<String> missed = new ArrayList<>(points);
        missed.removeIf(p -> said.contains("dying " + p));
        // How often a client asks before its deal is published depends on the machine: it may be never.
        assertThat(missed).allMatch(p -> p.contains("WaitForDealState"));
    }

    private static List<String> lives(Path folder, List<String> points, int from) {
        List<String> said = new ArrayList<>();
        try {
            for (int i = from; i < points.size(); i += 2) {
                // Which way a deal takes depends on who is quicker; a life that did not come to its point is lived again.
                List<String> life = List.of();
                for (int lives = 0; lives < LIVES && !life.contains("dying " + points.get(i)); lives++) {
                    life = live(folder, points.get(i));
                    said.addAll(life);
                }
            }
            // The last life looks back on all deals.
            List<String> last = live(folder);
            assertThat(last).contains("settled");
            assertThat(last.stream().filter(l -> l.startsWith("deal ")))
                    .isNotEmpty()
                    .allMatch(l -> l.contains(" Expired") || l.contains(" Error "));
            said.addAll(last);
        } catch (IOException | InterruptedException e) {
            throw new IllegalStateException(e);
        }
        return said;
    }

    private static List<String> live(Path folder, String... dieAt) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx256m",
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-Djava.io.tmpdir=" + folder,
                "-Dorg.slf4j.simpleLogger.defaultLogLevel=error",
                "-cp",
                System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                KilledNode.class.getName(),
                folder.toString()));
        command.addAll(List.of(dieAt));
        Process node = new ProcessBuilder(command).redirectErrorStream(true).start();
        List<String> said = new ArrayList<>();
        try (BufferedReader out =
                new BufferedReader(new InputStreamReader(node.getInputStream(), StandardCharsets.UTF_8))) {
            out.lines().forEach(said::add);
        }
        int exit = node.waitFor();
        boolean died = said.stream().anyMatch(l -> l.startsWith("dying "));
        assertThat(exit).as("%s: %s", List.of(dieAt), said).isEqualTo(died ? SIGKILLED : 0);
        return said;
    }
}
