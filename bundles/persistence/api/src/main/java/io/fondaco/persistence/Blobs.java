package io.fondaco.persistence;

import io.fondaco.model.Cid;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * Bytes by CID, as files. A blob appears whole or not at all: it is written as a draft, forced to disk, then renamed.
 * The store does not check that bytes and CID belong together; whoever commits has checked.
 */
@ConsumerType
public interface Blobs {

    /**
     * The draft of that name, new or as it was left, also by an earlier process: this is how transfers resume.
     *
     * @param name letters, digits, dot and dash, 1 to 120 characters
     */
    Draft draft(String name) throws IOException;

    /** The names of all drafts that begin like this, in no order: what an earlier process left is found here. */
    List<String> drafts(String prefix) throws IOException;

    Optional<Blob> find(Cid cid);

    /** Removes a blob; false when it was not there. */
    boolean delete(Cid cid) throws IOException;

    /** Removes a draft by name; false when it was not there. */
    boolean discard(String name) throws IOException;

    /** Bytes that may still be written. */
    long free() throws IOException;
}
