package io.fondaco.gateway.arfleet.internal;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import javax.servlet.ReadListener;
import javax.servlet.ServletInputStream;
import javax.servlet.http.HttpServletRequest;

/**
 * The body of a request, read as it comes: no thread waits for a slow sender, and one that only says that it sends much takes
 * no room.
 */
final class Body implements ReadListener {
    private static final int PIECE = 16 << 10;

    private final CompletableFuture<byte[]> whole = new CompletableFuture<>();
    private final List<byte[]> pieces = new ArrayList<>();
    private final ServletInputStream in;
    private final int limit;
    private final Semaphore room;
    private int length;
    private int taken;
    private boolean ended;

    private Body(ServletInputStream in, int limit, Semaphore room) {
        this.in = in;
        this.limit = limit;
        this.room = room;
    }

    /**
     * Begins to read; the request has to be an asynchronous one.
     *
     * @param limit bytes of it
     * @param room bytes for all bodies; what this one takes is given back by {@link #end}
     */
    static Body of(HttpServletRequest request, int limit, Semaphore room) throws IOException {
        Body body = new Body(request.getInputStream(), limit, room);
        if (request.getContentLengthLong() > limit) {
            body.whole.completeExceptionally(body.tooLarge());
        } else {
            body.in.setReadListener(body);
        }
        return body;
    }

    /** All of it; ends with a {@link Refusal}. */
    CompletableFuture<byte[]> whole() {
        return whole;
    }

    @Override
    public void onDataAvailable() throws IOException {
        while (!whole.isDone() && in.isReady()) {
            int at = length % PIECE;
            if (at == 0 && !another()) {
                whole.completeExceptionally(new Refusal(503, "too many bytes are on their way here; try again"));
                return;
            }
            int read = in.read(pieces.get(pieces.size() - 1), at, PIECE - at);
            if (read < 0) {
                return; // onAllDataRead comes
            }
            length += read;
            if (length > limit) {
                whole.completeExceptionally(tooLarge());
                return;
            }
        }
    }

    /** Whether there is room for another piece: there is the last one still, if nothing has come into it. */
    private synchronized boolean another() {
        if (pieces.size() * PIECE > length) {
            return true;
        }
        if (ended || !room.tryAcquire(PIECE)) {
            return false;
        }
        taken += PIECE;
        pieces.add(new byte[PIECE]);
        return true;
    }

    @Override
    public void onAllDataRead() {
        byte[] all = new byte[length];
        for (int at = 0; at < length; at += PIECE) {
            System.arraycopy(pieces.get(at / PIECE), 0, all, at, Math.min(PIECE, length - at));
        }
        pieces.clear();
        whole.complete(all);
    }

    @Override
    public void onError(Throwable failure) {
        whole.completeExceptionally(new Refusal(400, "the body ended before it was whole"));
    }

    /** Nobody needs it any more. */
    synchronized void end() {
        ended = true;
        room.release(taken);
        taken = 0;
    }

    private Refusal tooLarge() {
        return new Refusal(413, "the body has more than " + limit + " bytes");
    }
}
