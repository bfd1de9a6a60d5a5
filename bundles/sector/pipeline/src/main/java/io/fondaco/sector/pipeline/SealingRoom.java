package io.fondaco.sector.pipeline;

import io.fondaco.proof.Proving;
import io.fondaco.proof.Sealing;
import java.nio.file.Path;
import java.util.Objects;
import java.util.concurrent.Executor;
import java.util.function.BooleanSupplier;

/**
 * Where and with what sectors are sealed.
 *
 * @param sealing does it
 * @param folder where sectors lie, one folder each
 * @param threads phases of sealing run here and take hours; their owner ends them after the pipeline is closed
 * @param proving shows that sectors are stored
 * @param proofs three threads or more for proofs that have a deadline; their owner ends them as well
 * @param cores sealing may keep busy, 1 or more
 * @param memory bytes that sealing may use, 1 or more; a job that takes more than that alone runs when no other does
 * @param gpu whether columns and trees are computed on a graphics processor now
 */
public record SealingRoom(
        Sealing sealing,
        Path folder,
        Executor threads,
        Proving proving,
        Executor proofs,
        int cores,
        long memory,
        BooleanSupplier gpu) {

    public SealingRoom {
        Objects.requireNonNull(sealing, "sealing");
        Objects.requireNonNull(folder, "folder");
        Objects.requireNonNull(threads, "threads");
        Objects.requireNonNull(proving, "proving");
        Objects.requireNonNull(proofs, "proofs");
        Objects.requireNonNull(gpu, "gpu");
        if (cores < 1 || memory < 1) {
            throw new IllegalArgumentException(
                    "sealing with " + cores + " cores and " + memory + " bytes of memory: 1 or more of each");
        }
    }
}
