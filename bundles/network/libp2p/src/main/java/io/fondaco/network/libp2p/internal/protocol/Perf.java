package io.fondaco.network.libp2p.internal.protocol;

import io.fondaco.model.PeerId;
import io.fondaco.network.Host;
import io.fondaco.network.NetworkException;
import io.fondaco.network.NetworkException.Reason;
import io.fondaco.network.Peers;
import io.fondaco.network.Protocol;
import io.fondaco.network.Stream;
import io.fondaco.network.libp2p.internal.limits.Limits;
import io.fondaco.network.libp2p.internal.limits.Resource;
import io.fondaco.network.libp2p.internal.limits.Scope;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Measures how fast bytes move: the asking side says how many it wants back, sends its own and ends; the other reads all
 * and sends what was wanted.
 *
 * <p>At most one measurement with a peer is under way at a time in each direction, and each is of {@link #MOST} bytes at
 * most each way. More is reset, and counted in the scope {@code measuring ...} of the limits.
 *
 * <p>Source: libp2p/specs, perf.
 */
public final class Perf {

    public static final String ID = "/perf/1.0.0";

    /** Bytes that one measurement may move each way: 10 GiB, some seconds of the fastest connection. */
    public static final long MOST = 10L << 30;

    private static final Duration IDLE = Duration.ofSeconds(60);
    private static final int CHUNK = 1 << 20;
    private static final byte[] ZEROS = new byte[CHUNK];
    private static final Logger LOG = LoggerFactory.getLogger(Perf.class);

    private final Limits limits;

    public Perf(Limits limits) {
        this.limits = limits;
    }

    public void answer(Host host) {
        host.answer(new Protocol(ID, CHUNK, IDLE), this::opened);
    }

    private void opened(Stream stream) {
        Optional<Runnable> end = begin(stream.remote(), false);
        if (end.isEmpty()) {
            LOG.debug("{} wants to measure while it does", stream.remote());
            stream.reset();
            return;
        }
        new Serving(stream, end.get()).next();
    }

    /** Room for a measurement, which what is returned gives back; empty when one is under way. */
    private Optional<Runnable> begin(PeerId peer, boolean outbound) {
        Limits.Measurements key = new Limits.Measurements(peer);
        Scope scope = limits.measuring(key);
        Resource kind = Resource.stream(outbound);
        if (Scope.take(kind, 1, scope).isPresent()) {
            limits.leave(key);
            return Optional.empty();
        }
        return Optional.of(() -> {
            Scope.give(kind, 1, scope);
            limits.leave(key);
        });
    }

    private static final class Serving {
        private final Stream stream;
        private final Runnable end;
        private final ByteBuffer wanted = ByteBuffer.allocate(Long.BYTES);
        private long taken;

        Serving(Stream stream, Runnable end) {
            this.stream = stream;
            this.end = end;
        }

        void next() {
            while (true) {
                CompletableFuture<Boolean> step = stream.read()
                        .toCompletableFuture()
                        .handle((bytes, failure) -> {
                            if (failure != null) {
                                end.run();
                                return false;
                            }
                            if (bytes.isEmpty()) {
                                answer();
                                return false;
                            }
                            taken += bytes.get().remaining();
                            if (taken - Long.BYTES > MOST) {
                                refuse();
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
                refuse();
                return;
            }
            long bytes = wanted.flip().getLong();
            if (bytes < 0 || bytes > MOST) {
                refuse();
                return;
            }
            send(stream, bytes).whenComplete((done, failure) -> {
                // Before the peer sees the end, and asks again.
                end.run();
                stream.close();
            });
        }

        private void refuse() {
            LOG.debug("{} measures more than {} bytes, or does not say how many", stream.remote(), MOST);
            end.run();
            stream.reset();
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

    /**
     * Measures on a fresh stream, which is closed then.
     *
     * @param up bytes to send, 0 to {@link #MOST}; {@code down} as many to ask for
     * @return exceptionally a {@link NetworkException}: a measurement with the peer is under way, or it broke
     * @throws IllegalArgumentException when more is to be measured than may be
     */
    public CompletionStage<Peers.Speed> measure(
            PeerId peer, long up, long down, Supplier<CompletionStage<Stream>> dial) {
        if (up < 0 || up > MOST || down < 0 || down > MOST) {
            throw new IllegalArgumentException(
                    "measure 0 to " + MOST + " bytes each way, not " + up + " up and " + down + " down");
        }
        Optional<Runnable> end = begin(peer, true);
        if (end.isEmpty()) {
            return CompletableFuture.failedFuture(
                    new NetworkException(Reason.REFUSED, "a measurement with " + peer + " is under way; wait for it"));
        }
        return dial.get().thenCompose(stream -> measure(stream, up, down)).whenComplete((speed, failure) -> end.get()
                .run());
    }

    private static CompletionStage<Peers.Speed> measure(Stream stream, long up, long down) {
        long start = System.nanoTime();
        return stream.write(ByteBuffer.allocate(Long.BYTES).putLong(down).flip())
                .thenCompose(done -> send(stream, up))
                .thenCompose(done -> stream.closeWrite())
                .thenCompose(done -> {
                    CompletableFuture<long[]> drained = new CompletableFuture<>();
                    drain(stream, down, new long[] {0, 0}, drained);
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
    private static void drain(Stream stream, long down, long[] counts, CompletableFuture<long[]> result) {
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
                        if (counts[0] > down) {
                            stream.reset();
                            result.completeExceptionally(new NetworkException(
                                    Reason.BROKEN, stream.remote() + " sends more than the " + down + " bytes wanted"));
                            return false;
                        }
                        return true;
                    });
            if (!step.isDone()) {
                step.thenAccept(more -> {
                    if (more) {
                        drain(stream, down, counts, result);
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
