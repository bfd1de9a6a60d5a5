package io.fondaco.proof.ffi;

import java.nio.ByteBuffer;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.ToLongFunction;

/** Memory outside the heap to copy through; as much of it stays as was ever in use at once. Thread-safe. */
final class Scratch {
    /** Holds whole groups of every length that is hashed: 1024 groups of payload, and more nodes than any vector has lanes. */
    static final int BYTES = 128 << 10;

    private final ConcurrentLinkedQueue<ByteBuffer> idle = new ConcurrentLinkedQueue<>();

    /** Lends a buffer of {@link #BYTES}, from 0 to its capacity, for as long as the work takes. */
    long with(ToLongFunction<ByteBuffer> work) {
        ByteBuffer buffer = idle.poll();
        if (buffer == null) {
            buffer = ByteBuffer.allocateDirect(BYTES);
        }
        try {
            return work.applyAsLong(buffer.clear());
        } finally {
            idle.add(buffer);
        }
    }
}
