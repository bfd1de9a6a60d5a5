package io.fondaco.launcher;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Duration;
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
        return assertThatThrownBy(() -> start.start(new NodeStart.Options(0, 0, Duration.ofSeconds(1), false, false)))
                .isInstanceOf(Failure.class);
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
