package io.fondaco.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.Test;

public class SayTest {

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    @Test
    public void withJsonOnlyTheResultGoesToStandardOutput() {
        Say say = say(true, false);
        say.note("on the way");
        say.line("for people");
        say.progress("Reading", 1, 2);
        say.result(Map.of("cid", "x"));
        assertThat(out.toString(StandardCharsets.UTF_8)).isEqualTo("{\"cid\":\"x\"}\n");
        assertThat(err.toString(StandardCharsets.UTF_8)).contains("on the way").doesNotContain("for people");
    }

    @Test
    public void withJsonAFailureIsAnObjectToo() {
        say(true, false).failure("broken", "mend it");
        assertThat(out.toString(StandardCharsets.UTF_8))
                .isEqualTo("{\"error\":{\"message\":\"broken\",\"hint\":\"mend it\"}}\n");
        assertThat(err.toString(StandardCharsets.UTF_8)).contains("error: broken", "mend it");
    }

    @Test
    public void withoutATerminalProgressIsALineATenth() {
        Say say = say(false, false);
        for (int done = 0; done <= 1000; done++) {
            say.progress("Reading", done, 1000);
        }
        assertThat(err.toString(StandardCharsets.UTF_8).lines()).hasSize(11).contains("Reading 0%", "Reading 100%");
        assertThat(err.toString(StandardCharsets.UTF_8)).doesNotContain("\r");
    }

    @Test
    public void onATerminalTheBarIsWipedBeforeTheNextLine() {
        Say say = say(false, true);
        say.progress("Reading", 500, 1000);
        say.line("done");
        assertThat(err.toString(StandardCharsets.UTF_8))
                .startsWith("\rReading [###############...............] 50%")
                .endsWith("\r");
        assertThat(out.toString(StandardCharsets.UTF_8)).isEqualTo("done\n");
    }

    @Test
    public void aBarNeverGrowsLongerThanALineHowLongTheNameOfTheFileMayBe() {
        say(false, true).progress("Reading " + "x".repeat(200), 1000, 1000);
        assertThat(err.toString(StandardCharsets.UTF_8).strip())
                .hasSizeLessThan(80)
                .endsWith("100%");
    }

    private Say say(boolean json, boolean terminal) {
        return new Say(
                new PrintStream(out, true, StandardCharsets.UTF_8),
                new PrintStream(err, true, StandardCharsets.UTF_8),
                json,
                terminal);
    }
}
