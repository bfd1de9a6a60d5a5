package io.fondaco.network.inprocess;

import io.fondaco.model.PeerId;
import io.fondaco.model.Registration;
import io.fondaco.model.Time;
import io.fondaco.network.NetworkException;
import io.fondaco.network.Protocol;
import io.fondaco.network.Stream;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;

/** One end of a stream. What is written at one end is queued at the other; a writer waits while too much is queued. */
final class LocalStream implements Stream {

    private final Protocol protocol;
    private final PeerId remote;
    private final Time time;
    private final Executor threads;
    private final Deque<ByteBuffer> arrived = new ArrayDeque<>();
    private LocalStream other;
    private int queued;
    private boolean ended;
    private boolean closedWrite;
    private NetworkException broken;
    private CompletableFuture<Optional<ByteBuffer>> reader;
    private CompletableFuture<Void> writer;
    private Registration idle = () -> {};

    private LocalStream(Protocol protocol, PeerId remote, Time time, Executor threads) {
        this.protocol = protocol;
        this.remote = remote;
        this.time = time;
        this.threads = threads;
    }

    static LocalStream[] pair(Protocol protocol, PeerId dialer, PeerId listener, Time time, Executor threads) {
        LocalStream a = new LocalStream(protocol, listener, time, threads);
        LocalStream b = new LocalStream(protocol, dialer, time, threads);
        a.other = b;
        b.other = a;
        return new LocalStream[] {a, b};
    }

    @Override
    public String protocol() {
        return protocol.id();
    }

    @Override
    public PeerId remote() {
        return remote;
    }

    @Override
    public CompletionStage<Optional<ByteBuffer>> read() {
        CompletableFuture<Void> release = null;
        CompletableFuture<Optional<ByteBuffer>> result;
        synchronized (this) {
            if (reader != null) {
                throw new IllegalStateException("a read is under way already");
            }
            if (broken != null) {
                return CompletableFuture.failedFuture(broken);
            }
            ByteBuffer next = arrived.poll();
            if (next != null) {
                queued -= next.remaining();
                result = CompletableFuture.completedFuture(Optional.of(next));
                release = takeWriter();
            } else if (ended) {
                return CompletableFuture.completedFuture(Optional.empty());
            } else {
                reader = new CompletableFuture<>();
                idle = time.after(
                        protocol.idle(),
                        () -> fail(new NetworkException(
                                NetworkException.Reason.OUT_OF_TIME,
                                remote + " was silent for " + protocol.idle() + " on " + protocol.id())));
                return reader;
            }
        }
        if (release != null) {
            release.complete(null);
        }
        return result;
    }

    private CompletableFuture<Void> takeWriter() {
        CompletableFuture<Void> waiting = writer;
        writer = null;
        return waiting;
    }

    @Override
    public CompletionStage<Void> write(ByteBuffer bytes) {
        synchronized (this) {
            if (broken != null) {
                return CompletableFuture.failedFuture(broken);
            }
            if (closedWrite) {
                throw new IllegalStateException("our direction of " + protocol.id() + " has ended");
            }
        }
        ByteBuffer copy = ByteBuffer.allocate(bytes.remaining());
        copy.put(bytes).flip();
        return other.arrive(copy);
    }

    private CompletionStage<Void> arrive(ByteBuffer bytes) {
        CompletableFuture<Optional<ByteBuffer>> waiting;
        synchronized (this) {
            if (broken != null) {
                return CompletableFuture.failedFuture(broken);
            }
            if (ended) {
                return CompletableFuture.completedFuture(null);
            }
            if (reader == null) {
                if (queued + bytes.remaining() > protocol.maxMessage()) {
                    NetworkException flood = new NetworkException(
                            NetworkException.Reason.REFUSED,
                            "more than " + protocol.maxMessage() + " bytes unread on " + protocol.id());
                    threads.execute(() -> fail(flood));
                    return CompletableFuture.failedFuture(flood);
                }
                if (writer != null) {
                    throw new IllegalStateException("a write is under way already");
                }
                arrived.add(bytes);
                queued += bytes.remaining();
                writer = new CompletableFuture<>();
                return writer;
            }
            waiting = reader;
            reader = null;
            idle.close();
        }
        threads.execute(() -> waiting.complete(Optional.of(bytes)));
        return CompletableFuture.completedFuture(null);
    }

    @Override
    public CompletionStage<Void> closeWrite() {
        synchronized (this) {
            closedWrite = true;
        }
        other.end();
        return CompletableFuture.completedFuture(null);
    }

    private void end() {
        CompletableFuture<Optional<ByteBuffer>> waiting;
        synchronized (this) {
            ended = true;
            waiting = reader;
            reader = null;
            idle.close();
        }
        if (waiting != null) {
            threads.execute(() -> waiting.complete(Optional.empty()));
        }
    }

    @Override
    public void reset() {
        fail(new NetworkException(NetworkException.Reason.BROKEN, "this end has reset " + protocol.id()));
    }

    private void fail(NetworkException why) {
        breakOff(why);
        other.breakOff(new NetworkException(
                NetworkException.Reason.BROKEN, "the other end has broken " + protocol.id() + ": " + why.getMessage()));
    }

    private void breakOff(NetworkException why) {
        CompletableFuture<Optional<ByteBuffer>> waiting;
        CompletableFuture<Void> release;
        synchronized (this) {
            if (broken != null) {
                return;
            }
            broken = why;
            arrived.clear();
            waiting = reader;
            reader = null;
            release = takeWriter();
            idle.close();
        }
        if (waiting != null) {
            waiting.completeExceptionally(why);
        }
        if (release != null) {
            release.completeExceptionally(why);
        }
    }

    @Override
    public void close() {
        boolean open;
        CompletableFuture<Void> release;
        synchronized (this) {
            open = !closedWrite && broken == null;
            closedWrite = true;
            ended = true;
            arrived.clear();
            release = takeWriter();
            idle.close();
        }
        if (release != null) {
            release.complete(null);
        }
        if (open) {
            other.end();
        }
    }
}
