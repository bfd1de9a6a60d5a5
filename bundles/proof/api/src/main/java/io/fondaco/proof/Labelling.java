package io.fondaco.proof;

import java.io.IOException;
import org.osgi.annotation.versioning.ConsumerType;

/** Labels every node of every layer, one after the other: the slow part of sealing. */
@ConsumerType
public interface Labelling {

    /**
     * Writes every {@link SectorCache#layer}. Layers that were finished earlier for the same replica are checked against
     * their digest and kept; a layer that is missing, cut or changed is made again, and so are those above it.
     *
     * @throws ProofException (CANCELLED)
     */
    void label(Porep porep, Node replicaId, SectorCache cache, Watch watch) throws IOException;
}
