package io.fondaco.console.shell.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.junit.Test;

public class CappedOutputTest {

    @Test
    public void keepsTheBeginningAndSaysThatThereWasMore() {
        CappedOutput output = new CappedOutput(10);
        PrintStream out = new PrintStream(output, true, StandardCharsets.UTF_8);
        out.print("0123456");
        assertThat(output.truncated()).isFalse();
        out.print("789abc");
        out.write('d');
        assertThat(output.text()).isEqualTo("0123456789");
        assertThat(output.truncated()).isTrue();
    }

    @Test
    public void dropsTerminalColours() {
        CappedOutput output = new CappedOutput(100);
        new PrintStream(output, true, StandardCharsets.UTF_8).print("\u001b[1;31mred\u001b[0m \u001b[?25lplain");
        assertThat(output.text()).isEqualTo("red plain");
    }
}
