package io.fondaco.proof;

import java.util.List;
import java.util.Optional;
import org.osgi.annotation.versioning.ProviderType;

/** Shows which backend computes what, and why. */
@ProviderType
public interface Backends {

    /** Something backends are measured and chosen by. */
    enum Operation {
        COMM_P,
        TREE_D,
        LABELS,
        LABELS_LOCKSTEP,
        COLUMNS,
        TREES,
        REPLICA
    }

    /**
     * How fast a backend is at an operation.
     *
     * @param rate measured here; bytes of a sector's data a second on one core, for labels
     *     of one layer; in lockstep, of all replicas together; 0 when it was not measured
     * @param trouble why it is not used though it offers the operation: wrong results, or it failed; empty if nothing
     */
    record Measurement(Operation operation, String backend, double rate, boolean chosen, Optional<String> trouble) {}

    /** A backend that is here. @param gpu whether it computes on a graphics processor */
    record Present(String name, String description, boolean gpu) {}

    List<Present> present();

    /** By operation, the fastest first. */
    List<Measurement> measurements();

    /** Measures again, as at the first start. */
    void measure(Watch watch);

    /** Computes every published value on every backend that is here; takes a minute or more. */
    SelfTest selfTest(Watch watch);

    /**
     * Why fewer backends are here than could be, one sentence, such as that no native code fits this machine; empty if
     * nothing is missing.
     */
    Optional<String> missing();

    /** The second backend everything is computed on too, to be compared; empty if there is no shadow. */
    Optional<String> shadow();
}
