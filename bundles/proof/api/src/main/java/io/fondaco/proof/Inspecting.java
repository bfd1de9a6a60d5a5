package io.fondaco.proof;

import java.io.IOException;
import org.osgi.annotation.versioning.ProviderType;

/** Computes single values out of the middle of sealing, for whoever wants to compare them with their own. */
@ProviderType
public interface Inspecting {

    /**
     * A label.
     *
     * @param porep of at most 8 MiB, since everything before the label is labelled too, in memory
     * @param replicaId as it is, whatever it was made of
     * @param layer 1 to the porep's
     * @param node 0 to the last
     * @throws ProofException (OUT_OF_RANGE) when there is no such label, or the sector is larger; (CANCELLED)
     */
    Node label(Porep porep, Node replicaId, int layer, long node, Watch watch) throws IOException;
}
