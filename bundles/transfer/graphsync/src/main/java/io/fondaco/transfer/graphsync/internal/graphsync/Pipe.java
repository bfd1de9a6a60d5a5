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

    private static final int ANY = -1;

    private record Parcel(ByteBuffer bytes, int way, CompletableFuture<Void> sent) {}

    private final Host host;
    private final PeerId peer;
    private final Consumer<Throwable> broken;

    // Guarded by this.
    private final Queue<Parcel> parcels = new ArrayDeque<>();
    private Stream stream;
    private int way;
    private boolean busy;
    private boolean closed;

    /** @param broken told when a stream breaks off, on a network thread */
    Pipe(Host host, PeerId peer, Consumer<Throwable> broken) {
        this.host = host;
        this.peer = peer;
        this.broken = broken;
    }

    /** Names the stream of now, also if it is still to be opened. */
    synchronized int way() {
        return way;
    }

    /** Completes when the bytes are on their way; exceptionally when they are not. */
    CompletionStage<Void> send(ByteBuffer bytes) {
        return send(bytes, ANY);
    }

    /**
     * As above, but fails unless they can go the same way as what went before: what comes behind a message that was lost
     * with its stream would make no sense to the peer.
     */
    CompletionStage<Void> send(ByteBuffer bytes, int sameWay) {
        Parcel parcel = new Parcel(bytes, sameWay, new CompletableFuture<>());
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

    /** Messages that are not on their way yet. */
    synchronized int waiting() {
        return parcels.size();
    }

    /** Whether there is neither a stream nor anything to send. */
    synchronized boolean idle() {
        return stream == null && parcels.isEmpty();
    }

    /** Breaks the stream off; what waited for it fails. */
    void reset() {
        Stream open;
        synchronized (this) {
            open = stream;
        }
        if (open != null) {
            open.reset();
        }
    }

    private void next() {
        Stream open;
        Parcel parcel;
        Queue<Parcel> lost = new ArrayDeque<>();
        synchronized (this) {
            for (parcel = parcels.peek();
                    parcel != null && parcel.way() != ANY && parcel.way() != way;
                    parcel = parcels.peek()) {
                lost.add(parcels.poll());
            }
            open = stream;
            busy = parcel != null;
        }
        lost.forEach(one -> one.sent()
                .completeExceptionally(
                        new NetworkException(NetworkException.Reason.BROKEN, "the stream before has broken")));
        if (parcel == null) {
            return;
        }
        Parcel first = parcel;
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
            written = open.write(first.bytes());
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
                parcels.remove(first);
            }
            first.sent().complete(null);
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
            way++;
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
