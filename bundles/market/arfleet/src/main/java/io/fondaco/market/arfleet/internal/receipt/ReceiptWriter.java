package io.fondaco.market.arfleet.internal.receipt;

import io.fondaco.ao.BundleWriter;
import io.fondaco.ao.BundleWriter.Part;
import io.fondaco.ao.DataItem;
import io.fondaco.ao.Scheduled;
import io.fondaco.ao.Scheduler;
import io.fondaco.arfleet.ArFleetException;
import io.fondaco.arfleet.Receipts;
import io.fondaco.market.arfleet.internal.GenuineDeal;
import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.List;

/**
 * Writes a receipt: the module's item, the process's, the assignment of nonce 0, then message and assignment of each line
 * that follows. A bundle announces all it holds, so the schedule is gone through twice; what is in memory is a page of it.
 */
final class ReceiptWriter {
    private static final int PAGE = 256;

    private final Scheduler unit;
    private final String process;

    ReceiptWriter(Scheduler unit, String process) {
        this.unit = unit;
        this.process = process;
    }

    /** What is done with an item. */
    private interface Each {
        void take(DataItem item) throws IOException;
    }

    /** @throws ArFleetException when this is no deal that can be shown, or too long to be */
    void write(OutputStream out) throws IOException {
        DataItem spawned = unit.schedule(process, 0, 1).get(0).message();
        DataItem module = GenuineDeal.module(spawned)
                .flatMap(unit::item)
                .orElseThrow(() -> new ArFleetException("the module of process " + process + " is not known here"));
        GenuineDeal.flaw(spawned, module).ifPresent(why -> {
            throw new ArFleetException("there is no receipt for process " + process + ": " + why);
        });
        // What is scheduled from now on belongs to a later receipt.
        long last = unit.latest(process).assignment().nonce();
        List<Part> parts = new ArrayList<>();
        go(module, last, item -> parts.add(Part.of(item)));
        long length = BundleWriter.length(parts);
        if (length > Receipts.MOST_BYTES) {
            throw new ArFleetException("the receipt of process " + process + " would have " + length
                    + " bytes; at most " + Receipts.MOST_BYTES + " are verified");
        }
        BundleWriter writer = new BundleWriter(out, parts);
        go(module, last, writer::write);
        writer.finish();
    }

    private void go(DataItem module, long last, Each each) throws IOException {
        each.take(module);
        long next = 0;
        while (next <= last) {
            if (Thread.currentThread().isInterrupted()) {
                throw new IOException("writing the receipt of " + process + " was interrupted");
            }
            List<Scheduled> page = unit.schedule(process, next, (int) Math.min(PAGE, last - next + 1));
            if (page.isEmpty()) {
                throw new IOException("the schedule of " + process + " ends before nonce " + next);
            }
            for (Scheduled line : page) {
                each.take(line.message());
                each.take(line.assignment().item());
            }
            next += page.size();
        }
    }
}
