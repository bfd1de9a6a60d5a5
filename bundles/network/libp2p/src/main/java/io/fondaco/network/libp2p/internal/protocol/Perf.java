package io.fondaco.network.libp2p.internal.protocol;

import io.fondaco.network.Host;
import io.fondaco.network.NetworkException;
import io.fondaco.network.NetworkException.Reason;
import io.fondaco.network.Peers;
import io.fondaco.network.Protocol;
import io.fondaco.network.Stream;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * Measures how fast bytes move: the asking side says how many it wants back, sends its own and ends; the other reads all
 * and sends what was wanted.
 *
 * <p>Source: libp2p/specs, perf.
 */
public final class Perf {

    public static final String ID = "/perf/1.0.0";

    private static final Duration IDLE = Duration.ofSeconds(60);
    private static final int CHUNK = 1 << 20;
    private static final byte[] ZEROS = new byte[CHUNK];

    private Perf() {}

    public static void answer(Host host) {
        host.answer(new Protocol(ID, CHUNK, IDLE), stream -> new Serving(stream).next());
    }

    private static final class Serving {
        private final Stream stream;
        private final ByteBuffer wanted = ByteBuffer.allocate(Long.BYTES);

        Serving(Stream stream) {
            this.stream = stream;
        }

        void next() {
            while (true) {
                CompletableFuture<Boolean> step = stream.read()
                        .toCompletableFuture()
                        .handle((bytes, failure) -> {
                            if (failure != null) {
                                return false;
                            }
                            if (bytes.isEmpty()) {
                                answer();
                                return false;
                            }
                            while (wanted.hasRemaining() && bytes.get().hasRemaining()) {
                                wanted.put(bytes.get().get());
                            }
                            return true;
                        });
                if (!step.isDone()) {
                    step.thenAccept(more -> {
                        if (more) {
                            next();
                        }
                    });
                    return;
                }
                if (!step.join()) {
                    return;
                }
            }
        }

        private void answer() {
            if (wanted.hasRemaining()) {
                stream.reset();
                return;
            }
            send(stream, wanted.flip().getLong()).whenComplete((done, failure) -> stream.close());
        }
    }

    /** Sends so many zeros. */
    private static CompletionStage<Void> send(Stream stream, long bytes) {
        if (bytes <= 0) {
            return CompletableFuture.completedFuture(null);
        }
        CompletableFuture<Void> result = new CompletableFuture<>();
        pour(stream, bytes, result);
        return result;
    }

    private static void pour(Stream stream, long bytes, CompletableFuture<Void> result) {
        long left = bytes;
        while (left > 0) {
            int length = (int) Math.min(left, CHUNK);
            left -= length;
            CompletableFuture<Void> sent =
                    stream.write(ByteBuffer.wrap(ZEROS, 0, length)).toCompletableFuture();
            if (!sent.isDone() || sent.isCompletedExceptionally()) {
                long rest = left;
                sent.whenComplete((done, failure) -> {
                    if (failure != null) {
                        result.completeExceptionally(failure);
                    } else {
                        pour(stream, rest, result);
                    }
                });
                return;
            }
        }
        result.complete(null);
    }

    /** Measures on a fresh stream, which is closed then. */
    public static CompletionStage<Peers.Speed> measure(Stream stream, long up, long down) {
        long start = System.nanoTime();
        return stream.write(ByteBuffer.allocate(Long.BYTES).putLong(down).flip())
                .thenCompose(done -> send(stream, up))
                .thenCompose(done -> stream.closeWrite())
                .thenCompose(done -> {
                    CompletableFuture<long[]> drained = new CompletableFuture<>();
                    drain(stream, new long[] {0, 0}, drained);
                    return drained;
                })
                .thenApply(counts -> {
                    long end = System.nanoTime();
                    stream.close();
                    if (counts[0] != down) {
                        throw new NetworkException(
                                Reason.BROKEN, stream.remote() + " sent " + counts[0] + " bytes, not " + down);
                    }
                    long first = counts[1] == 0 ? end : counts[1];
                    return new Peers.Speed(Duration.ofNanos(first - start), Duration.ofNanos(end - first));
                });
    }

    /** @param counts bytes, and when the first came */
    private static void drain(Stream stream, long[] counts, CompletableFuture<long[]> result) {
        while (true) {
            CompletableFuture<Boolean> step = stream.read()
                    .toCompletableFuture()
                    .handle((bytes, failure) -> {
                        if (failure != null) {
                            result.completeExceptionally(failure);
                            return false;
                        }
                        if (bytes.isEmpty()) {
                            result.complete(counts);
                            return false;
                        }
                        if (counts[1] == 0) {
                            counts[1] = System.nanoTime();
                        }
                        counts[0] += bytes.get().remaining();
                        return true;
                    });
            if (!step.isDone()) {
                step.thenAccept(more -> {
                    if (more) {
                        drain(stream, counts, result);
                    }
                });
                return;
            }
            if (!step.join()) {
                return;
            }
        }
    }
}
