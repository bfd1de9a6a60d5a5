package io.fondaco.network.libp2p.internal.host;

import io.fondaco.model.PeerId;
import io.fondaco.network.Multiaddr;
import io.fondaco.network.NetworkException;
import io.fondaco.network.NetworkException.Reason;
import io.fondaco.network.libp2p.Settings;
import io.fondaco.network.libp2p.internal.limits.Limits;
import io.fondaco.network.libp2p.internal.limits.Resource;
import io.fondaco.network.libp2p.internal.limits.Scope;
import io.fondaco.network.libp2p.internal.limits.StreamLease;
import io.fondaco.network.libp2p.internal.negotiate.Negotiation;
import io.fondaco.network.libp2p.internal.negotiate.NegotiationHandler;
import io.fondaco.network.libp2p.internal.noise.NoiseUpgrade;
import io.fondaco.network.libp2p.internal.yamux.YamuxSession;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.DecoderException;
import io.netty.util.concurrent.Future;
import java.net.InetSocketAddress;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes a raw connection one that carries streams: agree on a security protocol, secure it, agree on a multiplexer. Sits at
 * the end of the pipeline and stays there to close the connection when something fails.
 */
final class Upgrade extends ChannelInboundHandlerAdapter {

    private static final Logger LOG = LoggerFactory.getLogger(Upgrade.class);
    private static final String NAME = "upgrade";
    private static final List<String> MUXERS = List.of(YamuxSession.ID);

    private final Libp2pHost host;
    private final Optional<PeerId> expected;
    private final boolean dialling;
    private final CompletableFuture<Connection> result = new CompletableFuture<>();
    private Scope peerScope;
    private PeerId remote;
    private final Scope[] unsecured;
    private boolean transientHeld;
    private Connection carried;
    private volatile boolean spoken;

    /** Of a connection that this side began. */
    static Upgrade dialling(Libp2pHost host, PeerId peer) {
        return new Upgrade(host, Optional.of(peer), host.ceilings().unsecured());
    }

    /** Of a connection that others began; {@code ofAddress} counts those from there that are not secured yet. */
    static Upgrade accepting(Libp2pHost host, Scope ofAddress) {
        return new Upgrade(host, Optional.empty(), ofAddress, host.ceilings().unsecured());
    }

    private Upgrade(Libp2pHost host, Optional<PeerId> expected, Scope... unsecured) {
        this.host = host;
        this.unsecured = unsecured;
        this.expected = expected;
        this.dialling = expected.isPresent();
    }

    /** Completes once streams can be opened; exceptionally a {@link NetworkException}. */
    CompletableFuture<Connection> result() {
        return result;
    }

    /** Whether the other side has answered as libp2p peers do. */
    boolean spoken() {
        return spoken;
    }

    private Limits limits() {
        return host.ceilings();
    }

    private Settings settings() {
        return host.settings();
    }

    /** Begins on a fresh channel. False when the limits leave no room: the channel is closed then. */
    boolean begin(Channel channel) {
        Scope[] all = Arrays.copyOf(unsecured, unsecured.length + 1);
        all[unsecured.length] = limits().system();
        Optional<Scope> full = Scope.take(Resource.connection(dialling), 1, all);
        if (full.isPresent()) {
            result.completeExceptionally(new NetworkException(
                    Reason.REFUSED, "the limit of connections is reached (" + full.get() + "); see net:limits"));
            channel.close();
            return false;
        }
        transientHeld = true;
        channel.pipeline().addLast(NAME, this);
        Negotiation negotiation = dialling
                ? Negotiation.proposing(host.securityIds())
                : Negotiation.offering(host.securityIds()::contains);
        channel.pipeline().addBefore(NAME, "security", new NegotiationHandler(negotiation, this::secure));
        Future<?> patience = channel.eventLoop()
                .schedule(
                        () -> {
                            if (!result.isDone()) {
                                fail(
                                        channel,
                                        new NetworkException(
                                                Reason.OUT_OF_TIME,
                                                "it was not ready within "
                                                        + settings().upgrade()));
                            }
                        },
                        settings().upgrade().toMillis(),
                        TimeUnit.MILLISECONDS);
        result.whenComplete((connection, failure) -> patience.cancel(false));
        return true;
    }

    private void secure(ChannelHandlerContext ctx, String protocol) {
        spoken = true;
        if (protocol.equals(NoiseUpgrade.ID)) {
            ctx.pipeline()
                    .addAfter(ctx.name(), "noise", new NoiseUpgrade(host.identity(), dialling, MUXERS, host.aead()));
        } else {
            host.tls().install(ctx, dialling, MUXERS);
        }
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
        if (event instanceof Secured secured) {
            secured(ctx, secured);
        } else {
            ctx.fireUserEventTriggered(event);
        }
    }

    private void secured(ChannelHandlerContext ctx, Secured secured) {
        PeerId peer = secured.remote().peerId();
        if (expected.filter(other -> !other.equals(peer)).isPresent()) {
            throw new NetworkException(Reason.REFUSED, "another peer answered: " + peer + ", not " + expected.get());
        }
        if (peer.equals(host.id())) {
            throw new NetworkException(Reason.REFUSED, "this host does not connect to itself");
        }
        peerScope = limits().peer(peer);
        remote = peer;
        Optional<Scope> full = Scope.take(Resource.connection(dialling), 1, peerScope);
        if (full.isPresent()) {
            peerScope = null;
            limits().leave(peer);
            throw new NetworkException(
                    Reason.REFUSED, "the limit of connections with " + peer + " is reached; see net:limits");
        }
        leaveTransient();
        if (secured.muxer().isPresent()) {
            carry(ctx, secured);
            return;
        }
        Negotiation negotiation = dialling ? Negotiation.proposing(MUXERS) : Negotiation.offering(MUXERS::contains);
        ctx.pipeline()
                .addBefore(NAME, "muxer", new NegotiationHandler(negotiation, (muxer, name) -> carry(ctx, secured)));
    }

    private void carry(ChannelHandlerContext ctx, Secured secured) {
        Connection connection = new Connection(
                remote,
                Multiaddr.tcp((InetSocketAddress) ctx.channel().remoteAddress()),
                dialling,
                secured.protocol(),
                host.answers(),
                settings().negotiate(),
                settings().idle());
        Scope peer = peerScope;
        YamuxSession session = new YamuxSession(
                remote,
                dialling,
                host.yamux(),
                outbound -> StreamLease.take(limits(), outbound, YamuxSession.FIRST_WINDOW, limits().system(), peer)
                        .map(lease -> lease),
                connection::opened);
        connection.carriedBy(session);
        ctx.pipeline().addBefore(NAME, "yamux", session);
        if (result.isDone()) {
            ctx.close();
            return;
        }
        carried = connection;
        host.connected(connection);
        result.complete(connection);
    }

    private void leaveTransient() {
        if (transientHeld) {
            transientHeld = false;
            Scope.give(Resource.connection(dialling), 1, unsecured);
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        if (!result.isDone()) {
            result.completeExceptionally(
                    new NetworkException(Reason.BROKEN, "it closed the connection before it was ready"));
        }
    }

    /** The channel is closed and its streams are broken: gives back what was taken, then tells. */
    @Override
    public void handlerRemoved(ChannelHandlerContext ctx) {
        leaveTransient();
        Scope.give(Resource.connection(dialling), 1, limits().system());
        if (peerScope != null) {
            Scope.give(Resource.connection(dialling), 1, peerScope);
            limits().leave(remote);
        }
        if (carried != null) {
            host.disconnected(carried);
        }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        fail(ctx.channel(), cause);
    }

    private void fail(Channel channel, Throwable cause) {
        Throwable root = cause instanceof DecoderException && cause.getCause() != null ? cause.getCause() : cause;
        LOG.debug("connection with {} ends: {}", channel.remoteAddress(), root.toString());
        if (!result.isDone()) {
            result.completeExceptionally(
                    root instanceof NetworkException
                            ? root
                            : new NetworkException(
                                    Reason.BROKEN, root.getMessage() == null ? root.toString() : root.getMessage()));
        }
        channel.close();
    }
}
