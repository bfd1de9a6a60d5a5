package io.fondaco.proof;

import io.fondaco.model.Progress;
import io.fondaco.proof.ProofException.Reason;
import java.util.Objects;
import java.util.function.BooleanSupplier;

/**
 * Looks on while a long operation runs.
 *
 * @param progress told how many nodes are done
 * @param cancelled asked often and from any thread; once it says yes the operation ends with CANCELLED
 */
public record Watch(Progress progress, BooleanSupplier cancelled) {
    /** Nobody looks on, and nobody stops it. */
    public static final Watch NONE = new Watch(Progress.NONE, () -> false);

    public Watch {
        Objects.requireNonNull(progress, "progress");
        Objects.requireNonNull(cancelled, "cancelled");
    }

    /**
     * Says how far the work has come.
     *
     * @throws ProofException (CANCELLED) when it is to go no further
     */
    public void at(String stage, long done, long total) {
        if (cancelled.getAsBoolean()) {
            throw new ProofException(
                    Reason.CANCELLED, stage + " was stopped on request after " + done + " of " + total + " nodes");
        }
        progress.at(stage, done, total);
    }
}
