package io.fondaco.persistence;

import io.fondaco.model.Cid;
import java.io.IOException;
import java.nio.file.Path;
import org.osgi.annotation.versioning.ProviderType;

/** Bytes that are still being written: a file in the store's own folder. */
@ProviderType
public interface Draft {

    String name();

    /** Where to write. Anybody may open it; only {@link #commit} makes it a blob. */
    Path path();

    /** How many bytes it has, 0 when new. */
    long size() throws IOException;

    /** Forces the bytes to disk and makes them the blob of that CID; an equal blob that is there already stays. */
    Blob commit(Cid cid) throws IOException;
}
