package io.fondaco.console.shell.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.fondaco.sector.SectorState;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.Test;

/** The table of a sector's states in docs/sectors.md names each of them, in their order and in the shell's words. */
public class SectorTableTest {

    @Test
    public void theTableHasEveryStateInItsOrder() throws Exception {
        List<String> rows = Files.readAllLines(Path.of("../../../docs/sectors.md")).stream()
                .filter(line -> line.startsWith("| `"))
                .toList();
        assertThat(rows)
                .extracting(row -> row.substring(3, row.indexOf('`', 3)))
                .containsExactlyElementsOf(Arrays.stream(SectorState.values())
                        .map(SectorCommand::state)
                        .toList());
        assertThat(rows).allMatch(row -> row.split("\\|", -1).length == 5);
    }
}
