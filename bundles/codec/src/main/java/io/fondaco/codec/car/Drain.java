package io.fondaco.codec.car;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * Takes full buffers and gives empty ones, writing either at once or on a thread of its own, one buffer behind. Two
 * buffers are all the memory there is.
 */
final class Drain {
    private static final int FIRST = 4 << 10;
    private static final int SIZE = 2 << 20;

    private final WritableByteChannel out;
    private ExecutorService thread;
    private ByteBuffer spare;
    private Future<?> pending;
    private IOException failure;

    Drain(WritableByteChannel out) {
        this.out = out;
    }

    /** What to fill first: small, since many a CAR is; a full-sized one follows when it does not suffice. */
    static ByteBuffer firstBuffer() {
        return ByteBuffer.allocate(FIRST);
    }

    void writeBehind() {
        if (thread == null) {
            spare = ByteBuffer.allocateDirect(SIZE);
            thread = Executors.newSingleThreadExecutor(task -> {
                Thread worker = new Thread(task, "codec-car-writer");
                worker.setDaemon(true);
                return worker;
            });
        }
    }

    /** Takes {@code full}, flipped, and returns an empty buffer to fill meanwhile. */
    ByteBuffer exchange(ByteBuffer full) throws IOException {
        refuseAfterFailure();
        if (thread == null) {
            write(full);
            return full.limit() == FIRST && full.capacity() == FIRST ? ByteBuffer.allocateDirect(SIZE) : full.clear();
        }
        await();
        if (full.capacity() == FIRST) {
            write(full);
            return ByteBuffer.allocateDirect(SIZE);
        }
        ByteBuffer empty = spare;
        spare = full;
        pending = thread.submit(() -> {
            writeFully(full);
            full.clear();
            return null;
        });
        return empty;
    }

    /** Waits until everything taken is written. */
    void await() throws IOException {
        refuseAfterFailure();
        if (pending == null) {
            return;
        }
        try {
            pending.get();
            pending = null;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw (IOException) new InterruptedIOException("interrupted while writing a CAR").initCause(e);
        } catch (ExecutionException e) {
            pending = null;
            failure = new IOException("writing a CAR failed: " + e.getCause().getMessage(), e.getCause());
            throw failure;
        }
    }

    private void write(ByteBuffer bytes) throws IOException {
        try {
            writeFully(bytes);
        } catch (IOException e) {
            failure = e;
            throw e;
        }
    }

    /** Bytes are missing from the file: nothing that comes after may look like success. */
    private void refuseAfterFailure() throws IOException {
        if (failure != null) {
            throw new IOException("this CAR is void since an earlier write failed", failure);
        }
    }

    void writeFully(ByteBuffer bytes) throws IOException {
        while (bytes.hasRemaining()) {
            out.write(bytes);
        }
    }

    /** Ends the thread, if there is one, after what it has in hand. */
    void stop() {
        if (thread != null) {
            thread.shutdown();
        }
    }
}
