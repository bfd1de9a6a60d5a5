package io.fondaco.transfer.http.internal;

import io.fondaco.transfer.spi.TransportException;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.RejectedExecutionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Fetches what is missing over several connections. The front, which is open already, reads on from the first byte;
 * helpers take pieces from the back. A helper that gets no byte gives its piece back and leaves: some servers serve one
 * connection only.
 */
final class Chunks {

    private static final Logger LOG = LoggerFactory.getLogger(Chunks.class);

    /** Asks for a range, end excluded. */
    interface Opener {
        Wire.Exchange open(long from, long to) throws IOException;
    }

    private final Fetch.Means means;
    private final Sheet sheet;
    private final Wire wire;
    private final Opener opener;
    private final Deque<Ranges.Range> pieces = new ArrayDeque<>();
    private int helping;
    private Exception failure;

    Chunks(Fetch.Means means, Sheet sheet, Wire wire, Opener opener) {
        this.means = means;
        this.sheet = sheet;
        this.wire = wire;
        this.opener = opener;
    }

    /** Returns when every byte is there. What came is saved, also when it throws. */
    void run(Wire.Exchange first) throws IOException {
        pieces.addAll(sheet.pieces(means.settings().chunks(), means.settings().minChunk()));
        Ranges.Range front = pieces.pollFirst();
        int helpers = Math.min(means.settings().chunks() - 1, pieces.size());
        for (int i = 0; i < helpers; i++) {
            help();
        }
        work(first, front, true);
        boolean interrupted = false;
        synchronized (this) {
            while (helping > 0) {
                interrupted |= !await();
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
        if (!sheet.full()) {
            sheet.save();
            fail();
        }
    }

    private void help() {
        synchronized (this) {
            helping++;
        }
        try {
            means.threads().execute(() -> {
                try {
                    work(null, last(), false);
                } finally {
                    gone();
                }
            });
        } catch (RejectedExecutionException closing) {
            LOG.debug("No thread to help: the http transport closes");
            gone();
        }
    }

    private synchronized void gone() {
        helping--;
        notifyAll();
    }

    private synchronized void wake() {
        notifyAll();
    }

    private void fail() throws IOException {
        Exception why;
        synchronized (this) {
            why = failure;
        }
        if (why instanceof TransportException t) {
            throw t;
        }
        wire.check();
        if (why instanceof IOException io) {
            throw io;
        }
        throw why instanceof RuntimeException r
                ? r
                : TransportException.passing("it ended after " + sheet.bytes() + " bytes", null);
    }

    private void work(Wire.Exchange opened, Ranges.Range begin, boolean front) {
        Wire.Exchange exchange = opened;
        Ranges.Range piece = begin;
        boolean some = front;
        byte[] buffer = new byte[Fetch.BUFFER];
        long at = 0;
        try {
            while (piece != null) {
                at = piece.from();
                while (at < piece.to()) {
                    if (exchange == null || exchange.at != at || exchange.at >= exchange.end) {
                        close(exchange);
                        exchange = null;
                        exchange = opener.open(at, piece.to());
                    }
                    int most = (int) Math.min(buffer.length, Math.min(piece.to(), exchange.end) - at);
                    int read = exchange.body.read(buffer, 0, most);
                    wire.check();
                    if (read < 0) {
                        throw new EOFException("the body ended at byte " + at + " of " + exchange.end);
                    }
                    sheet.write(ByteBuffer.wrap(buffer, 0, read), at, true);
                    at += read;
                    exchange.at = at;
                    if (!some) {
                        some = true;
                        wake();
                    }
                }
                boolean more = exchange != null && exchange.at < exchange.end;
                piece = front ? following(at, more) : last();
                some = front;
            }
        } catch (IOException | RuntimeException e) {
            boolean passing = e instanceof IOException || e instanceof TransportException t && t.worthRepeating();
            leave(e, new Ranges.Range(at, piece.to()), passing && !some);
        } finally {
            close(exchange);
        }
    }

    private synchronized Ranges.Range last() {
        return failure == null ? pieces.pollLast() : null;
    }

    /**
     * The piece that follows on the open connection, also when a helper holds it that has no byte yet and may give it
     * back; else the last. Waits while helpers may still give one back.
     */
    private synchronized Ranges.Range following(long at, boolean open) {
        while (failure == null) {
            for (Ranges.Range piece : pieces) {
                if (open && piece.from() == at) {
                    pieces.remove(piece);
                    return piece;
                }
            }
            boolean awaited = open && helping > 0 && !sheet.has(at);
            if (!awaited && (!pieces.isEmpty() || helping == 0)) {
                return pieces.pollLast();
            }
            if (!await()) {
                Thread.currentThread().interrupt();
                return null;
            }
        }
        return null;
    }

    /** False when interrupted: then the wire is cut, so that whoever is waited for ends soon. */
    private boolean await() {
        try {
            wait();
            return true;
        } catch (InterruptedException e) {
            wire.cut("the http transport closes");
            return false;
        }
    }

    /** @param quietly when the front can do without it */
    private void leave(Exception why, Ranges.Range rest, boolean quietly) {
        synchronized (this) {
            pieces.addLast(rest);
            notifyAll();
            if (quietly) {
                LOG.debug("One connection less: {}", why.toString());
                return;
            }
            if (failure == null) {
                failure = why;
            }
        }
        wire.cut(why instanceof TransportException ? why.getMessage() : "a connection broke: " + why);
    }

    private static void close(Wire.Exchange exchange) {
        if (exchange != null) {
            exchange.close();
        }
    }
}
