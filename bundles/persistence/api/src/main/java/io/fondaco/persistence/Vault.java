package io.fondaco.persistence;

import io.fondaco.model.Cid;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * Small blocks by CID, and names that point at whatever their owner wants: both change together, in batches, whole or not
 * at all. A reader sees the effect of a batch once {@link #write} has returned, and never a part of one.
 *
 * <p>The vault does not check that bytes and CID belong together; whoever puts them has checked. Equal CIDs of another
 * codec or version are other CIDs. Safe for many threads: reads go on beside each other and beside one writer; writers
 * take turns. Calls wait for the disk, so they belong on threads that may wait; a write takes no notice of interrupts.
 *
 * <p>Every method throws {@link StoreException} when the vault is closed, when the disk fails or is full, and when what it
 * reads is damaged; the message names the file.
 */
@ConsumerType
public interface Vault extends AutoCloseable {

    /** The most bytes of one block: 2 MiB. */
    int MAX_BLOCK = 2 << 20;

    /** The most bytes of what a name points at: 64 KiB. */
    int MAX_VALUE = 64 << 10;

    /** The most names of one answer of {@link #names}. */
    int MAX_NAMES = 1000;

    /** The bytes of a block, the caller's own; empty when it is not there. */
    Optional<byte[]> get(Cid cid);

    /** Whether a block is there; see {@link VaultSweep} before leaving out a put because of it. */
    boolean has(Cid cid);

    /**
     * Writes a batch and, with it, everything {@link #writeSoon} has returned from before: all of it outlives a kill of
     * the process and a power cut. An empty batch is a barrier.
     *
     * @throws StoreException when it could not; the vault then has the batch whole or, as a rule, not at all
     */
    void write(VaultBatch batch);

    /**
     * Writes a batch that outlives a kill of the process at once, and a power cut a little later: the cut may take the
     * last batches, newest first and each whole, so that what is left is the vault as it was at some earlier moment.
     *
     * @throws StoreException as {@link #write}
     */
    void writeSoon(VaultBatch batch);

    /** What a name points at, the caller's own; empty when there is no such name. */
    Optional<byte[]> name(String name);

    /**
     * The first names of a range, in its order. Each answer is of one moment; for more, ask again for {@code
     * range.after(last name)}.
     *
     * @param limit 1 to {@link #MAX_NAMES}
     */
    List<Named> names(NameRange range, int limit);

    /**
     * Walks along the names of a range, in its order, a page at a time: what is written meanwhile may be seen or not, what
     * is there all along is seen.
     *
     * @param next is told each name; false from it ends the walk
     */
    default void eachName(NameRange range, Predicate<Named> next) {
        NameRange rest = range;
        while (true) {
            List<Named> page = names(rest, MAX_NAMES);
            for (Named named : page) {
                if (!next.test(named)) {
                    return;
                }
            }
            if (page.size() < MAX_NAMES) {
                return;
            }
            rest = rest.after(page.get(page.size() - 1).name());
        }
    }

    VaultStatistics statistics();

    /**
     * Begins to collect garbage. Blocks that are put from this moment on, whether new or there already, are safe from
     * this sweep: begin it first, then find out what is still wanted, then sweep.
     *
     * @throws StoreException when another sweep of this vault has not been closed
     */
    VaultSweep sweep();

    /** Makes everything durable and lets go of it. What comes later is refused; closing again does nothing. */
    @Override
    void close();
}
