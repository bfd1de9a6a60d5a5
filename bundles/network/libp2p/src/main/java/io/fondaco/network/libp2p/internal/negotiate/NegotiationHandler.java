package io.fondaco.network.libp2p.internal.negotiate;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.ByteToMessageDecoder;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.function.BiConsumer;

/** Agrees on what comes next on a connection, puts it in its own place and hands it the bytes that are left. */
public final class NegotiationHandler extends ByteToMessageDecoder {

    private final Negotiation negotiation;
    private final BiConsumer<ChannelHandlerContext, String> next;

    /** @param next adds the handlers of the protocol agreed on, behind the given one */
    public NegotiationHandler(Negotiation negotiation, BiConsumer<ChannelHandlerContext, String> next) {
        this.negotiation = negotiation;
        this.next = next;
    }

    @Override
    public void handlerAdded(ChannelHandlerContext ctx) {
        send(ctx, negotiation.begin());
    }

    @Override
    protected void decode(ChannelHandlerContext ctx, ByteBuf in, List<Object> out) {
        ByteBuffer bytes = in.nioBuffer();
        byte[] answer = negotiation.feed(bytes);
        in.skipBytes(in.readableBytes() - bytes.remaining());
        send(ctx, answer);
        if (negotiation.agreed().isPresent()) {
            next.accept(ctx, negotiation.agreed().get());
            ctx.pipeline().remove(this);
        }
    }

    private static void send(ChannelHandlerContext ctx, byte[] bytes) {
        if (bytes.length > 0) {
            ctx.writeAndFlush(Unpooled.wrappedBuffer(bytes));
        }
    }
}
