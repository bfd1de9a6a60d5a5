package io.fondaco.persistence.memory;

import static org.assertj.core.api.Assertions.assertThat;

import io.fondaco.persistence.Blobs;
import io.fondaco.persistence.FileBlobs;
import io.fondaco.testing.tck.BlobsContract;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.Test;

/** Every store of the house keeps its blobs this way. */
public class FileBlobsTest extends BlobsContract {

    @Override
    protected Blobs open(Path folder) throws IOException {
        return new FileBlobs(folder);
    }

    @Test
    public void namesTheDraftsAnEarlierProcessLeft() throws IOException {
        Path folder = temporary.newFolder("left").toPath();
        for (String name : new String[] {"intake-a", "intake-b", "fetch-a"}) {
            open(folder).draft(name);
        }
        assertThat(open(folder).drafts("intake-")).containsExactlyInAnyOrder("intake-a", "intake-b");
        open(folder).discard("intake-a");
        assertThat(open(folder).drafts("intake-")).containsExactly("intake-b");
    }
}
