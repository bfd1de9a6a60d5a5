package io.fondaco.persistence;

import io.fondaco.model.Cid;
import java.util.function.Predicate;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * One collection of a vault's garbage, done in small steps. It deletes blocks that were there when it began, that have not
 * been put again since, and that nobody wants kept; then it gives the room they took back to the disk, as far as the store
 * can. Readers never wait for it; a writer waits no longer than for another writer's batch. A sweep that is closed early
 * has deleted what it has deleted; the next one sees to the rest.
 *
 * <p>A block that {@link Vault#has} shows may be garbage about to go. Whoever builds on blocks while a sweep may be under
 * way either puts them again, which is cheap, or reaches them from something the sweep keeps.
 *
 * <p>For one thread at a time.
 */
@ConsumerType
public interface VaultSweep extends AutoCloseable {

    /**
     * Does the next step: visits at most a thousand CIDs and deletes what is not to be kept; or, after the last of them,
     * gives some room back.
     *
     * @param keep whether a block is wanted; asked outside of any lock, and its exception ends the step before anything is
     *     deleted by it
     * @return false when there is nothing left to do
     * @throws StoreException when the disk fails; the step may be tried again
     */
    boolean step(Predicate<Cid> keep);

    /**
     * Steps until there is nothing left to do or this thread is interrupted, which stays so.
     *
     * @return whether it came to the end
     */
    default boolean run(Predicate<Cid> keep) {
        while (!Thread.currentThread().isInterrupted()) {
            if (!step(keep)) {
                return true;
            }
        }
        return false;
    }

    /** How many blocks were looked at so far, of those that were there when the sweep began. */
    long visited();

    /** How many blocks were deleted so far. */
    long deleted();

    /** The bytes of the blocks deleted so far. */
    long deletedBytes();

    /** Ends the sweep, also before its end. Closing again does nothing. */
    @Override
    void close();
}
