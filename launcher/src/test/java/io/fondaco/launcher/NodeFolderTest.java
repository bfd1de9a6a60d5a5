package io.fondaco.launcher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
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
}
