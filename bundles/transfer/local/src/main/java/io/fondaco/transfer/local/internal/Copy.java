package io.fondaco.transfer.local.internal;

import io.fondaco.model.PeerId;
import io.fondaco.model.Registration;
import io.fondaco.model.Time;
import io.fondaco.transfer.Decision;
import io.fondaco.transfer.Incoming;
import io.fondaco.transfer.TransferEvent;
import io.fondaco.transfer.TransferId;
import io.fondaco.transfer.TransferOrder;
import io.fondaco.transfer.Voucher;
import io.fondaco.transfer.spi.Attempt;
import io.fondaco.transfer.spi.Meter;
import io.fondaco.transfer.spi.Reception;
import io.fondaco.transfer.spi.TransportException;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One attempt: a copy in pieces. When the throttle has it pause, an alarm has a worker go on; no thread waits. One worker
 * at a time runs it, and hands the channels on to the next through the lock.
 */
public final class Copy implements Attempt, Runnable {

    private static final Logger LOG = LoggerFactory.getLogger(Copy.class);
    private static final int PIECE = 256 * 1024;
    private static final int PIECES_PER_SECOND = 4;

    private enum Stage {
        IDLE,
        WORKING,
        ENDED
    }

    private final TransferOrder order;
    private final PeerId responder;
    private final Voucher voucher;
    private final Meter meter;
    private final Reception reception;
    private final Time time;
    private final Executor workers;
    private final long bytesPerSecond;
    private final Set<Path> written;
    private final CompletableFuture<Long> done = new CompletableFuture<>();

    private boolean accepted;
    private Path target;
    private FileChannel from;
    private FileChannel to;
    private long total;
    private long has;

    // Guarded by this.
    private Stage stage = Stage.IDLE;
    private String stopping;
    private Registration pause;

    /** @param written the files that are being written, so that no two copies share one */
    public Copy(
            TransferOrder order,
            Meter meter,
            Reception reception,
            Time time,
            Executor workers,
            long bytesPerSecond,
            Set<Path> written) {
        this.order = order;
        this.meter = meter;
        this.reception = reception;
        this.time = time;
        this.workers = workers;
        this.bytesPerSecond = bytesPerSecond;
        this.written = written;
        responder = order.id().responder().orElseThrow();
        voucher = order.voucher().orElseThrow();
    }

    @Override
    public CompletionStage<Long> done() {
        return done.minimalCompletionStage();
    }

    /** Takes effect between two pieces; at once while it pauses or has not begun. */
    @Override
    public void stop(String why) {
        synchronized (this) {
            stopping = stopping == null ? why : stopping;
            if (stage != Stage.IDLE) {
                return;
            }
            stage = Stage.ENDED;
            if (pause != null) {
                pause.close();
            }
        }
        end(TransportException.passing(why, null));
    }

    @Override
    public void run() {
        synchronized (this) {
            if (stage != Stage.IDLE) {
                return;
            }
            stage = Stage.WORKING;
        }
        try {
            if (from == null) {
                open();
            }
            if (copy()) {
                finish();
            }
        } catch (TransportException e) {
            fail(e);
        } catch (NoSuchFileException e) {
            fail(TransportException.lasting("there is no file " + e.getMessage(), e));
        } catch (IOException e) {
            fail(TransportException.passing("the copy broke off after " + has + " bytes: " + e, e));
        } catch (RuntimeException | Error e) {
            LOG.error("The copy of {} broke", order, e);
            fail(TransportException.passing("the copy broke off after " + has + " bytes: " + e, e));
        }
    }

    private void open() throws IOException {
        TransferId id = order.id();
        Decision.Accept accept = ask(id);
        boolean push = order.direction() == TransferOrder.Direction.PUSH;
        Path source = push ? order.file() : accept.file();
        Path file = (push ? accept.file() : order.file()).toAbsolutePath().normalize();
        total = Files.size(source);
        check(total, accept);
        if (Files.exists(file) && Files.isSameFile(source, file)) {
            throw TransportException.lasting("both ends of " + id + " are the same file", null);
        }
        if (!written.add(file)) {
            throw TransportException.passing("another transfer writes the file of " + id, null);
        }
        target = file;
        from = FileChannel.open(source, StandardOpenOption.READ);
        to = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
        has = equalBytes();
        to.truncate(has);
        if (has > 0) {
            meter.moved(has, total);
        }
        reception.tell(
                has > 0
                        ? new TransferEvent.Restarted(id, responder, voucher)
                        : new TransferEvent.Opened(id, responder, voucher));
        meter.opened();
    }

    private Decision.Accept ask(TransferId id) {
        Decision decision = reception.ask(
                new Incoming(id, responder, order.initiator(), order.direction(), voucher, order.root(), false));
        if (decision instanceof Decision.Refuse refuse) {
            throw TransportException.lasting("refused: " + refuse.why(), null);
        }
        if (decision instanceof Decision.Later later) {
            throw TransportException.passing(later.why(), null);
        }
        accepted = true;
        return (Decision.Accept) decision;
    }

    private void check(long size, Decision.Accept accept) {
        long most = Math.min(order.most(), accept.most());
        if (size > most) {
            throw TransportException.lasting("there are " + size + " bytes and may be at most " + most, null);
        }
        for (long wanted : new long[] {order.bytes(), accept.bytes()}) {
            if (wanted >= 0 && wanted != size) {
                throw TransportException.lasting("there are " + size + " bytes and must be " + wanted, null);
            }
        }
    }

    /** How far the copy equals the original: a crash may have left a tail that never reached the disk. */
    private long equalBytes() throws IOException {
        long common = Math.min(to.size(), total);
        ByteBuffer mine = ByteBuffer.allocate(PIECE);
        ByteBuffer theirs = ByteBuffer.allocate(PIECE);
        long at = 0;
        while (at < common) {
            int piece = (int) Math.min(PIECE, common - at);
            read(to, mine.clear().limit(piece), at);
            read(from, theirs.clear().limit(piece), at);
            int differs = mine.flip().mismatch(theirs.flip());
            if (differs >= 0) {
                return at + differs;
            }
            at += piece;
            goOn();
        }
        return at;
    }

    /** True when all bytes are there, false when it goes on after a pause. */
    private boolean copy() throws IOException {
        int most = bytesPerSecond == 0 ? PIECE : (int) Math.max(1, Math.min(PIECE, bytesPerSecond / PIECES_PER_SECOND));
        ByteBuffer buffer = ByteBuffer.allocate(most);
        while (has < total) {
            goOn();
            int piece = (int) Math.min(most, total - has);
            read(from, buffer.clear().limit(piece), has);
            buffer.flip();
            while (buffer.hasRemaining()) {
                has += to.write(buffer, has);
            }
            meter.moved(has, total);
            reception.tell(new TransferEvent.Moved(order.id(), responder, has, total));
            if (bytesPerSecond > 0 && has < total) {
                rest(Duration.ofNanos(Math.max(1, piece * 1_000_000_000L / bytesPerSecond)));
                return false;
            }
        }
        goOn();
        return true;
    }

    private static void read(FileChannel channel, ByteBuffer into, long at) throws IOException {
        long position = at;
        while (into.hasRemaining()) {
            int read = channel.read(into, position);
            if (read < 0) {
                throw new EOFException("the file ends at " + position);
            }
            position += read;
        }
    }

    private synchronized void goOn() {
        if (stopping != null) {
            throw TransportException.passing(stopping, null);
        }
    }

    private synchronized void rest(Duration length) {
        goOn();
        stage = Stage.IDLE;
        pause = time.after(length, () -> {
            try {
                workers.execute(this);
            } catch (RejectedExecutionException closing) {
                stop("the local transport closes");
            }
        });
    }

    private void finish() throws IOException {
        to.force(true);
        synchronized (this) {
            stage = Stage.ENDED;
        }
        release();
        reception.tell(new TransferEvent.Completed(order.id(), responder, total));
        done.complete(total);
    }

    private void fail(TransportException e) {
        synchronized (this) {
            stage = Stage.ENDED;
        }
        end(e);
    }

    private void end(TransportException e) {
        release();
        if (accepted) {
            reception.tell(
                    e.worthRepeating()
                            ? new TransferEvent.Stalled(order.id(), responder, e.getMessage())
                            : new TransferEvent.Failed(order.id(), responder, e.getMessage()));
        }
        done.completeExceptionally(e);
    }

    private void release() {
        for (FileChannel channel : new FileChannel[] {from, to}) {
            if (channel != null) {
                try {
                    channel.close();
                } catch (IOException e) {
                    LOG.warn("A file of {} could not be closed", order, e);
                }
            }
        }
        if (target != null) {
            written.remove(target);
        }
    }
}
