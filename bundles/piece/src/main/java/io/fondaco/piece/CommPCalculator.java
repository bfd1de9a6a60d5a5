package io.fondaco.piece;

import io.fondaco.model.PieceCommitment;
import io.fondaco.model.PieceSize;
import io.fondaco.piece.PieceException.Reason;
import io.fondaco.piece.internal.Nodes;
import io.fondaco.piece.internal.TreeStack;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.Objects;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.FutureTask;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Computes the commitment of a payload that streams past once, in constant memory: about 1 MiB, and 2 MiB more per lane.
 *
 * <p>The first {@value #PREFIX_BYTES} bytes are hashed last, so a header that is only known at the end (the root of a
 * CAR) can still be put right with {@link #patchPrefix}. Any payload of 0 bytes or more is accepted. The result does
 * not depend on the number of lanes. Instances are not thread-safe; close them.
 *
 * <p>Source: Filecoin specification, "Piece data"; FRC-0069 for payloads below 65 bytes.
 */
public final class CommPCalculator implements AutoCloseable {
    /** Bytes at the start of the payload that may be replaced until {@link #finish}. */
    public static final int PREFIX_BYTES = 8 * Fr32.GROUP;

    private static final int PREFIX_GROUPS = 8;
    private static final int PREFIX_HEIGHT = 5;
    private static final int CHUNK_GROUPS = 8192;
    private static final int CHUNK_BYTES = CHUNK_GROUPS * Fr32.GROUP;
    /** The first buffer grows from here by {@value #GROWTH}, so that small payloads stay cheap. */
    private static final int FIRST_BYTES = CHUNK_BYTES / 64;

    private static final int GROWTH = 8;
    private static final AtomicInteger THREADS = new AtomicInteger();

    private final Executor pool;
    private final ExecutorService owned;
    private final int mostInFlight;

    private final Nodes hasher = new Nodes();
    private final Queue<Nodes> idleHashers = new ConcurrentLinkedQueue<>();
    private final Deque<byte[]> freeBuffers = new ArrayDeque<>();
    private final Deque<FutureTask<Chunk>> inFlight = new ArrayDeque<>();
    private final TreeStack tree = new TreeStack(hasher);
    private final byte[] prefix = new byte[PREFIX_BYTES];

    private byte[] filling = new byte[FIRST_BYTES];
    private int filled;
    private long total;
    private boolean firstChunk = true;
    private boolean done;

    private CommPCalculator(Executor pool, ExecutorService owned, int lanes) {
        this.pool = pool;
        this.owned = owned;
        this.mostInFlight = 2 * lanes;
        tree.open(PREFIX_HEIGHT);
    }

    /** Hashes in the calling thread. */
    public static CommPCalculator sequential() {
        return new CommPCalculator(null, null, 0);
    }

    /** Hashes on as many threads of its own as the machine has cores; they end with {@link #finish} or close. */
    public static CommPCalculator parallel() {
        int lanes = Runtime.getRuntime().availableProcessors();
        ExecutorService threads = Executors.newFixedThreadPool(lanes, task -> {
            Thread thread = new Thread(task, "io.fondaco.piece-commp-" + THREADS.incrementAndGet());
            thread.setDaemon(true);
            return thread;
        });
        return new CommPCalculator(threads, threads, lanes);
    }

    /**
     * Hashes on threads of {@code pool}, which stays the caller's. A pool that is busy, refuses work or contains the
     * calling thread slows the calculation but cannot stop it: the caller hashes what nobody has begun.
     *
     * @param lanes how many chunks to hash at once, at least 1
     */
    public static CommPCalculator parallel(Executor pool, int lanes) {
        if (lanes < 1) {
            throw new IllegalArgumentException("lanes: " + lanes);
        }
        return new CommPCalculator(Objects.requireNonNull(pool, "pool"), null, lanes);
    }

    /** The commitment of a whole stream, hashed in the calling thread; the stream is read to its end, not closed. */
    public static PieceInfo of(InputStream payload) throws IOException {
        try (CommPCalculator calculator = sequential()) {
            byte[] buffer = new byte[64 * 1024];
            for (int n = payload.read(buffer); n >= 0; n = payload.read(buffer)) {
                calculator.update(buffer, 0, n);
            }
            return calculator.finish();
        }
    }

    /** The commitment of a payload in memory, hashed in the calling thread. */
    public static PieceInfo of(byte[] payload) {
        try (CommPCalculator calculator = sequential()) {
            calculator.update(payload, 0, payload.length);
            return calculator.finish();
        }
    }

    /** Appends bytes; the array may be reused as soon as this returns. */
    public void update(byte[] bytes, int offset, int length) {
        Objects.checkFromIndexSize(offset, length, bytes.length);
        update(ByteBuffer.wrap(bytes, offset, length));
    }

    /** Appends the remaining bytes of the buffer and moves its position to its limit. */
    public void update(ByteBuffer bytes) {
        requireOpen();
        while (bytes.hasRemaining()) {
            if (filled == filling.length) {
                filling = Arrays.copyOf(filling, GROWTH * filling.length);
            }
            int n = Math.min(bytes.remaining(), filling.length - filled);
            bytes.get(filling, filled, n);
            if (total < PREFIX_BYTES) {
                int kept = (int) Math.min(n, PREFIX_BYTES - total);
                System.arraycopy(filling, filled, prefix, (int) total, kept);
            }
            filled += n;
            total += n;
            if (filled == CHUNK_BYTES) {
                hashFilled();
            }
        }
    }

    /** Bytes appended so far. */
    public long bytesSoFar() {
        return total;
    }

    /**
     * Replaces the first bytes of the payload.
     *
     * @param first at most {@value #PREFIX_BYTES} bytes and at most as many as were appended
     * @throws PieceException (OUT_OF_RANGE) when there are more
     */
    public void patchPrefix(byte[] first) {
        requireOpen();
        if (first.length > PREFIX_BYTES || first.length > total) {
            throw new PieceException(
                    Reason.OUT_OF_RANGE,
                    "cannot replace the first " + first.length + " bytes: at most " + PREFIX_BYTES + ", and only the "
                            + total + " appended so far");
        }
        System.arraycopy(first, 0, prefix, 0, first.length);
    }

    /**
     * Ends the payload and returns its commitment at its natural size.
     *
     * @throws IllegalStateException when already finished or closed
     */
    public PieceInfo finish() {
        requireOpen();
        try {
            PieceSize size = PieceSize.forPayload(total);
            long groups = size.padded() / Fr32.PADDED_GROUP;
            byte[] root;
            if (groups <= PREFIX_GROUPS) {
                root = hasher.root(prefix, 0, (int) groups);
            } else {
                while (!inFlight.isEmpty()) {
                    take(inFlight.remove());
                }
                addTail();
                tree.fillTo(groups * 4);
                root = tree.close(hasher.root(prefix, 0, PREFIX_GROUPS), Long.numberOfTrailingZeros(groups) + 2);
            }
            return new PieceInfo(new PieceCommitment(root), size, total);
        } finally {
            close();
        }
    }

    /** Ends this calculator's own threads. Safe to call twice; after {@link #finish} it does nothing. */
    @Override
    public void close() {
        done = true;
        inFlight.clear();
        freeBuffers.clear();
        filling = null;
        if (owned != null) {
            owned.shutdownNow();
        }
    }

    private void requireOpen() {
        if (done) {
            throw new IllegalStateException("this CommP calculation is finished or closed: start another one");
        }
    }

    private void hashFilled() {
        Chunk chunk = new Chunk(filling, firstChunk);
        firstChunk = false;
        filled = 0;
        if (pool == null) {
            chunk.hash(hasher);
            chunk.addTo(tree);
            return;
        }
        FutureTask<Chunk> task = new FutureTask<>(() -> hashWithIdle(chunk));
        inFlight.add(task);
        try {
            pool.execute(task);
        } catch (RejectedExecutionException e) {
            // A pool at its limit or shut down: the work is still ours to do.
            task.run();
        }
        while (!inFlight.isEmpty()
                && (inFlight.size() >= mostInFlight || inFlight.peek().isDone())) {
            take(inFlight.remove());
        }
        byte[] free = freeBuffers.poll();
        filling = free != null ? free : new byte[CHUNK_BYTES];
    }

    private Chunk hashWithIdle(Chunk chunk) {
        Nodes idle = idleHashers.poll();
        Nodes nodes = idle != null ? idle : new Nodes();
        chunk.hash(nodes);
        idleHashers.add(nodes);
        return chunk;
    }

    private void take(FutureTask<Chunk> task) {
        // Runs it here if no thread has begun it; otherwise does nothing.
        task.run();
        boolean interrupted = false;
        try {
            while (true) {
                try {
                    Chunk chunk = task.get();
                    chunk.addTo(tree);
                    freeBuffers.add(chunk.payload);
                    return;
                } catch (InterruptedException e) {
                    // The wait is at most one chunk of hashing; the interrupt is kept for the caller.
                    interrupted = true;
                } catch (ExecutionException e) {
                    throw new IllegalStateException("hashing a chunk failed", e.getCause());
                }
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private void addTail() {
        int groups = (filled + Fr32.GROUP - 1) / Fr32.GROUP;
        Arrays.fill(filling, filled, groups * Fr32.GROUP, (byte) 0);
        int at = firstChunk ? PREFIX_GROUPS : 0;
        while (at < groups) {
            int height = TreeStack.fillHeight(at, groups);
            tree.add(height + 2, hasher.root(filling, at * Fr32.GROUP, 1 << height));
            at += 1 << height;
        }
    }

    /** A full chunk of payload and, once hashed, the roots it adds to the tree. */
    private static final class Chunk {
        private final byte[] payload;
        private final boolean first;
        private final Deque<byte[]> roots = new ArrayDeque<>();

        Chunk(byte[] payload, boolean first) {
            this.payload = payload;
            this.first = first;
        }

        void hash(Nodes nodes) {
            if (!first) {
                roots.add(nodes.root(payload, 0, CHUNK_GROUPS));
                return;
            }
            for (int groups = PREFIX_GROUPS; groups < CHUNK_GROUPS; groups *= 2) {
                roots.add(nodes.root(payload, groups * Fr32.GROUP, groups));
            }
        }

        void addTo(TreeStack tree) {
            int height = first ? PREFIX_HEIGHT : Integer.numberOfTrailingZeros(CHUNK_GROUPS) + 2;
            for (byte[] root : roots) {
                tree.add(height++, root);
            }
        }
    }
}
