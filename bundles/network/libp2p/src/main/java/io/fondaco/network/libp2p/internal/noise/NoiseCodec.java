package io.fondaco.network.libp2p.internal.noise;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import io.netty.util.concurrent.FastThreadLocal;
import io.netty.util.concurrent.PromiseCombiner;
import java.nio.ByteBuffer;

/**
 * Carries a secured connection's bytes in encrypted messages. What it hands on lives in memory that is used again for the
 * next message: the next handler must take what it needs before it returns.
 *
 * <p>Keeps no buffer while nothing is half received, so an idle connection costs no memory here.
 */
final class NoiseCodec extends ChannelDuplexHandler {

    /** Longest plaintext of one message, in bytes. */
    static final int MAX_PLAIN = 65535 - CipherState.TAG_BYTES;

    private static final byte[] NOTHING = {};
    private static final int HEAD = 2;

    /** One per event loop: direct memory, so that native ciphers work on it in place. */
    private static final FastThreadLocal<ByteBuffer> PLAIN = new FastThreadLocal<>() {
        @Override
        protected ByteBuffer initialValue() {
            return ByteBuffer.allocateDirect(65535 + CipherState.TAG_BYTES);
        }
    };

    private final CipherState ours;
    private final CipherState theirs;
    private ByteBuf partial;

    NoiseCodec(CipherState ours, CipherState theirs) {
        this.ours = ours;
        this.theirs = theirs;
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        ByteBuf in = (ByteBuf) message;
        try {
            if (partial != null && !completePartial(ctx, in)) {
                return;
            }
            while (in.readableBytes() >= HEAD) {
                int length = in.getUnsignedShort(in.readerIndex());
                if (in.readableBytes() < HEAD + length) {
                    break;
                }
                in.skipBytes(HEAD);
                open(ctx, in, length);
            }
            if (in.isReadable()) {
                keep(ctx, in);
            }
        } finally {
            in.release();
        }
    }

    /** Adds to the half message just what it lacks. False when it is still not whole. */
    private boolean completePartial(ChannelHandlerContext ctx, ByteBuf in) {
        if (partial.readableBytes() < HEAD) {
            partial.writeByte(in.readByte());
            if (partial.readableBytes() < HEAD) {
                return false;
            }
        }
        int length = partial.getUnsignedShort(partial.readerIndex());
        int lacks = HEAD + length - partial.readableBytes();
        partial.writeBytes(in, Math.min(lacks, in.readableBytes()));
        if (partial.readableBytes() < HEAD + length) {
            return false;
        }
        ByteBuf whole = partial;
        partial = null;
        try {
            whole.skipBytes(HEAD);
            open(ctx, whole, length);
        } finally {
            whole.release();
        }
        return true;
    }

    private void keep(ChannelHandlerContext ctx, ByteBuf in) {
        int length = in.readableBytes() < HEAD ? 65535 : in.getUnsignedShort(in.readerIndex());
        // A peer that announces much and sends little makes us hold no more than a message.
        partial = ctx.alloc().directBuffer(Math.min(HEAD + length, 2 * in.readableBytes() + 1024), HEAD + 65535);
        partial.writeBytes(in);
    }

    private void open(ChannelHandlerContext ctx, ByteBuf in, int length) {
        if (length < CipherState.TAG_BYTES) {
            throw new NoiseException("a message of " + length + " bytes has no room for a tag");
        }
        ByteBuffer plain = PLAIN.get().clear();
        ByteBuffer sealed = in.nioBufferCount() == 1
                ? in.internalNioBuffer(in.readerIndex(), length)
                : in.nioBuffer(in.readerIndex(), length);
        theirs.decrypt(NOTHING, sealed, plain);
        in.skipBytes(length);
        if (plain.flip().hasRemaining()) {
            ctx.fireChannelRead(Unpooled.wrappedBuffer(plain));
        }
    }

    @Override
    public void write(ChannelHandlerContext ctx, Object message, ChannelPromise promise) {
        ByteBuf plain = (ByteBuf) message;
        try {
            if (plain.readableBytes() <= MAX_PLAIN) {
                ctx.write(seal(ctx, plain, plain.readableBytes()), promise);
                return;
            }
            PromiseCombiner all = new PromiseCombiner(ctx.executor());
            while (plain.isReadable()) {
                all.add(ctx.write(seal(ctx, plain, Math.min(MAX_PLAIN, plain.readableBytes()))));
            }
            all.finish(promise);
        } finally {
            plain.release();
        }
    }

    private ByteBuf seal(ChannelHandlerContext ctx, ByteBuf plain, int length) {
        int sealed = length + CipherState.TAG_BYTES;
        ByteBuf out = ctx.alloc().directBuffer(HEAD + sealed);
        boolean whole = false;
        try {
            out.writeShort(sealed);
            ByteBuffer from = plain.nioBufferCount() == 1
                    ? plain.internalNioBuffer(plain.readerIndex(), length)
                    : plain.nioBuffer(plain.readerIndex(), length);
            ours.encrypt(NOTHING, from, out.internalNioBuffer(HEAD, sealed));
            out.writerIndex(HEAD + sealed);
            plain.skipBytes(length);
            whole = true;
            return out;
        } finally {
            if (!whole) {
                out.release();
            }
        }
    }

    @Override
    public void handlerRemoved(ChannelHandlerContext ctx) {
        if (partial != null) {
            partial.release();
            partial = null;
        }
    }
}
