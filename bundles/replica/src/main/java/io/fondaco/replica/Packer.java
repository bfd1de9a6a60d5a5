package io.fondaco.replica;

import io.fondaco.model.Progress;
import io.fondaco.replica.spi.Powers;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.FutureTask;
import java.util.function.BooleanSupplier;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * Packs and unpacks whole replicas, chunks in step and groups of them in parallel. However long the data are, it holds a
 * few groups at a time.
 */
public final class Packer {
    /** Chunks that go through a backend in step: at least so many, to make up for what a call costs. */
    private static final int LEAST = 8;

    private final Powers powers;
    private final Executor threads;
    private final int parallel;

    /** @param parallel groups that are worked on at a time, 1 or more; as many threads */
    public Packer(Powers powers, Executor threads, int parallel) {
        if (parallel < 1) {
            throw new IllegalArgumentException("packing with " + parallel + " threads");
        }
        this.powers = powers;
        this.threads = threads;
        this.parallel = parallel;
    }

    /** Takes chunks, in their order, on the thread that packs. */
    @ConsumerType
    @FunctionalInterface
    public interface Sink {
        /** @param length bytes of data in it */
        void chunk(long index, byte[] bytes, int length) throws IOException;
    }

    /** Gives chunks, in their order. */
    @ConsumerType
    @FunctionalInterface
    public interface Source {
        /** @param packed how long it is */
        byte[] chunk(long index, int packed) throws IOException;
    }

    /**
     * Packs data.
     *
     * @param size bytes of data; neither more nor fewer may come
     * @param stop asked between groups
     * @throws EOFException when there are fewer
     * @throws ReplicaException when there are more
     * @throws CancellationException when it was stopped
     */
    public void pack(
            ReplicaKey key,
            ReplicaLayout layout,
            InputStream data,
            long size,
            Sink sink,
            BooleanSupplier stop,
            Progress progress)
            throws IOException {
        run(
                "packing",
                layout,
                size,
                stop,
                progress,
                (first, count) -> {
                    List<byte[]> chunks = new ArrayList<>();
                    for (long index = first; index < first + count; index++) {
                        byte[] chunk = data.readNBytes(layout.length(size, index));
                        if (chunk.length < layout.length(size, index)) {
                            throw new EOFException(
                                    "the data end in chunk " + index + " and should have " + size + " bytes");
                        }
                        chunks.add(chunk);
                    }
                    return new Group(first, chunks, () -> inStep(key, layout, chunks));
                },
                sink);
        if (data.read() >= 0) {
            throw new ReplicaException("there is more than the " + size + " bytes that were to be packed");
        }
    }

    /** Those of one length; the last may be shorter. */
    private List<byte[]> inStep(ReplicaKey key, ReplicaLayout layout, List<byte[]> chunks) {
        int last = chunks.size() - 1;
        if (last == 0 || chunks.get(last).length == chunks.get(0).length) {
            return Packing.pack(powers, key, layout, chunks);
        }
        List<byte[]> packed = new ArrayList<>(Packing.pack(powers, key, layout, chunks.subList(0, last)));
        packed.addAll(Packing.pack(powers, key, layout, chunks.subList(last, last + 1)));
        return packed;
    }

    /**
     * Gives the data of a replica back.
     *
     * @param size bytes of data
     * @throws ReplicaException when a chunk was not packed with the private half of the key, or has changed
     * @throws CancellationException when it was stopped
     */
    public void unpack(
            ReplicaPublicKey key,
            ReplicaLayout layout,
            Source source,
            long size,
            Sink sink,
            BooleanSupplier stop,
            Progress progress)
            throws IOException {
        run(
                "unpacking",
                layout,
                size,
                stop,
                progress,
                (first, count) -> {
                    List<byte[]> chunks = new ArrayList<>();
                    for (long index = first; index < first + count; index++) {
                        chunks.add(source.chunk(index, layout.packed(layout.length(size, index), key.bytes())));
                    }
                    return new Group(first, chunks, () -> {
                        List<byte[]> opened = new ArrayList<>();
                        for (int i = 0; i < chunks.size(); i++) {
                            opened.add(unpack(key, layout, chunks.get(i), layout.length(size, first + i)));
                        }
                        return opened;
                    });
                },
                sink);
    }

    /** Packs one chunk. */
    public byte[] pack(ReplicaKey key, ReplicaLayout layout, byte[] chunk) {
        if (chunk.length > layout.chunk()) {
            throw new ReplicaException("a chunk of " + chunk.length + " bytes, and there are " + layout.chunk());
        }
        return Packing.pack(powers, key, layout, List.of(chunk)).get(0);
    }

    /** Unpacks one chunk. @param length bytes of data in it. @throws ReplicaException as above */
    public byte[] unpack(ReplicaPublicKey key, ReplicaLayout layout, byte[] packed, int length) {
        return Packing.unpack(powers, key, layout, packed, length);
    }

    /** Chunks that are worked on together. */
    private record Group(long first, List<byte[]> chunks, Callable<List<byte[]>> work) {}

    private interface Reading {
        Group group(long first, int count) throws IOException;
    }

    private void run(
            String stage,
            ReplicaLayout layout,
            long size,
            BooleanSupplier stop,
            Progress progress,
            Reading reading,
            Sink sink)
            throws IOException {
        long chunks = layout.chunks(size);
        int together = Math.max(LEAST, powers.lanes());
        Deque<FutureTask<List<byte[]>>> running = new ArrayDeque<>();
        long given = 0;
        long done = 0;
        try {
            while (done < chunks) {
                while (given < chunks && running.size() <= parallel) {
                    if (stop.getAsBoolean()) {
                        throw new CancellationException("stopped after " + done + " of " + chunks + " chunks");
                    }
                    int count = (int) Math.min(together, chunks - given);
                    FutureTask<List<byte[]>> task =
                            new FutureTask<>(reading.group(given, count).work());
                    threads.execute(task);
                    running.add(task);
                    given += count;
                }
                for (byte[] bytes : result(running.poll())) {
                    sink.chunk(done, bytes, layout.length(size, done));
                    done++;
                }
                progress.at(stage, Math.min(size, done * layout.chunk()), size);
            }
        } finally {
            running.forEach(task -> task.cancel(false));
        }
    }

    private static List<byte[]> result(FutureTask<List<byte[]>> task) throws IOException {
        try {
            return task.get();
        } catch (ExecutionException broken) {
            if (broken.getCause() instanceof RuntimeException runtime) {
                throw runtime;
            }
            throw new IllegalStateException(broken.getCause());
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted while packing");
        }
    }
}
