package io.fondaco.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.StandardOpenOption;
import org.junit.Before;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;

public class NodeLogTest {

    private static final String LOST = "x | ERROR | java.net.BindException: Address already in use\n";

    @Rule
    public final TemporaryFolder temporary = new TemporaryFolder();

    private NodeFolder node;

    @Before
    public void name() throws IOException {
        node = new NodeFolder(temporary.getRoot().toPath());
        Files.createDirectories(node.log());
        Files.writeString(node.consoleLog(), "");
    }

    @Test
    public void showsTheLastErrorsOfTheEndOfTheLogOnly() throws IOException {
        StringBuilder log = new StringBuilder("ERROR of long ago\n");
        log.append("INFO nothing much\n".repeat(10_000));
        for (int i = 0; i < 20; i++) {
            log.append("ERROR ").append(i).append('\n');
        }
        Files.writeString(node.logFile(), log);
        assertThat(NodeLog.lastErrors(node))
                .startsWith(":\nERROR 8\n")
                .endsWith("ERROR 19")
                .doesNotContain("long ago", "INFO");
    }

    @Test
    public void aShortLogIsReadWhole() throws IOException {
        Files.writeString(node.logFile(), "ERROR first\nINFO\nCaused by: it\n");
        assertThat(NodeLog.lastErrors(node)).isEqualTo(":\nERROR first\nCaused by: it");
    }

    @Test
    public void aLogWithoutErrorsAddsNothingAndAMissingOneIsNamed() throws IOException {
        Files.writeString(node.logFile(), "INFO\n");
        assertThat(NodeLog.lastErrors(node)).isEmpty();
        Files.delete(node.logFile());
        assertThat(NodeLog.lastErrors(node)).contains(node.logFile().toString(), "cannot be read");
    }

    @Test
    public void aPortLostInAnEarlierRunIsNotLostNow() throws IOException {
        Files.writeString(node.logFile(), LOST);
        NodeLog log = new NodeLog(node);
        assertThat(log.tellsOfALostPort()).isFalse();
        Files.writeString(node.logFile(), LOST, StandardOpenOption.APPEND);
        assertThat(log.tellsOfALostPort()).isTrue();
    }

    @Test
    public void aLogThatWasRolledOverMeanwhileIsReadFromItsBeginning() throws IOException {
        Files.writeString(node.logFile(), "INFO\n".repeat(1000));
        NodeLog log = new NodeLog(node);
        Files.writeString(node.logFile(), LOST);
        assertThat(log.tellsOfALostPort()).isTrue();
    }

    @Test
    public void aLogThatIsNotThereYetTellsNothing() throws IOException {
        assertThat(new NodeLog(node).tellsOfALostPort()).isFalse();
    }
}
