package io.fondaco.proof;

import java.io.IOException;
import org.osgi.annotation.versioning.ConsumerType;

/** The tree over the columns: for each node its labels of all layers. */
@ConsumerType
public interface ColumnTree {

    /**
     * Reads the layers, writes every {@link SectorCache#treeC} and returns the root, CommC.
     *
     * @throws ProofException (DAMAGED) when a layer is missing or has the wrong length, (MALFORMED) when a label is no
     *     field element, (OUT_OF_RANGE) when columns of so many layers have no hash, (CANCELLED)
     */
    Node build(Porep porep, SectorCache cache, Watch watch) throws IOException;
}
