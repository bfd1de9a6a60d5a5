package io.fondaco.distribution;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;

/** The script without a node: usage, exit codes, and the tools over the bundles of this very distribution. */
public class CommandLineIT {

    @Rule
    public final TemporaryFolder temporary = new TemporaryFolder();

    private final Fondaco fondaco = new Fondaco();

    @Test
    public void wrongUsageEndsWithTwoAndSaysWhatIsRight() throws Exception {
        for (List<String> wrong : List.of(
                List.<String>of(),
                List.of("nosuchverb"),
                List.of("start", "--nosuchoption"),
                List.of("start", "--port", "many"),
                List.of("tool"),
                List.of("tool", "cid"),
                List.of("tool", "car", "x"),
                List.of("run"),
                List.of("store"),
                List.of("fetch", "bafy"),
                List.of("explain"),
                List.of("deals", "--limit", "many"),
                List.of("deals", "--limit", "-1"),
                List.of("run", ""),
                List.of("explain", "../etc"),
                List.of("tool", "cid", "--chunk", "abc", file(10).toString()),
                List.of("tool", "cid", "--chunk", "0", file(10).toString()),
                List.of("tool", "cid", "--width", "1", file(10).toString()),
                List.of("tool", "cid", "--cid-version", "7", file(10).toString()))) {
            Fondaco.Run run = fondaco.run(wrong.toArray(new String[0]));
            assertThat(run.exit()).as(wrong + run.err()).isEqualTo(2);
            assertThat(run.err()).as(wrong.toString()).contains("Usage: fondaco");
        }
    }

    @Test
    public void everyVerbExplainsItself() throws Exception {
        for (String verb : List.of(
                "demo",
                "store",
                "fetch",
                "deals",
                "explain",
                "start",
                "stop",
                "status",
                "shell",
                "run",
                "password",
                "tool")) {
            Fondaco.Run run = fondaco.run(verb, "--help");
            assertThat(run.exit()).as(verb).isZero();
            assertThat(run.out()).as(verb).contains("Usage: fondaco " + verb);
        }
        assertThat(fondaco.run("help").out()).contains("start", "stop", "tool");
        assertThat(fondaco.run("--version").out()).startsWith("fondaco ");
    }

    @Test
    public void aVerbAboutANodeThatIsNotThereFailsWithTheWayToStartOne() throws Exception {
        String nowhere = temporary.getRoot().toPath().resolve("nowhere").toString();
        assertThat(fondaco.run("status", "--dir", nowhere).exit()).isEqualTo(1);
        Fondaco.Run run = fondaco.run("run", "--dir", nowhere, "--json", "deal:list");
        assertThat(run.exit()).isEqualTo(1);
        assertThat(run.json().path("error").path("hint").asText()).contains("fondaco start --dir " + nowhere);
        assertThat(fondaco.run("stop", "--dir", nowhere).exit()).isZero();
    }

    @Test
    public void toolsAgreeWithOneAnotherAndPrintTheFieldsTheyPromise() throws Exception {
        Path file = file(3_000_000);
        JsonNode cid = fondaco.run("tool", "cid", "--json", file.toString()).json();
        assertThat(names(cid)).containsExactly("cid", "bytes", "blocks");
        assertThat(cid.path("bytes").asLong()).isEqualTo(3_000_000);
        assertThat(cid.path("blocks").asLong()).isEqualTo(4); // three leaves of 1 MiB and their root

        Path car = temporary.getRoot().toPath().resolve("out.car");
        JsonNode packed = fondaco.run("tool", "car", "--json", file.toString(), "-o", car.toString())
                .json();
        assertThat(names(packed)).containsExactly("root", "carBytes");
        assertThat(packed.path("root")).isEqualTo(cid.path("cid"));
        assertThat(packed.path("carBytes").asLong()).isEqualTo(Files.size(car));

        JsonNode piece = fondaco.run("tool", "commp", "--json", car.toString()).json();
        assertThat(names(piece)).containsExactly("pieceCidV1", "pieceCidV2", "pieceSize", "payloadBytes");
        assertThat(piece.path("payloadBytes").asLong()).isEqualTo(Files.size(car));
        assertThat(piece.path("pieceSize").asLong()).isEqualTo(4L << 20);
        assertThat(piece.path("pieceCidV1").asText()).startsWith("baga6ea4seaq");
        assertThat(piece.path("pieceCidV2").asText()).startsWith("bafkzcib");
    }

    @Test
    public void aToolThatFailsLeavesNothingHalfWritten() throws Exception {
        Path out = temporary.getRoot().toPath().resolve("out.car");
        Fondaco.Run missing = fondaco.run("tool", "car", "--json", "/no/such/file", "-o", out.toString());
        assertThat(missing.exit()).isEqualTo(1);
        assertThat(missing.json().path("error").path("message").asText()).contains("/no/such/file");
        assertThat(temporary.getRoot().list()).isEmpty();

        Fondaco.Run wrong = fondaco.run("tool", "cid", "--json", "--cid-version", "7", file(10).toString());
        assertThat(wrong.exit()).isEqualTo(2);
        assertThat(wrong.json().path("error").path("message").asText()).contains("version 7");
    }

    /** With all it takes to verify one: a market and a runtime that come up without a node. */
    @Test
    public void aFileThatIsNoReceiptIsToldFromOneThatDoesNotHold() throws Exception {
        Fondaco.Run run = fondaco.run("tool", "verify-receipt", "--json", file(10).toString());
        assertThat(run.exit()).isEqualTo(1);
        assertThat(run.json().path("error").path("message").asText()).contains("this is no receipt");
    }

    private static List<String> names(JsonNode object) {
        List<String> names = new java.util.ArrayList<>();
        object.fieldNames().forEachRemaining(names::add);
        return names;
    }

    private Path file(int length) throws IOException {
        byte[] bytes = new byte[length];
        new Random(7).nextBytes(bytes);
        return Files.write(temporary.newFile().toPath(), bytes);
    }
}
