package io.fondaco.proof;

import java.io.IOException;
import java.nio.file.Path;
import org.osgi.annotation.versioning.ConsumerType;

/** Turns data into a replica and back, by adding the labels of the last layer and taking them away. */
@ConsumerType
public interface Replication {

    /**
     * Writes the replica and every {@link SectorCache#treeRLast}, and returns the root, CommRLast.
     *
     * @param data the padded bytes of the whole sector
     * @param sealed is written over
     * @throws ProofException (DAMAGED) when data or labels have the wrong length, (MALFORMED) when a node of theirs is no
     *     field element, (CANCELLED)
     */
    Node encode(Porep porep, SectorCache cache, Path data, Path sealed, Watch watch) throws IOException;

    /**
     * Writes the data of a replica.
     *
     * @param cache holds the labels of the last layer, see {@link Labelling}
     * @param data is written over
     * @throws ProofException as {@link #encode}
     */
    void decode(Porep porep, SectorCache cache, Path sealed, Path data, Watch watch) throws IOException;
}
