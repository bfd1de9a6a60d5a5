package io.fondaco.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.Test;

public class ForegroundTest {

    @Test
    public void anInterruptIsTheProgramsAlone() throws Exception {
        // The program interrupts this very process; without care for that no test would come after it.
        assertThat(Foreground.run(new ProcessBuilder("sh", "-c", "kill -INT $PPID; exit 7")))
                .isEqualTo(7);
        // Nor does the program inherit deafness: it is ended by its own interrupt.
        assertThat(Foreground.run(new ProcessBuilder("sh", "-c", "kill -INT $$; exit 7")))
                .isEqualTo(128 + 2);
    }
}
