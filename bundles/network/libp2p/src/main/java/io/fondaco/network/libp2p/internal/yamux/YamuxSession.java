package io.fondaco.network.libp2p.internal.yamux;

import io.fondaco.model.PeerId;
import io.fondaco.network.NetworkException;
import io.fondaco.network.NetworkException.Reason;
import io.fondaco.network.libp2p.internal.limits.Rate;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.util.collection.IntObjectHashMap;
import io.netty.util.collection.IntObjectMap;
import io.netty.util.concurrent.Future;
import java.nio.ByteBuffer;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Many streams over one secured connection. Runs on the connection's event loop; streams may be used from any thread.
 *
 * <p>Streams take turns of one frame. A peer that breaks the rules loses the whole session: it is told a protocol error.
 * Frames for streams that are gone are passed over, since the peer may not know yet.
 *
 * <p>Source: hashicorp/yamux specification, version 0; libp2p/specs, yamux.
 */
public final class YamuxSession extends ChannelInboundHandlerAdapter {

    /** The protocol's id. */
    public static final String ID = "/yamux/1.0.0";

    /** Bytes a stream may hold from its first moment. */
    public static final int FIRST_WINDOW = Frame.INITIAL_WINDOW;

    /** Streams we may have opened that the peer has not acknowledged: it would refuse more. */
    private static final int MAX_UNACKNOWLEDGED = 256;

    /** Streams a peer may open in a second: each costs us a negotiation, however soon it is reset. More are refused. */
    private static final int OPENED_A_SECOND = 5000;

    /** Pings a peer may send in a second. */
    private static final int PINGS_A_SECOND = 100;

    /** Frames without data a peer may send in a second: they cost it twelve bytes and us much more. */
    private static final int EMPTY_A_SECOND = 200_000;

    /** Pings are numbered so that nobody can answer one that they have not read. */
    private static final SecureRandom NUMBERS = new SecureRandom();

    private static final Logger LOG = LoggerFactory.getLogger(YamuxSession.class);

    private final PeerId remote;
    private final boolean dialler;
    private final YamuxSettings settings;
    private final Admission admission;
    private final Consumer<YamuxStream> opened;
    private final IntObjectMap<YamuxStream> streams = new IntObjectHashMap<>(2);
    private final ByteBuffer header = ByteBuffer.allocate(Frame.HEADER_BYTES);
    private final Rate openings = new Rate(OPENED_A_SECOND);
    private final Rate pings = new Rate(PINGS_A_SECOND);
    private final Rate emptyFrames = new Rate(EMPTY_A_SECOND);
    private ChannelHandlerContext ctx;
    private Outbox outbox;
    private int nextId;
    private int unacknowledged;
    private int payloadLeft;
    private YamuxStream payloadOf;
    private boolean endsAfterPayload;
    private boolean reading;
    private boolean remoteGone;
    private NetworkException over;
    private int pingNumber;
    private long pingSentAt;
    private boolean pingOpen;
    private volatile long roundTripNanos;
    private volatile int streamCount;
    private Future<?> keepAlive;

    /**
     * @param dialler whether this side began the connection: its streams have odd numbers then
     * @param opened takes streams the peer opens, on the event loop
     */
    public YamuxSession(
            PeerId remote, boolean dialler, YamuxSettings settings, Admission admission, Consumer<YamuxStream> opened) {
        this.remote = remote;
        this.dialler = dialler;
        this.settings = settings;
        this.admission = admission;
        this.opened = opened;
        this.nextId = dialler ? 1 : 2;
    }

    @Override
    public void handlerAdded(ChannelHandlerContext context) {
        ctx = context;
        outbox = new Outbox(context, settings.maxFrame());
        ping();
        keepAlive = context.executor()
                .scheduleWithFixedDelay(
                        this::keepAlive,
                        settings.keepAlive().toNanos(),
                        settings.keepAlive().toNanos(),
                        TimeUnit.NANOSECONDS);
    }

    PeerId remote() {
        return remote;
    }

    YamuxSettings settings() {
        return settings;
    }

    /** Nanoseconds of the event loop's clock. */
    long now() {
        return ctx.executor().ticker().nanoTime();
    }

    /** How long the peer took to answer the last ping; empty before the first answer. */
    public Optional<Duration> roundTrip() {
        long nanos = roundTripNanos;
        return nanos == 0 ? Optional.empty() : Optional.of(Duration.ofNanos(nanos));
    }

    long roundTripNanos() {
        return roundTripNanos;
    }

    /** Open streams. */
    public int streams() {
        return streamCount;
    }

    /** Opens a stream; exceptionally a {@link NetworkException}. */
    public CompletionStage<YamuxStream> open() {
        CompletableFuture<YamuxStream> result = new CompletableFuture<>();
        run(() -> open(result));
        return result;
    }

    private void open(CompletableFuture<YamuxStream> result) {
        if (over != null || remoteGone) {
            result.completeExceptionally(
                    over != null ? over : new NetworkException(Reason.BROKEN, remote + " takes no more streams"));
            return;
        }
        if (unacknowledged >= MAX_UNACKNOWLEDGED || nextId < 0) {
            result.completeExceptionally(new NetworkException(
                    Reason.REFUSED, remote + " has " + unacknowledged + " streams of ours to acknowledge"));
            return;
        }
        Optional<Admission.Lease> lease = admission.admit(true);
        if (lease.isEmpty()) {
            result.completeExceptionally(new NetworkException(
                    Reason.REFUSED, "the limit of streams to " + remote + " is reached; see net:limits"));
            return;
        }
        YamuxStream stream = new YamuxStream(this, nextId, true, lease.get());
        nextId += 2;
        unacknowledged++;
        add(stream);
        control(Frame.WINDOW_UPDATE, Frame.SYN, stream.id(), 0);
        flushUnlessReading();
        if (over == null) {
            result.complete(stream);
        } else {
            result.completeExceptionally(over);
        }
    }

    private void add(YamuxStream stream) {
        streams.put(stream.id(), stream);
        streamCount = streams.size();
    }

    /** Says goodbye and closes the connection; streams break. */
    public void close() {
        run(() -> end(Frame.NORMAL, new NetworkException(Reason.BROKEN, "this side has closed the connection")));
    }

    /** Runs on the event loop, at once when there already. */
    void run(Runnable task) {
        if (ctx.executor().inEventLoop()) {
            task.run();
        } else {
            ctx.executor().execute(task);
        }
    }

    /** On the event loop, where cancelling it takes it out of the queue at once. */
    Future<?> later(Duration pause, Runnable task) {
        return ctx.executor().schedule(task, pause.toNanos(), TimeUnit.NANOSECONDS);
    }

    // ---- reading

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        ByteBuf in = (ByteBuf) message;
        reading = true;
        try {
            while (in.isReadable() && over == null) {
                if (payloadLeft > 0) {
                    payload(in);
                } else {
                    header(in);
                }
            }
        } finally {
            in.release();
        }
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext context) {
        reading = false;
        outbox.drain();
        context.flush();
        context.fireChannelReadComplete();
    }

    private void payload(ByteBuf in) {
        int length = Math.min(payloadLeft, in.readableBytes());
        payloadLeft -= length;
        if (payloadOf == null) {
            in.skipBytes(length);
        } else {
            payloadOf.arrived(in, length);
        }
        endPayload();
    }

    private void endPayload() {
        if (payloadLeft == 0) {
            YamuxStream stream = payloadOf;
            payloadOf = null;
            if (endsAfterPayload && stream != null) {
                stream.remoteEnded();
            }
        }
    }

    private void header(ByteBuf in) {
        int length = Math.min(header.remaining(), in.readableBytes());
        header.limit(header.position() + length);
        in.readBytes(header);
        header.limit(Frame.HEADER_BYTES);
        if (header.hasRemaining()) {
            return;
        }
        header.flip();
        int version = header.get();
        int type = header.get();
        int flags = header.getShort() & 0xffff;
        int id = header.getInt();
        int value = header.getInt();
        header.clear();
        if (version != 0) {
            violated("yamux version " + (version & 0xff));
            return;
        }
        if ((type != Frame.DATA || value == 0) && !emptyFrames.allows(now())) {
            violated("more than " + EMPTY_A_SECOND + " frames without data in a second");
            return;
        }
        switch (type) {
            case Frame.DATA, Frame.WINDOW_UPDATE -> ofStream(type, flags, id, value);
            case Frame.PING -> pinged(flags, value);
            case Frame.GO_AWAY -> goneAway(value);
            default -> violated("frame type " + (type & 0xff));
        }
    }

    private void ofStream(int type, int flags, int id, int value) {
        long length = Integer.toUnsignedLong(value);
        if (id == 0) {
            violated("a frame of a stream for stream 0");
            return;
        }
        if ((flags & Frame.SYN) != 0 && !accept(id)) {
            return;
        }
        YamuxStream stream = streams.get(id);
        if (stream != null && (flags & Frame.ACK) != 0 && stream.acknowledged()) {
            unacknowledged--;
        }
        if (type == Frame.DATA) {
            if (length > settings.maxWindow() || stream != null && !stream.allows((int) length)) {
                violated(length + " bytes on stream " + Integer.toUnsignedString(id) + " are over its window");
                return;
            }
            payloadLeft = (int) length;
        } else if (stream != null && !stream.mayMoreBySent(length)) {
            violated("the window of stream " + Integer.toUnsignedString(id) + " grows over 2^31-1");
            return;
        }
        boolean reset = (flags & Frame.RST) != 0;
        payloadOf = reset ? null : stream;
        endsAfterPayload = (flags & Frame.FIN) != 0;
        if (reset && stream != null) {
            stream.breakOff(new NetworkException(Reason.BROKEN, remote + " has reset the stream"));
            return;
        }
        endPayload();
    }

    /** A stream the peer opens. False when the session is over. */
    private boolean accept(int id) {
        // Not only ever larger ones: peers that open streams on several threads may send them out of order.
        if ((id & 1) == (dialler ? 1 : 0) || streams.containsKey(id)) {
            violated("stream " + Integer.toUnsignedString(id) + " is not the peer's to open, or open already");
            return false;
        }
        Optional<Admission.Lease> lease = openings.allows(now()) ? admission.admit(false) : Optional.empty();
        if (lease.isEmpty()) {
            control(Frame.WINDOW_UPDATE, Frame.RST, id, 0);
            return over == null;
        }
        YamuxStream stream = new YamuxStream(this, id, false, lease.get());
        add(stream);
        control(Frame.WINDOW_UPDATE, Frame.ACK, id, 0);
        if (over == null) {
            opened.accept(stream);
        }
        return over == null;
    }

    private void pinged(int flags, int value) {
        if ((flags & Frame.ACK) != 0) {
            if (pingOpen && value == pingNumber) {
                pingOpen = false;
                roundTripNanos = Math.max(1, now() - pingSentAt);
            }
        } else if (!pings.allows(now())) {
            violated("more than " + PINGS_A_SECOND + " pings in a second");
        } else if (ctx.channel().isWritable()) {
            // A peer that pings and does not read gets no answers: they would pile up.
            control(Frame.PING, Frame.ACK, 0, value);
        }
    }

    private void goneAway(int code) {
        remoteGone = true;
        if (code != Frame.NORMAL) {
            LOG.debug("{} goes away with code {}", remote, code);
        }
    }

    private void violated(String what) {
        end(Frame.PROTOCOL_ERROR, new NetworkException(Reason.BROKEN, remote + " broke the rules of yamux: " + what));
    }

    // ---- writing

    private void control(int type, int flags, int id, int value) {
        if (!outbox.control(type, flags, id, value)) {
            end(
                    Frame.NORMAL,
                    new NetworkException(Reason.BROKEN, remote + " makes us answer and does not read the answers"));
        }
    }

    private void flushUnlessReading() {
        if (!reading) {
            ctx.flush();
        }
    }

    /** A stream has bytes or an end to send, or more window to send them in. */
    void wantsToSend(YamuxStream stream) {
        run(() -> {
            outbox.add(stream);
            if (!reading) {
                outbox.drain();
            }
        });
    }

    /** Tells the peer of more window. */
    void sendWindow(YamuxStream stream, int more) {
        run(() -> {
            if (over == null) {
                control(Frame.WINDOW_UPDATE, 0, stream.id(), more);
                flushUnlessReading();
            }
        });
    }

    void sendReset(YamuxStream stream) {
        if (over == null) {
            control(Frame.WINDOW_UPDATE, Frame.RST, stream.id(), 0);
            flushUnlessReading();
        }
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext context) {
        outbox.drain();
        context.fireChannelWritabilityChanged();
    }

    // ---- keeping alive and ending

    private void keepAlive() {
        if (pingOpen && now() - pingSentAt > settings.patience().toNanos()) {
            end(
                    Frame.NORMAL,
                    new NetworkException(Reason.OUT_OF_TIME, remote + " did not answer for " + settings.patience()));
        } else if (!pingOpen) {
            ping();
        }
    }

    private void ping() {
        pingOpen = true;
        pingSentAt = now();
        pingNumber = NUMBERS.nextInt();
        control(Frame.PING, Frame.SYN, 0, pingNumber);
        flushUnlessReading();
    }

    void removed(YamuxStream stream) {
        if (streams.remove(stream.id()) != null) {
            if (stream.unacknowledgedOutbound()) {
                unacknowledged--;
            }
            streamCount = streams.size();
        }
    }

    private void end(int code, NetworkException why) {
        if (over != null) {
            return;
        }
        LOG.debug("ending the session: {}", why.getMessage());
        if (ctx.channel().isActive()) {
            outbox.frame(Frame.GO_AWAY, 0, 0, code);
            ctx.flush();
        }
        broken(why);
        ctx.close();
    }

    private void broken(NetworkException why) {
        if (over != null) {
            return;
        }
        over = why;
        keepAlive.cancel(false);
        List<YamuxStream> all = new ArrayList<>(streams.values());
        all.forEach(stream -> stream.breakOff(why));
        outbox.close();
    }

    /** Why the session is over; empty while it is not. */
    public Optional<NetworkException> over() {
        return Optional.ofNullable(over);
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        broken(new NetworkException(Reason.BROKEN, "the connection with " + remote + " is cut"));
        context.fireChannelInactive();
    }

    @Override
    public void handlerRemoved(ChannelHandlerContext context) {
        broken(new NetworkException(Reason.BROKEN, "the connection with " + remote + " is closed"));
    }
}
