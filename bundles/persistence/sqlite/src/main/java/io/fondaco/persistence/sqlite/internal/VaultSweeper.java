package io.fondaco.persistence.sqlite.internal;

import io.fondaco.model.Cid;
import io.fondaco.model.InvalidValueException;
import io.fondaco.persistence.StoreException;
import io.fondaco.persistence.VaultSweep;
import io.fondaco.persistence.sqlite.internal.VaultReads.Entry;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/** A sweep along the CIDs in their order. Blocks are deleted in batches that hold up a writer for some ten milliseconds. */
public final class VaultSweeper implements VaultSweep {

    private static final int PAGE = 1000;

    /** Most blocks of one transaction: each costs two pages anywhere in the file. */
    private static final int BATCH = 250;

    /** Most bytes of one transaction, but for one block: each page of a large block is given up by itself. */
    private static final long BATCH_BYTES = 4L << 20;

    /** Pages given back at once: 4 MiB. */
    private static final int PAGES = 1024;

    private final Database database;
    private final Readers readers;
    private final VaultWriter writer;
    private final long horizon;
    private byte[] after = {};
    private boolean seenAll;
    private boolean shorter;
    private boolean over;
    private long visited;
    private long deleted;
    private long deletedBytes;

    public VaultSweeper(Database database, Readers readers, VaultWriter writer) {
        this.database = database;
        this.readers = readers;
        this.writer = writer;
        horizon = writer.beginSweep();
    }

    @Override
    public boolean step(Predicate<Cid> keep) {
        if (over) {
            throw new StoreException("this sweep of the vault " + database.file() + " has been closed");
        }
        if (!seenAll) {
            visit(keep);
            return true;
        }
        int given = writer.giveBack(PAGES);
        shorter |= given > 0;
        if (given < PAGES && shorter) {
            writer.fold();
        }
        return given == PAGES;
    }

    private void visit(Predicate<Cid> keep) {
        List<Entry> page = readers.with("sweep", r -> VaultReads.cids(r, after, PAGE));
        List<Entry> old = page.stream().filter(e -> e.block() <= horizon).toList();
        List<Entry> unwanted = old.stream().filter(e -> !keep.test(cid(e))).toList();
        List<byte[]> batch = new ArrayList<>();
        long bytes = 0;
        for (Entry entry : unwanted) {
            if (batch.size() == BATCH || bytes + entry.size() > BATCH_BYTES && !batch.isEmpty()) {
                delete(batch);
                batch.clear();
                bytes = 0;
            }
            batch.add(entry.cid());
            bytes += entry.size();
        }
        if (!batch.isEmpty()) {
            delete(batch);
        }
        visited += old.size();
        if (page.size() < PAGE) {
            seenAll = true;
        } else {
            after = page.get(page.size() - 1).cid();
        }
    }

    private Cid cid(Entry entry) {
        try {
            return Cid.fromBytes(entry.cid());
        } catch (InvalidValueException e) {
            throw new StoreException(
                    database.file() + " is damaged: a key is no CID (" + e.getMessage()
                            + "); stop the node, keep the file, and put back a backup or fetch the chain anew",
                    e);
        }
    }

    private void delete(List<byte[]> cids) {
        long[] gone = writer.sweep(cids);
        deleted += gone[0];
        deletedBytes += gone[1];
    }

    @Override
    public long visited() {
        return visited;
    }

    @Override
    public long deleted() {
        return deleted;
    }

    @Override
    public long deletedBytes() {
        return deletedBytes;
    }

    @Override
    public void close() {
        if (!over) {
            over = true;
            writer.endSweep();
        }
    }
}
