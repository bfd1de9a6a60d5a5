package io.fondaco.proof;

import io.fondaco.proof.ProofException.Reason;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.osgi.annotation.versioning.ProviderType;

/**
 * Seals a sector, phase by phase. A phase runs on the calling thread, with the help of the prover's own, and may take hours;
 * {@link Watch} follows it and stops it. Each is repeated from what it finished when it is called again: files are used only
 * after they were found whole, and what is missing, cut or changed is made again. One phase at a time for a sector.
 *
 * <p>Every phase throws {@link ProofException}: (CANCELLED); (DAMAGED) when a file of an earlier phase is missing, cut or
 * changed; (MALFORMED) when data was never padded; (DISAGREED) when two backends differ. It throws {@link IOException} when
 * the disk is full or fails. Then the caller goes back to the phase that makes the file, or tries again.
 */
@ProviderType
public interface Sealing {

    /** A sector to seal, and where it lies. */
    record Job(SealOrder order, SectorFiles files) {}

    /**
     * PreCommit1: the tree over the data, and the labels of all layers.
     *
     * @throws ProofException (DAMAGED) when the data does not amount to the order's CommD
     */
    void preCommit1(SealOrder order, SectorFiles files, Watch watch) throws IOException;

    /**
     * PreCommit1 of several sectors at once. Those of one seal proof are labelled in step where a backend computes several
     * labels side by side: many sectors then take little longer than one.
     *
     * @return why jobs have failed, as the phase of one sector would throw it; all others are done
     * @throws ProofException (CANCELLED), (DISAGREED)
     */
    default Map<Job, Exception> preCommit1(List<Job> jobs, Watch watch) {
        Map<Job, Exception> failed = new LinkedHashMap<>();
        for (Job job : jobs) {
            try {
                preCommit1(job.order(), job.files(), watch);
            } catch (IOException e) {
                failed.put(job, e);
            } catch (ProofException e) {
                if (e.reason() == Reason.CANCELLED || e.reason() == Reason.DISAGREED) {
                    throw e;
                }
                failed.put(job, e);
            }
        }
        return failed;
    }

    /** PreCommit2: columns and their tree, the replica and its tree. @return CommR */
    Node preCommit2(SealOrder order, SectorFiles files, Watch watch) throws IOException;

    /**
     * Commit1: the vanilla proof for the challenges of the seed.
     *
     * @throws ProofException (DAMAGED) also when the files do not amount to the statement's CommR
     */
    Proof commit1(SealStatement statement, SectorFiles files, Watch watch) throws IOException;

    /**
     * Commit2: what goes to the chain. For the kind vanilla this is the proof of Commit1 after it was verified.
     *
     * @throws ProofException (DAMAGED) when it does not hold
     */
    Proof commit2(SealStatement statement, Proof vanilla, Watch watch);

    /** Finalize: deletes the layers and the trees over data and columns, which nothing needs after the sector is proven. */
    void finish(SealOrder order, SectorFiles files) throws IOException;

    /**
     * Gives a sector's data back, at the price of labelling it again.
     *
     * @param commR of the replica, which is checked by its tree
     * @param to written, whole or not at all, and never over another file; one at a time
     * @throws java.nio.file.FileAlreadyExistsException when it is there already
     * @throws ProofException (DAMAGED) when the replica is not what it was
     */
    void unseal(SealOrder order, Node commR, SectorFiles files, Path to, Watch watch) throws IOException;
}
