package io.fondaco.network.libp2p.internal.noise;

import io.fondaco.crypto.PeerPublicKey;
import io.fondaco.network.Identity;
import io.fondaco.network.libp2p.internal.host.Secured;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.ByteToMessageDecoder;
import java.util.List;
import java.util.Optional;

/**
 * Secures a connection with Noise: runs the handshake, then puts {@link NoiseCodec} in its own place and fires
 * {@link Secured}. Bytes that came after the handshake are handed on to the codec.
 *
 * <p>Source: libp2p/specs, noise. Every message is preceded by its length, 16 bits big-endian.
 */
public final class NoiseUpgrade extends ByteToMessageDecoder {

    /** The protocol's id. */
    public static final String ID = "/noise";

    private static final byte[] NO_PAYLOAD = {};

    private final Identity identity;
    private final boolean initiator;
    private final List<String> muxers;
    private final Aead aead;
    private final X25519 noiseKey = X25519.generate();
    private final NoiseHandshake handshake;
    private NoisePayload theirs;

    /** @param muxers multiplexers this side can use, the preferred first */
    public NoiseUpgrade(Identity identity, boolean initiator, List<String> muxers, Aead aead) {
        this.identity = identity;
        this.initiator = initiator;
        this.muxers = muxers;
        this.aead = aead;
        this.handshake = new NoiseHandshake(initiator, aead, noiseKey, X25519.generate(), NO_PAYLOAD);
    }

    @Override
    public void handlerAdded(ChannelHandlerContext ctx) {
        if (handshake.ourTurn()) {
            send(ctx, NO_PAYLOAD);
        }
    }

    private void send(ChannelHandlerContext ctx, byte[] payload) {
        byte[] message = handshake.write(payload);
        ByteBuf out = ctx.alloc().buffer(2 + message.length);
        out.writeShort(message.length).writeBytes(message);
        ctx.writeAndFlush(out);
    }

    @Override
    protected void decode(ChannelHandlerContext ctx, ByteBuf in, List<Object> out) {
        if (in.readableBytes() < 2 || in.readableBytes() < 2 + in.getUnsignedShort(in.readerIndex())) {
            return;
        }
        byte[] message = new byte[in.readUnsignedShort()];
        in.readBytes(message);
        byte[] payload = handshake.read(message);
        // The very first message's payload is in the clear; libp2p gives it no meaning.
        boolean fromPeer = initiator ? theirs == null : handshake.done();
        if (fromPeer) {
            theirs = NoisePayload.fromBytes(payload);
        }
        PeerPublicKey key = fromPeer ? theirs.verified(handshake.theirStatic()) : null;
        if (handshake.ourTurn()) {
            send(ctx, NoisePayload.of(identity, noiseKey, muxers).toBytes());
        }
        if (handshake.done()) {
            finish(ctx, key);
        }
    }

    private void finish(ChannelHandlerContext ctx, PeerPublicKey key) {
        CipherState[] ways = handshake.split();
        Secured secured = new Secured(ID, key, commonMuxer());
        ctx.pipeline().addAfter(ctx.name(), "noise-codec", new NoiseCodec(ways[0], ways[1]));
        ctx.fireUserEventTriggered(secured);
        // Hands what is left over to the codec, which now comes next.
        ctx.pipeline().remove(this);
    }

    /** The first of the initiator's list that both have. */
    private Optional<String> commonMuxer() {
        List<String> first = initiator ? muxers : theirs.muxers();
        List<String> second = initiator ? theirs.muxers() : muxers;
        return first.stream().filter(second::contains).findFirst();
    }
}
