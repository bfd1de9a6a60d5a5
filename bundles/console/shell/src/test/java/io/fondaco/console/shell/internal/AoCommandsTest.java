package io.fondaco.console.shell.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fondaco.ao.AoUnit;
import io.fondaco.ao.DryRun;
import io.fondaco.ao.ProcessInfo;
import io.fondaco.ao.Tag;
import io.fondaco.ao.spi.Outcome;
import io.fondaco.model.Page;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.Test;

public class AoCommandsTest {

    private static final String ONE = "a".repeat(42) + "E";
    private static final String OTHER = "a".repeat(40) + "bbA";

    private final List<DryRun> tried = new ArrayList<>();

    private static ProcessInfo process(String id, String name) {
        return new ProcessInfo(
                id,
                "o".repeat(43),
                "m".repeat(43),
                List.of(new Tag("Name", name)),
                1_700_000_000_000L,
                7,
                false,
                name.equals("broken") ? Optional.of("its state differs") : Optional.empty());
    }

    private <C extends AoCommand<?>> C with(C command) {
        List<ProcessInfo> all = List.of(process(ONE, "token"), process(OTHER, "broken"));
        command.session = Fakes.session(0);
        command.unit = Fakes.of(
                AoUnit.class,
                Map.of(
                        "processes", none -> new Page<>(all, Optional.empty()),
                        "process",
                                which -> all.stream()
                                        .filter(known -> known.id().equals(which[0]))
                                        .findFirst(),
                        "dryRun",
                                what -> {
                                    tried.add((DryRun) what[0]);
                                    return CompletableFuture.completedFuture(new Outcome(
                                            "",
                                            List.of(new Outcome.Sent(
                                                    "someone",
                                                    "42".getBytes(StandardCharsets.UTF_8),
                                                    "",
                                                    List.of(new Tag("Balance", "42")))),
                                            List.of(),
                                            List.of(),
                                            Optional.empty(),
                                            123));
                                }));
        return command;
    }

    @Test
    public void listsProcessesAndWhyOneStopped() {
        AoProcesses list = with(new AoProcesses());
        assertThat(Fakes.printed(out -> list.show(list.ask(), out)).lines())
                .anyMatch(line -> line.contains(ONE) && line.contains("token"))
                .anyMatch(line -> line.contains("broken") && line.contains("its state differs"));
        list.count = 0;
        assertThatThrownBy(list::ask).hasMessageContaining("--count");
    }

    @Test
    public void triesAMessageOnAProcessWhoseIdIsBegun() throws Exception {
        AoDryRun command = with(new AoDryRun());
        command.process = OTHER.substring(0, 41);
        command.tags = List.of("Action=Balance", "Recipient=a=b");
        assertThat(Fakes.printed(out -> {
                    try {
                        command.show(command.ask(), out);
                    } catch (Exception e) {
                        throw new AssertionError(e);
                    }
                }))
                .contains("To someone", "Balance = 42", "123 steps");
        assertThat(tried.get(0).process()).isEqualTo(OTHER);
        assertThat(tried.get(0).tags()).contains(new Tag("Recipient", "a=b"));
        command.process = "a";
        assertThatThrownBy(command::ask).hasMessageContaining("2 processes begin with 'a'");
        command.process = "zz";
        assertThatThrownBy(command::ask).hasMessageContaining("No process begins with 'zz'");
        command.process = ONE;
        command.tags = List.of("Balance");
        assertThatThrownBy(command::ask).hasMessageContaining("NAME=VALUE");
    }

    @Test
    public void saysWhatToInstallWhereThereIsNoUnit() {
        AoProcesses list = with(new AoProcesses());
        list.unit = null;
        assertThatThrownBy(list::ask).hasMessageContaining("fondaco-ao-unit");
    }

    @Test
    public void solvesTheGameForWhatIsAsked() {
        ArfleetGame game = new ArfleetGame();
        game.session = Fakes.session(0);
        game.every = "6h";
        assertThat(game.ask().leaves()).isEqualTo(17);
        assertThat(game.ask().slash()).isGreaterThan(BigInteger.ZERO);
        assertThat(Fakes.printed(out -> game.show(game.ask(), out)))
                .contains("17 leaves", "459 draws", "keep everything", "Keeping everything pays best.");
        assertThat(ArfleetGame.time("--within", "90m")).isEqualTo(Duration.ofMinutes(90));
        assertThat(ArfleetGame.bytes("--size", "3GiB")).isEqualTo(3L << 30);
        assertThat(ArfleetGame.bytes("--size", "512")).isEqualTo(512);
        game.loss = "all";
        assertThatThrownBy(game::ask).hasMessageContaining("--loss");
        game.loss = "0%";
        assertThatThrownBy(game::ask).hasMessageContaining("loss");
        game.loss = "1%";
        game.within = "soon";
        assertThatThrownBy(game::ask).hasMessageContaining("--within");
        game.within = "7d";
        game.size = "huge";
        assertThatThrownBy(game::ask).hasMessageContaining("--size");
    }
}
