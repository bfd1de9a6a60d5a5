package io.fondaco.persistence.memory;

import io.fondaco.persistence.Blobs;
import io.fondaco.persistence.FileBlobs;
import io.fondaco.testing.tck.BlobsContract;
import java.io.IOException;
import java.nio.file.Path;

/** Every store of the house keeps its blobs this way. */
public class FileBlobsTest extends BlobsContract {

    @Override
    protected Blobs open(Path folder) throws IOException {
        return new FileBlobs(folder);
    }
}
