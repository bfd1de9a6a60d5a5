package io.fondaco.network.libp2p.internal.yamux;

import io.fondaco.model.PeerId;
import io.fondaco.network.NetworkException;
import io.fondaco.network.NetworkException.Reason;
import io.fondaco.network.Stream;
import io.netty.buffer.ByteBuf;
import io.netty.util.concurrent.Future;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * One stream of a session. Its receive window is what a slow reader makes the peer wait for: it is opened again as bytes
 * are read, and doubled while the peer uses it up within a few round trips.
 */
public final class YamuxStream implements Stream {

    /** A window used up within so many round trips is too small. */
    private static final int FAST_ROUND_TRIPS = 4;

    /**
     * So is one used up within so many nanoseconds, however short the path: both ends would wake up for every few hundred
     * kilobytes, and on a short path waking up takes longer than sending.
     */
    private static final long FAST_NANOS = 10_000_000;

    private static final int SMALLEST_CHUNK = 1024;

    private final YamuxSession session;
    private final int id;
    private final boolean outbound;
    private final Admission.Lease lease;
    private final CompletableFuture<Void> gone = new CompletableFuture<>();

    private volatile String protocol = "";
    private volatile Duration idle = Duration.ZERO;
    private volatile long lastMove;

    // What follows is guarded by this.
    private final Deque<ByteBuffer> arrived = new ArrayDeque<>(2);
    private int unread;
    private int window = Frame.INITIAL_WINDOW;
    private int credit = Frame.INITIAL_WINDOW;
    private long lastUpdate;
    private boolean remoteEnded;
    private boolean readClosed;
    private CompletableFuture<Optional<ByteBuffer>> reader;
    private long sendWindow = Frame.INITIAL_WINDOW;
    private ByteBuffer outgoing;
    private CompletableFuture<Void> writer;
    private boolean endWanted;
    private boolean endSent;
    private NetworkException broken;

    // What follows belongs to the event loop.
    private Future<?> silence;
    private Future<?> lingering;
    private boolean queued;
    private boolean acknowledged;

    YamuxStream(YamuxSession session, int id, boolean outbound, Admission.Lease lease) {
        this.session = session;
        this.id = id;
        this.outbound = outbound;
        this.lease = lease;
        this.lastMove = session.now();
        this.lastUpdate = lastMove;
    }

    int id() {
        return id;
    }

    /** What holds room for this stream. */
    public Admission.Lease lease() {
        return lease;
    }

    /** Completes when nothing more will move on this stream. */
    public CompletionStage<Void> gone() {
        return gone;
    }

    /** Called once, when both sides have agreed on what the stream is for. */
    public void agreed(String name, Duration mostSilence) {
        protocol = name;
        idle = mostSilence;
        lastMove = session.now();
        session.run(() -> watch(mostSilence));
    }

    /** Until {@link #leave}: a stream that is over is not held until its time would have been. */
    private void watch(Duration pause) {
        if (gone.isDone()) {
            return;
        }
        silence = session.later(pause, () -> {
            Duration silent = Duration.ofNanos(session.now() - lastMove);
            if (silent.compareTo(idle) < 0) {
                watch(idle.minus(silent));
                return;
            }
            session.sendReset(this);
            breakOff(new NetworkException(
                    Reason.OUT_OF_TIME, session.remote() + " was silent for " + idle + " on " + protocol));
        });
    }

    /** The peer may keep its direction open for a while although nobody listens. */
    private void linger() {
        if (!gone.isDone() && lingering == null) {
            lingering = session.later(session.settings().ended(), this::reset);
        }
    }

    @Override
    public String protocol() {
        return protocol;
    }

    @Override
    public PeerId remote() {
        return session.remote();
    }

    // ---- reading

    @Override
    public CompletionStage<Optional<ByteBuffer>> read() {
        ByteBuffer next;
        int more;
        synchronized (this) {
            if (reader != null) {
                throw new IllegalStateException("a read is under way already");
            }
            next = arrived.poll();
            if (next == null) {
                if (broken != null) {
                    return CompletableFuture.failedFuture(broken);
                }
                if (remoteEnded || readClosed) {
                    return CompletableFuture.completedFuture(Optional.empty());
                }
                reader = new CompletableFuture<>();
                return reader;
            }
            next.flip();
            unread -= next.remaining();
            more = moreWindow();
        }
        tell(more);
        return CompletableFuture.completedFuture(Optional.of(next));
    }

    /** Puts bytes back that were read and not used: they are read next. */
    public synchronized void unread(ByteBuffer bytes) {
        if (bytes.hasRemaining()) {
            ByteBuffer copy = ByteBuffer.allocate(bytes.remaining()).put(bytes);
            unread += copy.position();
            arrived.addFirst(copy);
        }
    }

    /** How much window to open, 0 while less than a quarter of it is free: on a long path half would come late. */
    private int moreWindow() {
        if (remoteEnded || readClosed || broken != null) {
            return 0;
        }
        int free = window - credit - unread;
        if (free < window / 4) {
            return 0;
        }
        long now = session.now();
        long roundTrip = session.roundTripNanos();
        int most = session.settings().maxWindow();
        if (window < most && roundTrip > 0 && now - lastUpdate < Math.max(FAST_NANOS, FAST_ROUND_TRIPS * roundTrip)) {
            int wider = (int) Math.min(2L * window, most);
            if (lease.grow(wider - window)) {
                window = wider;
                free = window - credit - unread;
            }
        }
        lastUpdate = now;
        credit += free;
        return free;
    }

    private void tell(int more) {
        if (more > 0) {
            session.sendWindow(this, more);
        }
    }

    /** Whether the peer may send so much; counts it. */
    synchronized boolean allows(int length) {
        if (length > credit) {
            return false;
        }
        credit -= length;
        return true;
    }

    /** Takes bytes the peer was allowed to send. */
    void arrived(ByteBuf in, int length) {
        CompletableFuture<Optional<ByteBuffer>> waiting;
        ByteBuffer bytes = null;
        int more;
        lastMove = session.now();
        synchronized (this) {
            waiting = reader;
            if (readClosed || broken != null) {
                in.skipBytes(length);
                waiting = null;
            } else if (waiting != null) {
                reader = null;
                bytes = ByteBuffer.allocate(length);
                in.readBytes(bytes);
                bytes.flip();
            } else {
                store(in, length);
            }
            more = moreWindow();
        }
        tell(more);
        if (waiting != null) {
            waiting.complete(Optional.of(bytes));
        }
    }

    /** Small pieces share a buffer: a peer that sends single bytes shall not cost an object for each. */
    private void store(ByteBuf in, int length) {
        unread += length;
        ByteBuffer last = arrived.peekLast();
        if (last == null || last.remaining() < length) {
            last = ByteBuffer.allocate(Math.max(length, SMALLEST_CHUNK));
            arrived.add(last);
        }
        int end = last.limit();
        last.limit(last.position() + length);
        in.readBytes(last);
        last.limit(end);
    }

    void remoteEnded() {
        CompletableFuture<Optional<ByteBuffer>> waiting;
        synchronized (this) {
            remoteEnded = true;
            waiting = reader;
            reader = null;
        }
        lastMove = session.now();
        if (waiting != null) {
            waiting.complete(Optional.empty());
        }
        leaveWhenOver();
    }

    // ---- writing

    @Override
    public CompletionStage<Void> write(ByteBuffer bytes) {
        CompletableFuture<Void> done;
        synchronized (this) {
            if (broken != null) {
                return CompletableFuture.failedFuture(broken);
            }
            if (endWanted || writer != null) {
                throw new IllegalStateException(
                        endWanted ? "our direction of " + protocol + " has ended" : "a write is under way already");
            }
            if (!bytes.hasRemaining()) {
                return CompletableFuture.completedFuture(null);
            }
            outgoing = bytes;
            done = new CompletableFuture<>();
            writer = done;
        }
        session.wantsToSend(this);
        return done;
    }

    /** Whether it is to be queued for a turn; on the event loop. */
    boolean enqueue() {
        if (queued || nothingToSend()) {
            return false;
        }
        queued = true;
        return true;
    }

    private synchronized boolean nothingToSend() {
        return broken != null || (outgoing == null || sendWindow == 0) && !(outgoing == null && endWanted && !endSent);
    }

    synchronized int nextLength(int most) {
        return outgoing == null || broken != null
                ? 0
                : (int) Math.min(Math.min(outgoing.remaining(), sendWindow), most);
    }

    synchronized void take(ByteBuf frame, int length) {
        int end = outgoing.limit();
        outgoing.limit(outgoing.position() + length);
        frame.writeBytes(outgoing);
        outgoing.limit(end);
        sendWindow -= length;
    }

    synchronized boolean endIsNext() {
        if (outgoing == null && endWanted && !endSent && broken == null) {
            endSent = true;
            return true;
        }
        return false;
    }

    /** Completes a write whose bytes are gone. @return whether the stream wants another turn */
    boolean afterTurn() {
        lastMove = session.now();
        CompletableFuture<Void> done = null;
        synchronized (this) {
            if (outgoing != null && !outgoing.hasRemaining()) {
                outgoing = null;
                done = writer;
                writer = null;
            }
        }
        if (done != null) {
            done.complete(null);
        }
        leaveWhenOver();
        queued = !nothingToSend();
        return queued;
    }

    /** More may be sent. False when the sum is not a window any more. */
    boolean mayMoreBySent(long more) {
        synchronized (this) {
            sendWindow += more;
            if (sendWindow > Integer.MAX_VALUE) {
                return false;
            }
        }
        if (more > 0) {
            session.wantsToSend(this);
        }
        return true;
    }

    @Override
    public CompletionStage<Void> closeWrite() {
        synchronized (this) {
            if (broken != null) {
                return CompletableFuture.failedFuture(broken);
            }
            endWanted = true;
        }
        session.wantsToSend(this);
        return CompletableFuture.completedFuture(null);
    }

    // ---- ending

    boolean acknowledged() {
        boolean first = outbound && !acknowledged;
        acknowledged = true;
        return first;
    }

    boolean unacknowledgedOutbound() {
        return outbound && !acknowledged;
    }

    private void leaveWhenOver() {
        boolean over;
        synchronized (this) {
            over = endSent && remoteEnded;
        }
        if (over) {
            leave();
        }
    }

    private void leave() {
        session.removed(this);
        if (silence != null) {
            silence.cancel(false);
        }
        if (lingering != null) {
            lingering.cancel(false);
        }
        if (gone.complete(null)) {
            lease.release();
        }
    }

    @Override
    public void reset() {
        session.run(() -> {
            if (!gone.isDone()) {
                session.sendReset(this);
            }
            breakOff(new NetworkException(Reason.BROKEN, "this end has reset " + protocol));
        });
    }

    /** Ends both directions at once; on the event loop. */
    void breakOff(NetworkException why) {
        CompletableFuture<Optional<ByteBuffer>> waiting;
        CompletableFuture<Void> done;
        synchronized (this) {
            if (broken == null && !(endSent && remoteEnded)) {
                broken = why;
            }
            arrived.clear();
            unread = 0;
            waiting = reader;
            reader = null;
            done = writer;
            writer = null;
            outgoing = null;
        }
        leave();
        if (waiting != null) {
            waiting.completeExceptionally(why);
        }
        if (done != null) {
            done.completeExceptionally(why);
        }
    }

    @Override
    public void close() {
        CompletableFuture<Optional<ByteBuffer>> waiting;
        synchronized (this) {
            if (broken != null) {
                return;
            }
            readClosed = true;
            endWanted = true;
            arrived.clear();
            unread = 0;
            waiting = reader;
            reader = null;
        }
        if (waiting != null) {
            waiting.complete(Optional.empty());
        }
        session.wantsToSend(this);
        session.run(this::linger);
    }
}
