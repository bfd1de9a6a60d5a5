package io.fondaco.network.libp2p.internal.yamux;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundBuffer;
import java.util.ArrayDeque;
import java.util.Deque;

/** What a session sends: frames of its streams in turn, and frames without data at once. On the event loop only. */
final class Outbox {

    /** So much is sent before other connections of the same event loop get their turn, in bytes. */
    private static final int TURN = 512 << 10;

    /**
     * Bytes over the channel's high water mark that frames without data may wait in: a peer that makes us answer and does
     * not read is left. Not read from instead: two peers that both send much would wait for each other.
     */
    private static final int MOST_WAITING = 1 << 20;

    private final ChannelHandlerContext ctx;
    private final int maxFrame;
    private final Deque<YamuxStream> ready = new ArrayDeque<>(2);
    private boolean draining;
    private boolean turnPlanned;
    private boolean closed;

    /** @param maxFrame bytes of data in one frame */
    Outbox(ChannelHandlerContext ctx, int maxFrame) {
        this.ctx = ctx;
        this.maxFrame = maxFrame;
    }

    /** Gives a stream that has something to send its turn. */
    void add(YamuxStream stream) {
        if (stream.enqueue()) {
            ready.add(stream);
        }
    }

    /** Sends nothing of streams any more. */
    void close() {
        closed = true;
        ready.clear();
    }

    /** A frame without data. False, and nothing is sent, when the peer takes nothing and too much waits for it. */
    boolean control(int type, int flags, int id, int value) {
        if (!ctx.channel().isWritable() && tooMuchWaits()) {
            return false;
        }
        frame(type, flags, id, value);
        return true;
    }

    private boolean tooMuchWaits() {
        long most = ctx.channel().config().getWriteBufferHighWaterMark() + (long) MOST_WAITING;
        if (waiting() > most) {
            // Most of it may be of this turn, and not even offered to the peer yet.
            ctx.flush();
        }
        return waiting() > most;
    }

    private long waiting() {
        ChannelOutboundBuffer out = ctx.channel().unsafe().outboundBuffer();
        return out == null ? 0 : out.totalPendingWriteBytes();
    }

    /** A frame without data, however much waits. */
    void frame(int type, int flags, int id, int value) {
        ByteBuf frame = ctx.alloc().directBuffer(Frame.HEADER_BYTES);
        head(frame, type, flags, id, value);
        ctx.write(frame);
    }

    private static void head(ByteBuf out, int type, int flags, int id, int value) {
        out.writeByte(0).writeByte(type).writeShort(flags).writeInt(id).writeInt(value);
    }

    /** Streams in turn, one frame each, while the connection takes more. */
    void drain() {
        if (draining || closed) {
            return;
        }
        draining = true;
        int sent = 0;
        try {
            while (!ready.isEmpty() && ctx.channel().isWritable() && sent < TURN) {
                YamuxStream stream = ready.poll();
                sent += turn(stream);
                if (!ctx.channel().isWritable()) {
                    ctx.flush();
                }
            }
        } finally {
            draining = false;
        }
        ctx.flush();
        if (!ready.isEmpty() && ctx.channel().isWritable() && !turnPlanned) {
            turnPlanned = true;
            ctx.executor().execute(() -> {
                turnPlanned = false;
                drain();
            });
        }
    }

    private int turn(YamuxStream stream) {
        int length = stream.nextLength(maxFrame);
        if (length > 0) {
            ByteBuf frame = ctx.alloc().directBuffer(Frame.HEADER_BYTES + length);
            head(frame, Frame.DATA, 0, stream.id(), length);
            stream.take(frame, length);
            ctx.write(frame);
        } else if (stream.endIsNext()) {
            // While the connection takes more: the loop around it asks.
            frame(Frame.WINDOW_UPDATE, Frame.FIN, stream.id(), 0);
        }
        if (stream.afterTurn()) {
            ready.add(stream);
        }
        return Frame.HEADER_BYTES + length;
    }
}
