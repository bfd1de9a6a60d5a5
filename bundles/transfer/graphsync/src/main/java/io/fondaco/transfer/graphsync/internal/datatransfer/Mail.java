package io.fondaco.transfer.graphsync.internal.datatransfer;

import io.fondaco.codec.DecodeException;
import io.fondaco.model.PeerId;
import io.fondaco.model.Registration;
import io.fondaco.network.Host;
import io.fondaco.network.Protocol;
import io.fondaco.network.Stream;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.BiConsumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Data-transfer messages over streams of their own: each is sent on a new stream, and many may come on
 * one.
 */
final class Mail implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Mail.class);

    /** As Go's implementation waits for a message. */
    private static final Duration IDLE = Duration.ofSeconds(10);

    private final Host host;
    private final Executor workers;
    private final BiConsumer<PeerId, TransferMessage> arrived;
    private final Registration answering;

    /** The last message on a channel that the peer has not taken yet. */
    private final Map<Line, CompletableFuture<Void>> lines = new ConcurrentHashMap<>();

    private record Line(PeerId peer, long channel) {}

    /** @param arrived told of messages, on a worker, those of one stream in order */
    Mail(Host host, Executor workers, BiConsumer<PeerId, TransferMessage> arrived) {
        this.host = host;
        this.workers = workers;
        this.arrived = arrived;
        this.answering = host.answer(
                new Protocol(TransferMessage.PROTOCOL, TransferMessage.MOST, IDLE),
                stream -> read(stream, new byte[512], 0));
    }

    /**
     * Completes when the message is on its way. Messages on one channel wait for one another, until the peer has taken each:
     * on streams of their own a pause could overtake the order to go on that was sent after it.
     */
    CompletionStage<Void> send(PeerId to, TransferMessage message) {
        CompletableFuture<Void> sent = new CompletableFuture<>();
        Line line = new Line(to, message.number());
        CompletableFuture<Void> taken = new CompletableFuture<>();
        CompletableFuture<Void> before = lines.put(line, taken);
        Runnable next = () -> deliver(to, message, sent).whenComplete((done, failure) -> {
            lines.remove(line, taken);
            taken.complete(null);
        });
        if (before == null) {
            next.run();
        } else {
            before.thenRun(next);
        }
        return sent;
    }

    /** Completes when the peer has read all of the message, or never will. @param sent completed when it is on its way */
    private CompletionStage<Void> deliver(PeerId to, TransferMessage message, CompletableFuture<Void> sent) {
        CompletableFuture<Void> taken = new CompletableFuture<>();
        host.dial(to, List.of(TransferMessage.PROTOCOL))
                .thenCompose(stream -> stream.write(ByteBuffer.wrap(TransferCodec.encode(message)))
                        .thenCompose(done -> stream.closeWrite())
                        .whenComplete((done, failure) -> {
                            if (failure == null) {
                                drain(stream, taken);
                            } else {
                                stream.reset();
                            }
                        }))
                .whenComplete((done, failure) -> {
                    if (failure == null) {
                        sent.complete(null);
                    } else {
                        sent.completeExceptionally(failure);
                        taken.complete(null);
                    }
                });
        return taken;
    }

    /** Keeps the stream until the peer has read all of it and ends it too. */
    private static void drain(Stream stream, CompletableFuture<Void> taken) {
        stream.read().whenComplete((bytes, failure) -> {
            if (failure == null && bytes.isPresent()) {
                drain(stream, taken);
            } else {
                stream.close();
                taken.complete(null);
            }
        });
    }

    private void read(Stream stream, byte[] held, int filled) {
        stream.read().whenComplete((bytes, failure) -> {
            if (failure != null) {
                return;
            }
            if (bytes.isEmpty()) {
                if (filled > 0) {
                    LOG.debug("{} ended a data-transfer stream inside a message", stream.remote());
                    stream.reset();
                } else {
                    stream.close();
                }
                return;
            }
            try {
                workers.execute(() -> take(stream, held, filled, bytes.get()));
            } catch (RejectedExecutionException closing) {
                stream.reset();
            }
        });
    }

    private void take(Stream stream, byte[] held, int filled, ByteBuffer bytes) {
        try {
            byte[] all = held;
            int size = filled + bytes.remaining();
            if (size > all.length) {
                all = Arrays.copyOf(all, Math.max(size, 2 * all.length));
            }
            bytes.get(all, filled, bytes.remaining());
            for (OptionalInt length = next(all, size); length.isPresent(); length = next(all, size)) {
                TransferMessage message = TransferCodec.decode(Arrays.copyOf(all, length.getAsInt()));
                size -= length.getAsInt();
                System.arraycopy(all, length.getAsInt(), all, 0, size);
                arrived.accept(stream.remote(), message);
            }
            read(stream, all, size);
        } catch (DecodeException e) {
            LOG.debug("{} sent a data-transfer message that cannot be read: {}", stream.remote(), e.getMessage());
            stream.reset();
        } catch (RuntimeException | Error e) {
            LOG.error("A data-transfer message of {} could not be taken in", stream.remote(), e);
            stream.reset();
        }
    }

    private static OptionalInt next(byte[] bytes, int size) {
        return size == 0 ? OptionalInt.empty() : TransferCodec.length(bytes, size);
    }

    @Override
    public void close() {
        answering.close();
    }
}
