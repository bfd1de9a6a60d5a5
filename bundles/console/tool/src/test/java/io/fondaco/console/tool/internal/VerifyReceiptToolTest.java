package io.fondaco.console.tool.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fondaco.arfleet.ArFleet.Check;
import io.fondaco.arfleet.ArFleetException;
import io.fondaco.arfleet.Receipts;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;

/** What the tool makes of a verdict; verdicts themselves are the market's. */
public class VerifyReceiptToolTest {

    @Rule
    public final TemporaryFolder temporary = new TemporaryFolder();

    private static final Receipts.Verdict BROKEN = new Receipts.Verdict(
            false,
            List.of(new Check("program", true, "known"), new Check("schedule", false, "line 3 is missing")),
            "process",
            "client",
            "provider",
            "unit",
            "",
            3,
            Optional.of(Instant.parse("2026-01-01T00:00:00Z")),
            0,
            0,
            "1000",
            "500",
            "",
            "",
            "",
            "");

    /** What the market makes of a file. */
    private interface Verify {
        Receipts.Verdict verify(InputStream receipt) throws IOException;
    }

    private static Map<String, Object> run(Path file, Verify verify) {
        Receipts receipts = new Receipts() {
            @Override
            public CompletionStage<Void> write(String process, OutputStream out) {
                throw new UnsupportedOperationException();
            }

            @Override
            public Verdict verify(InputStream receipt) throws IOException {
                return verify.verify(receipt);
            }
        };
        return new VerifyReceiptTool(receipts).apply(Map.of("file", file.toString()), read -> {});
    }

    private Path file(int bytes) throws IOException {
        return Files.write(temporary.newFile().toPath(), new byte[bytes]);
    }

    @Test
    public void tellsAllOfTheVerdictUnderTheNamesItPromises() throws IOException {
        List<Integer> read = new ArrayList<>();
        Map<String, Object> answer = run(file(100), in -> {
            read.add(in.readAllBytes().length);
            return BROKEN;
        });
        assertThat(read).containsExactly(100);
        assertThat(answer.keySet())
                .containsExactly(
                        "holds",
                        "process",
                        "client",
                        "provider",
                        "scheduler",
                        "status",
                        "lines",
                        "at",
                        "passes",
                        "misses",
                        "reward",
                        "collateral",
                        "received",
                        "slashed",
                        "paid",
                        "stateHash",
                        "checks");
        assertThat(answer)
                .containsEntry("holds", false)
                .containsEntry("at", "2026-01-01T00:00:00Z")
                .containsEntry("lines", 3L)
                .containsEntry("reward", "1000");
        assertThat(answer.get("checks"))
                .isEqualTo(List.of(
                        Map.of("what", "program", "holds", true, "detail", "known"),
                        Map.of("what", "schedule", "holds", false, "detail", "line 3 is missing")));
    }

    @Test
    public void aFileThatIsNoReceiptOrNotThereFailsInASentence() throws IOException {
        assertThatThrownBy(() -> run(file(3), in -> {
                    throw new ArFleetException("this is no receipt: it ends within a number");
                }))
                .isInstanceOf(UncheckedIOException.class)
                .hasMessage("this is no receipt: it ends within a number");
        Path nowhere = temporary.getRoot().toPath().resolve("nowhere");
        assertThatThrownBy(() -> run(nowhere, in -> BROKEN))
                .isInstanceOf(UncheckedIOException.class)
                .hasMessageContaining(nowhere.toString());
    }

    @Test
    public void aReceiptThatChangesWhileItIsVerifiedGivesNoVerdict() throws IOException {
        Path file = file(10);
        assertThatThrownBy(() -> run(file, in -> {
                    in.readAllBytes();
                    Files.write(file, new byte[1], StandardOpenOption.APPEND);
                    return BROKEN;
                }))
                .isInstanceOf(UncheckedIOException.class)
                .hasMessageContaining("changed while it was read");
    }
}
