package io.fondaco.launcher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.Before;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;

public class NodeFolderTest {

    @Rule
    public final TemporaryFolder temporary = new TemporaryFolder();

    private NodeFolder node;

    @Before
    public void name() {
        node = new NodeFolder(temporary.getRoot().toPath());
    }

    @Test
    public void aProcessWithARecycledPidIsNotTakenForTheNode() throws IOException {
        // This very process lives but is no node of the folder.
        Files.writeString(
                node.apiFile(),
                "{\"url\":\"http://127.0.0.1:1/api/v1\",\"pid\":"
                        + ProcessHandle.current().pid() + "}");
        assertThat(node.process()).isEmpty();
    }

    @Test
    public void brokenAndMissingFilesReadAsNoNode() throws IOException {
        assertThat(node.process()).isEmpty();
        Files.writeString(node.apiFile(), "{\"pid\":");
        Files.writeString(node.nodeFile(), "");
        assertThat(node.process()).isEmpty();
    }

    @Test
    public void theApiOfNoNodeSaysHowToStartOne() {
        assertThatThrownBy(() -> Api.of(node))
                .isInstanceOfSatisfying(Failure.class, failure -> assertThat(failure.hint())
                        .contains("fondaco start --dir " + node.path()));
    }

    @Test
    public void aProcessThatHasEndedDoesNotLiveOnBecauseNobodyAskedForItsExitCode() throws IOException {
        // proc(5): pid, name in parentheses (which may hold anything), state.
        Path stat = temporary.newFile().toPath();
        for (String ended : new String[] {"7 (java) Z 1 7", "7 (a) R ) X 1", "7 (java) Z"}) {
            assertThat(NodeFolder.hasEnded(Files.writeString(stat, ended)))
                    .as(ended)
                    .isTrue();
        }
        for (String alive : new String[] {"7 (java) S 1 7", "7 (Z) R 1", "7 (java) D", "", "rubbish", "7 (java)"}) {
            assertThat(NodeFolder.hasEnded(Files.writeString(stat, alive)))
                    .as(alive)
                    .isFalse();
        }
        assertThat(NodeFolder.hasEnded(temporary.getRoot().toPath().resolve("nothing")))
                .isFalse();
        assertThat(NodeFolder.lives(ProcessHandle.current())).isTrue();
    }
}
