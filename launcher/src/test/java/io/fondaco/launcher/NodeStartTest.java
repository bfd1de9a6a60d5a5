package io.fondaco.launcher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.assertj.core.api.AbstractThrowableAssert;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;

public class NodeStartTest {

    @Rule
    public final TemporaryFolder temporary = new TemporaryFolder();

    private AbstractThrowableAssert<?, ? extends Throwable> startIn(Path folder) {
        PrintStream nobody = new PrintStream(PrintStream.nullOutputStream());
        NodeStart start = new NodeStart(
                new Home(temporary.getRoot().toPath()), new NodeFolder(folder), new Say(nobody, nobody, false, false));
        return assertThatThrownBy(() ->
                        start.start(new NodeStart.Options(0, 0, Duration.ofSeconds(1), Optional.empty(), false, false)))
                .isInstanceOf(Failure.class);
    }

    private static final String UP_BUT =
            "{\"ready\":false,\"up\":true,\"waitingFor\":[],\"awaitedParties\":[{\"name\":\"bob\","
                    + "\"waitsFor\":\"the chain to make its miner\"}],\"parties\":[]}";
    private static final String SHORT_OF_A_BUNDLE = "{\"ready\":false,\"up\":false,"
            + "\"waitingFor\":[\"bundle x to become active\"],\"awaitedParties\":[],\"parties\":[]}";

    /** Starts where a node runs that says this of itself. */
    private Map<String, Object> found(String status, Duration patience, Optional<Duration> forParties)
            throws Exception {
        Path folder = temporary.newFolder().toPath();
        HttpServer api = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        api.createContext("/api/v1/status", exchange -> {
            byte[] body = status.getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(200, body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
        api.start();
        // It looks like a node of the folder, and lives until its input ends.
        Process process = new ProcessBuilder("sh", "-c", "read line; :", "-Dfondaco.dir=" + folder).start();
        try {
            Files.writeString(
                    folder.resolve("api.json"),
                    "{\"url\":\"http://127.0.0.1:" + api.getAddress().getPort() + "/api/v1\",\"pid\":" + process.pid()
                            + "}");
            Files.writeString(folder.resolve("api-token"), "x".repeat(43));
            PrintStream nobody = new PrintStream(PrintStream.nullOutputStream());
            NodeStart start = new NodeStart(
                    new Home(temporary.getRoot().toPath()),
                    new NodeFolder(folder),
                    new Say(nobody, nobody, false, false));
            return start.start(new NodeStart.Options(0, 0, patience, forParties, false, false));
        } finally {
            assertThat(process.isAlive()).isTrue();
            process.getOutputStream().close();
            process.waitFor();
            api.stop(0);
        }
    }

    @Test
    public void aNodeThatOnlyLacksPartiesIsUpAndSaysWhoIsAwaited() throws Exception {
        String told = "Up. Not in yet: party bob (the chain to make its miner); `fondaco status` tells when.";
        for (List<Duration> spans : List.of(
                List.of(Duration.ofMinutes(5), Duration.ofMillis(200)),
                List.of(Duration.ofSeconds(1), Duration.ofMinutes(5)))) {
            Map<String, Object> result = found(UP_BUT, spans.get(0), Optional.of(spans.get(1)));
            assertThat(NodeStart.notIn(result)).contains(told);
            assertThat(result).containsEntry("ready", false).containsKeys("api", "console", "parties");
        }
        Map<String, Object> ready = found(
                "{\"ready\":true,\"up\":true,\"waitingFor\":[],\"awaitedParties\":[],\"parties\":[]}",
                Duration.ofMinutes(5),
                Optional.of(Duration.ofMinutes(5)));
        assertThat(ready).containsEntry("ready", true);
        assertThat(NodeStart.notIn(ready)).isEmpty();
    }

    @Test
    public void whoIsOfNoUseWithoutItsPartiesWaitsForThem() {
        assertThatThrownBy(() -> found(UP_BUT, Duration.ofSeconds(1), Optional.empty()))
                .isInstanceOf(Failure.class)
                .hasMessageContaining("it goes on, and waits for party bob (the chain to make its miner)");
        assertThatThrownBy(() -> found(SHORT_OF_A_BUNDLE, Duration.ofSeconds(1), Optional.of(Duration.ZERO)))
                .isInstanceOf(Failure.class)
                .hasMessageContaining("it goes on, and waits for bundle x to become active");
    }

    /** A distribution whose node never comes up. */
    private Home sleeper() throws IOException {
        Path home = temporary.newFolder().toPath();
        for (String folder : List.of("system", "lib/fondaco", "lib/boot", "lib/jdk9plus", "etc")) {
            Files.createDirectories(home.resolve(folder));
        }
        for (String file : List.of("org.ops4j.pax.web.cfg", "org.apache.karaf.shell.cfg", "users.properties")) {
            Files.writeString(home.resolve("etc").resolve(file), "");
        }
        Path sleep = Files.writeString(
                home.resolve("Sleep.java"),
                "class Sleep { public static void main(String[] x) throws Exception { Thread.sleep(60_000); } }");
        Files.writeString(home.resolve("lib/fondaco/node.options"), sleep + "\n");
        return new Home(home);
    }

    @Test
    public void aNodeThatDoesNotComeUpIsStoppedAndThatIsSaid() throws IOException {
        NodeFolder node = new NodeFolder(temporary.newFolder().toPath());
        PrintStream nobody = new PrintStream(PrintStream.nullOutputStream());
        NodeStart start = new NodeStart(sleeper(), node, new Say(nobody, nobody, false, false));
        assertThatThrownBy(() -> start.start(new NodeStart.Options(
                        0, 0, Duration.ofSeconds(2), Optional.of(Duration.ofSeconds(20)), false, false)))
                .isInstanceOf(Failure.class)
                .hasMessageContaining("The node was not ready after 2 s, so it was stopped; it waited for its API");
        assertThat(node.process()).isEmpty();
    }

    @Test
    public void aDataFolderThatCannotBeOneIsSaidInWords() throws IOException {
        Path file = temporary.newFile("notes.txt").toPath();
        startIn(file)
                .hasMessage(file + " cannot be a node's data folder: it is no folder")
                .extracting(failure -> ((Failure) failure).hint())
                .asString()
                .contains("fondaco start --dir FOLDER");
        startIn(file.resolve("below")).hasMessageContaining("cannot be a node's data folder: ");
        startIn(Path.of("/dev/null/below/further")).hasMessageContaining("cannot be a node's data folder: ");
    }
}
