package io.fondaco.transfer.http.internal;

import io.fondaco.transfer.TransferOrder;
import io.fondaco.transfer.spi.Meter;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Optional;

/**
 * The draft while it is being filled, with its ledger. Chunks come in any order, so the file is sparse until the end; lest
 * anybody take it for complete by its size, it is kept <b>one byte too long</b> until every byte is there and forced to
 * disk, and only then cut to its size. Nothing but the ledger lies beside it, so whoever deletes the draft leaves no
 * gigabytes behind; a ledger whose draft is not one byte too long is void.
 *
 * <p>Safe for threads.
 */
final class Sheet implements AutoCloseable {

    /** A crash costs at most this many bytes. */
    private static final long CHECKPOINT = 16 << 20;

    private final Path file;
    private final FileChannel channel;
    private final Ledger ledger;
    private final Meter meter;
    private final String address;
    private Ranges ranges = new Ranges();
    private String version = "";
    private long total = -1;
    private long unsaved;
    private long received;

    Sheet(TransferOrder order, String address, Meter meter) throws IOException {
        this.meter = meter;
        this.address = address;
        file = order.file();
        ledger = new Ledger(file);
        channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE, StandardOpenOption.READ);
    }

    /** What an earlier attempt left, when it can be gone on with. */
    synchronized boolean resume() throws IOException {
        Optional<Ledger.Entry> entry = ledger.read()
                .filter(e -> e.address().equals(address) && e.ranges().bytes() > 0);
        if (entry.isEmpty() || channel.size() != entry.get().total() + 1) {
            return false;
        }
        total = entry.get().total();
        version = entry.get().version();
        ranges = entry.get().ranges();
        return true;
    }

    /** Forgets what is there, also on disk. */
    synchronized void startOver() throws IOException {
        ledger.delete();
        channel.truncate(0);
        ranges = new Ranges();
        version = "";
        total = -1;
        unsaved = 0;
    }

    /** From here on the total is known; {@code resumable} when ranges of this version can be asked for again. */
    synchronized void expect(long bytes, String ofVersion, boolean resumable) throws IOException {
        total = bytes;
        version = ofVersion;
        if (channel.size() != total + 1) {
            channel.truncate(total);
            channel.write(ByteBuffer.allocate(1), total);
        }
        if (resumable) {
            save();
        }
    }

    /** Writes what came; the buffer is emptied. */
    void write(ByteBuffer bytes, long at, boolean resumable) throws IOException {
        int length = bytes.remaining();
        long position = at;
        while (bytes.hasRemaining()) {
            position += channel.write(bytes, position);
        }
        synchronized (this) {
            ranges.add(at, position);
            received += length;
            unsaved += length;
            meter.moved(ranges.bytes(), total);
            if (resumable && unsaved >= CHECKPOINT) {
                save();
            }
        }
    }

    /** Forces the bytes, then says so. */
    synchronized void save() throws IOException {
        if (!Files.exists(file)) {
            throw new IOException("the draft was deleted while it was being filled");
        }
        channel.force(false);
        ledger.write(new Ledger.Entry(address, total, version, ranges));
        unsaved = 0;
    }

    synchronized void complete(long bytes) throws IOException {
        channel.force(true);
        channel.truncate(bytes);
        channel.force(true);
        ledger.delete();
    }

    synchronized void tellWhatIsThere() {
        if (ranges.bytes() > 0) {
            meter.moved(ranges.bytes(), total);
        }
    }

    synchronized List<Ranges.Range> pieces(int many, long least) {
        return ranges.pieces(total, many, least);
    }

    synchronized long firstMissing() {
        List<Ranges.Range> missing = ranges.missing(total);
        return missing.isEmpty() ? total : missing.get(0).from();
    }

    synchronized boolean has(long at) {
        return ranges.has(at);
    }

    synchronized boolean full() {
        return ranges.bytes() == total;
    }

    synchronized long bytes() {
        return ranges.bytes();
    }

    /** How many bytes came in this attempt. */
    synchronized long received() {
        return received;
    }

    synchronized String version() {
        return version;
    }

    synchronized long total() {
        return total;
    }

    /** Whether the file was completed before, by an attempt whose word got lost. */
    static boolean complete(TransferOrder order) throws IOException {
        return order.bytes() >= 0 && Files.exists(order.file()) && Files.size(order.file()) == order.bytes();
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
