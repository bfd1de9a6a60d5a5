package io.fondaco.proof;

import java.io.IOException;
import java.nio.file.Path;
import org.osgi.annotation.versioning.ConsumerType;

/** The tree over a sector's data. */
@ConsumerType
public interface DataTree {

    /**
     * Writes {@link SectorCache#treeD} and returns its root, CommD.
     *
     * @param data the padded bytes of the whole sector
     * @throws ProofException (DAMAGED) when the data has the wrong length, (CANCELLED)
     */
    Node build(SectorSize size, Path data, SectorCache cache, Watch watch) throws IOException;
}
