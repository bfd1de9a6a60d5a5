package io.fondaco.network.libp2p.internal.host;

import io.fondaco.model.PeerId;
import io.fondaco.network.Multiaddr;
import io.fondaco.network.NetworkException;
import io.fondaco.network.NetworkException.Reason;
import io.netty.bootstrap.Bootstrap;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.channel.AdaptiveRecvByteBufAllocator;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOption;
import io.netty.channel.ConnectTimeoutException;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.RecvByteBufAllocator;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;

/** Opens sockets: listeners, and connections to the addresses of a peer. */
final class Dialler {

    /** Between frames of the peer's and ours; more than this unsent makes streams wait. */
    private static final WriteBufferWaterMark WATER = new WriteBufferWaterMark(256 << 10, 1 << 20);

    /** Not Netty's default: that gives large chunks back and takes them anew, zeroed, which costs a busy connection an eighth. */
    private static final ByteBufAllocator MEMORY = PooledByteBufAllocator.DEFAULT;

    /** For all addresses of a peer together, unless the settings give one alone more. */
    private static final Duration DEADLINE = Duration.ofSeconds(30);

    private final Libp2pHost host;
    private final EventLoopGroup loops;
    private final PeerFinder finder;
    private final Executor names = task -> {
        // Asking for a name blocks and is rare: a thread for each keeps slow name servers apart.
        Thread thread = new Thread(task, "fondaco-network-names");
        thread.setDaemon(true);
        thread.start();
    };

    Dialler(Libp2pHost host, EventLoopGroup loops, PeerFinder finder) {
        this.host = host;
        this.loops = loops;
        this.finder = finder;
    }

    CompletionStage<Channel> listen(Multiaddr address, ChannelHandler accept) {
        Optional<Addresses.Place> place = Addresses.tcp(address);
        if (place.isEmpty() || place.get().byName()) {
            return CompletableFuture.failedFuture(new IllegalArgumentException(
                    "cannot listen at " + address + ": only at /ip4/.../tcp/... and /ip6/.../tcp/..."));
        }
        CompletableFuture<Channel> result = new CompletableFuture<>();
        InetSocketAddress socket;
        try {
            socket = place.get().resolve();
        } catch (UnknownHostException e) {
            return CompletableFuture.failedFuture(e);
        }
        ChannelFuture bound = new ServerBootstrap()
                .group(loops)
                .channel(NioServerSocketChannel.class)
                .option(ChannelOption.SO_REUSEADDR, true)
                .option(ChannelOption.SO_BACKLOG, 1024)
                .childOption(ChannelOption.ALLOCATOR, MEMORY)
                .childOption(ChannelOption.TCP_NODELAY, true)
                .childOption(ChannelOption.WRITE_BUFFER_WATER_MARK, WATER)
                .childOption(ChannelOption.RECVBUF_ALLOCATOR, reading())
                .childHandler(accept)
                .bind(socket);
        bound.addListener(done -> {
            if (done.isSuccess()) {
                result.complete(bound.channel());
            } else {
                result.completeExceptionally(new NetworkException(
                        Reason.REFUSED,
                        "cannot listen at " + address + ": " + done.cause().getMessage()));
            }
        });
        return result;
    }

    /**
     * Idle connections hold nothing, busy ones read much at once; but not more in one turn than others of the same event
     * loop may wait for: half a mebibyte, half a millisecond.
     */
    private static RecvByteBufAllocator reading() {
        return new AdaptiveRecvByteBufAllocator(1024, 16 << 10, 256 << 10).maxMessagesPerRead(2);
    }

    /** A connection with a peer, by the first of its addresses that works. */
    CompletionStage<Connection> dial(PeerId peer) {
        if (peer.equals(host.id())) {
            return CompletableFuture.failedFuture(
                    new NetworkException(Reason.REFUSED, "this host does not connect to itself"));
        }
        List<Multiaddr> known = host.book().addresses(peer);
        CompletionStage<List<Multiaddr>> found =
                known.isEmpty() ? finder.find(peer) : CompletableFuture.completedFuture(known);
        return found.thenCompose(addresses -> {
            if (addresses.isEmpty()) {
                return CompletableFuture.failedFuture(new NetworkException(
                        Reason.UNKNOWN_PEER, "nobody here knows where " + peer + " is; tell with net:connect"));
            }
            return new Race<>(
                            peer,
                            addresses,
                            loops.next(),
                            deadline(),
                            address -> dial(peer, address),
                            Connection::close)
                    .run();
        });
    }

    /** For all addresses of a peer together; one alone may take all the time it is given. */
    private Duration deadline() {
        Duration one = host.settings().connect().plus(host.settings().upgrade());
        return one.compareTo(DEADLINE) > 0 ? one : DEADLINE;
    }

    /** By one address; cancelled when it is not wanted any more. */
    private CompletableFuture<Connection> dial(PeerId peer, Multiaddr address) {
        Optional<Addresses.Place> place = Addresses.tcp(address);
        if (place.isEmpty()) {
            return CompletableFuture.failedFuture(new NetworkException(
                    Reason.UNKNOWN_PEER, address + ": of a transport this host does not have; it has TCP"));
        }
        CompletableFuture<Connection> result = new CompletableFuture<>();
        Runnable go = () -> {
            try {
                InetSocketAddress socket = place.get().resolve();
                if (!result.isDone()) {
                    connect(peer, address, socket, result);
                }
            } catch (UnknownHostException e) {
                result.completeExceptionally(
                        new NetworkException(Reason.UNKNOWN_PEER, address + ": no such host: " + e.getMessage()));
            }
        };
        if (place.get().byName()) {
            names.execute(go);
        } else {
            go.run();
        }
        return result;
    }

    private void connect(
            PeerId peer, Multiaddr address, InetSocketAddress socket, CompletableFuture<Connection> result) {
        Upgrade upgrade = Upgrade.dialling(host, peer);
        ChannelFuture connecting = new Bootstrap()
                .group(loops)
                .channel(NioSocketChannel.class)
                .option(ChannelOption.ALLOCATOR, MEMORY)
                .option(ChannelOption.TCP_NODELAY, true)
                .option(ChannelOption.WRITE_BUFFER_WATER_MARK, WATER)
                .option(ChannelOption.RECVBUF_ALLOCATOR, reading())
                .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, (int)
                        host.settings().connect().toMillis())
                .handler(new ChannelInboundHandlerAdapter())
                .connect(socket);
        connecting.addListener(done -> {
            if (done.isSuccess()) {
                upgrade.begin(connecting.channel());
            } else {
                result.completeExceptionally(
                        new NetworkException(Reason.REFUSED, address + ": " + unanswered(done.cause())));
            }
        });
        upgrade.result().whenComplete((connection, failure) -> {
            if (failure != null) {
                result.completeExceptionally(explained(address, failure, upgrade.spoken()));
            } else if (!result.complete(connection)) {
                connection.close();
            }
        });
        result.whenComplete((connection, failure) -> {
            if (failure != null) {
                connecting.channel().close();
            }
        });
    }

    /** Without the address, which Netty adds. */
    private String unanswered(Throwable cause) {
        if (cause instanceof ConnectTimeoutException) {
            return "no answer within " + host.settings().connect().toMillis() + " ms";
        }
        return (cause.getCause() == null ? cause : cause.getCause()).getMessage();
    }

    private static NetworkException explained(Multiaddr address, Throwable failure, boolean spoken) {
        Reason reason = failure instanceof NetworkException known ? known.reason() : Reason.BROKEN;
        boolean stranger = !spoken && (reason == Reason.BROKEN || reason == Reason.OUT_OF_TIME);
        return new NetworkException(
                reason, (stranger ? "no libp2p peer answers at " : "") + address + ": " + failure.getMessage());
    }
}
