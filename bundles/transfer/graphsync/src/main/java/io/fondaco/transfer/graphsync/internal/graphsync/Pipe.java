package io.fondaco.transfer.graphsync.internal.graphsync;

import io.fondaco.model.PeerId;
import io.fondaco.network.Host;
import io.fondaco.network.NetworkException;
import io.fondaco.network.Stream;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;

/**
 * The messages to one peer, in order, over a stream that is opened when there is something to send and kept. When it
 * breaks, what was waiting fails with it: only whoever sent it knows whether it is worth sending again.
 */
final class Pipe {

    private record Parcel(ByteBuffer bytes, CompletableFuture<Void> sent) {}

    private final Host host;
    private final PeerId peer;
    private final Consumer<Throwable> broken;

    // Guarded by this.
    private final Queue<Parcel> parcels = new ArrayDeque<>();
    private Stream stream;
    private boolean busy;
    private boolean closed;

    /** @param broken told when a stream breaks off, on a network thread */
    Pipe(Host host, PeerId peer, Consumer<Throwable> broken) {
        this.host = host;
        this.peer = peer;
        this.broken = broken;
    }

    /** Completes when the bytes are on their way; exceptionally when they are not. */
    CompletionStage<Void> send(ByteBuffer bytes) {
        Parcel parcel = new Parcel(bytes, new CompletableFuture<>());
        synchronized (this) {
            if (closed) {
                return CompletableFuture.failedFuture(
                        new NetworkException(NetworkException.Reason.BROKEN, "this end closes"));
            }
            parcels.add(parcel);
            if (busy) {
                return parcel.sent();
            }
            busy = true;
        }
        next();
        return parcel.sent();
    }

    private void next() {
        Stream open;
        Parcel parcel;
        synchronized (this) {
            parcel = parcels.peek();
            open = stream;
            if (parcel == null) {
                busy = false;
                return;
            }
        }
        if (open == null) {
            host.dial(peer, List.of(Message.PROTOCOL)).whenComplete((dialled, failure) -> {
                if (failure != null) {
                    fail(failure);
                } else {
                    opened(dialled);
                }
            });
            return;
        }
        CompletionStage<Void> written;
        try {
            written = open.write(parcel.bytes());
        } catch (IllegalStateException ended) {
            fail(ended);
            return;
        }
        written.whenComplete((done, failure) -> {
            if (failure != null) {
                dropped(open, failure);
                fail(failure);
                return;
            }
            synchronized (this) {
                parcels.remove(parcel);
            }
            parcel.sent().complete(null);
            next();
        });
    }

    private void opened(Stream dialled) {
        synchronized (this) {
            if (!closed) {
                stream = dialled;
            }
        }
        if (closedNow()) {
            dialled.reset();
            return;
        }
        watch(dialled);
        next();
    }

    private synchronized boolean closedNow() {
        return closed;
    }

    /** Nothing comes back on this stream; reading shows when it ends. */
    private void watch(Stream open) {
        open.read().whenComplete((bytes, failure) -> {
            if (failure != null) {
                dropped(open, failure);
            } else if (bytes.isPresent()) {
                watch(open);
            }
        });
    }

    private void dropped(Stream open, Throwable why) {
        synchronized (this) {
            if (stream != open) {
                return;
            }
            stream = null;
        }
        broken.accept(why);
    }

    private void fail(Throwable why) {
        Queue<Parcel> failed;
        synchronized (this) {
            failed = new ArrayDeque<>(parcels);
            parcels.clear();
            busy = false;
        }
        failed.forEach(parcel -> parcel.sent().completeExceptionally(why));
    }

    void close() {
        Stream open;
        synchronized (this) {
            closed = true;
            open = stream;
            stream = null;
        }
        if (open != null) {
            open.close();
        }
        fail(new NetworkException(NetworkException.Reason.BROKEN, "this end closes"));
    }
}
