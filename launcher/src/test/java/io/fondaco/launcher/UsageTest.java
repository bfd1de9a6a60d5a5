package io.fondaco.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.After;
import org.junit.Before;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;

public class UsageTest {

    @Rule
    public final TemporaryFolder temporary = new TemporaryFolder();

    private final PrintStream usualOut = System.out;
    private final PrintStream usualErr = System.err;
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();
    private String dir;

    @Before
    public void listen() {
        System.setOut(new PrintStream(out, true, StandardCharsets.UTF_8));
        System.setErr(new PrintStream(err, true, StandardCharsets.UTF_8));
        dir = temporary.getRoot().getPath();
    }

    @After
    public void leave() {
        System.setOut(usualOut);
        System.setErr(usualErr);
    }

    @Test
    public void wrongUsageEndsWithTwoTheUsageAndWithJsonOneObject() throws IOException {
        for (List<String> wrong : List.of(
                List.of("nosuchverb"),
                List.of("deals", "--limit", "-1"),
                List.of("deals", "--limit", "501"),
                List.of("deals", "--limit", "many"),
                List.of("run", ""),
                List.of("run", "--timeout", "0", "deal:list"),
                List.of("explain", "../etc"),
                List.of("explain", "bafy?x"),
                List.of("start", "--port", "70000"),
                List.of("start", "--wait", "0"),
                List.of("demo", "--wait", "-1"),
                List.of("tool"),
                List.of("tool", "genesis"),
                List.of("tool", "verify-receipt"),
                List.of("tool", "genesis", "--nodes", "0", "--out", dir),
                List.of("tool", "genesis", "--nodes", "17", "--out", dir),
                List.of("tool", "genesis", "--start-in", "-1", "--out", dir),
                List.of("tool", "genesis", "--epoch-millis", "19", "--out", dir))) {
            out.reset();
            err.reset();
            List<String> arguments = new ArrayList<>(wrong);
            arguments.add("--json");
            assertThat(Main.run(arguments.toArray(new String[0])))
                    .as(wrong.toString())
                    .isEqualTo(2);
            assertThat(text(err)).as(wrong.toString()).startsWith("error: ").contains("Usage: fondaco");
            assertThat(text(out).lines()).as(wrong.toString()).hasSize(1);
            JsonNode error = Say.JSON.readTree(text(out)).path("error");
            assertThat(error.path("message").asText()).as(wrong.toString()).isNotBlank();
            assertThat(error.path("hint").asText()).as(wrong.toString()).startsWith("See: fondaco");
        }
    }

    @Test
    public void withoutJsonWrongUsageLeavesStandardOutputEmpty() {
        assertThat(Main.run("deals", "--limit", "-1", "--dir", dir)).isEqualTo(2);
        assertThat(text(out)).isEmpty();
        assertThat(text(err)).contains("--limit must be from 1 to 500, it was -1");
    }

    @Test
    public void anUnknownVerbIsNamedAndOneLikeItSuggested() {
        assertThat(Main.run("stats", "--json")).isEqualTo(2);
        assertThat(text(err)).contains("There is no verb 'stats'", "fondaco status");
    }

    @Test
    public void aNodeThatIsNotRunningIsNoErrorForStatusAndStop() throws IOException {
        assertThat(Main.run("status", "--json", "--dir", dir)).isEqualTo(1);
        assertThat(text(out)).isEqualTo("{\"running\":false,\"ready\":false}\n");
        out.reset();
        assertThat(Main.run("stop", "--dir", dir)).isZero();
        assertThat(text(out)).contains("No node is running in " + dir);
        out.reset();
        assertThat(Main.run("deals", "--json", "--dir", dir)).isEqualTo(1);
        assertThat(Say.JSON.readTree(text(out)).path("error").path("hint").asText())
                .contains("fondaco start --dir " + dir);
    }

    @Test
    public void aNodeThatDoesNotAnswerIsRunningButNotReady() throws Exception {
        // It looks like a node of the folder, lives until its input ends, and answers nobody.
        Process dumb = new ProcessBuilder("sh", "-c", "read line; :", "-Dfondaco.dir=" + dir).start();
        try {
            Path card = Path.of(dir, "api.json");
            Files.writeString(card, "{\"url\":\"http://127.0.0.1:1/api/v1\",\"pid\":" + dumb.pid() + "}");
            Files.writeString(Path.of(dir, "api-token"), "x".repeat(43));
            assertThat(Main.run("status", "--json", "--dir", dir)).isEqualTo(1);
            JsonNode status = Say.JSON.readTree(text(out));
            assertThat(status.path("running").asBoolean()).isTrue();
            assertThat(status.path("ready").asBoolean()).isFalse();
            assertThat(status.path("pid").asLong()).isEqualTo(dumb.pid());
            assertThat(status.path("waitingFor").path(0).asText()).contains("does not answer");
        } finally {
            dumb.getOutputStream().close();
            dumb.waitFor();
        }
    }

    @Test
    public void helpNamesTheDataFolderThatIsUsed() throws IOException {
        Path home = Files.createDirectories(temporary.getRoot().toPath().resolve("house/system"))
                .getParent();
        System.setProperty("fondaco.home", home.toString());
        try {
            assertThat(Home.dataFolder("/srv/node")).isEqualTo(Path.of("/srv/node"));
            assertThat(Home.dataFolder(null)).isEqualTo(home.resolve("data"));
            assertThat(Home.dataFolder(" ")).isEqualTo(home.resolve("data"));
            assertThat(Main.run("status", "--help")).isZero();
            Path used = Home.dataFolder(System.getenv("FONDACO_DIR"));
            // Long paths are broken anywhere to fit the terminal.
            assertThat(text(out).replaceAll("\\s+", "")).contains("now" + used);
        } finally {
            System.clearProperty("fondaco.home");
        }
    }

    @Test
    public void aDemoOfWhatIsNoReadableFileStartsNothing() throws IOException {
        for (Path wrong : List.of(temporary.getRoot().toPath(), Path.of(dir, "nothing"))) {
            out.reset();
            assertThat(Main.run("demo", wrong.toString(), "--json")).isEqualTo(1);
            assertThat(Say.JSON
                            .readTree(text(out))
                            .path("error")
                            .path("message")
                            .asText())
                    .contains(wrong.toString());
        }
        assertThat(text(err)).doesNotContain("Starting");
    }

    private static String text(ByteArrayOutputStream bytes) {
        return bytes.toString(StandardCharsets.UTF_8);
    }
}
