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
import io.netty.channel.EventLoopGroup;
import io.netty.channel.RecvByteBufAllocator;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;

/** Opens sockets: listeners, and connections to the addresses of a peer, one after the other. */
final class Dialler {

    /** Between frames of the peer's and ours; more than this unsent makes streams wait. */
    private static final WriteBufferWaterMark WATER = new WriteBufferWaterMark(256 << 10, 1 << 20);

    /** Not Netty's default: that gives large chunks back and takes them anew, zeroed, which costs a busy connection an eighth. */
    private static final ByteBufAllocator MEMORY = PooledByteBufAllocator.DEFAULT;

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
            CompletableFuture<Connection> result = new CompletableFuture<>();
            tryNext(peer, new ArrayList<>(addresses), new ArrayList<>(), result);
            return result;
        });
    }

    private void tryNext(
            PeerId peer, List<Multiaddr> rest, List<String> failures, CompletableFuture<Connection> result) {
        if (rest.isEmpty()) {
            result.completeExceptionally(new NetworkException(
                    Reason.UNKNOWN_PEER, peer + " cannot be reached: " + String.join("; ", failures)));
            return;
        }
        Multiaddr address = rest.remove(0);
        dial(peer, address).whenComplete((connection, outcome) -> {
            if (outcome == null) {
                result.complete(connection);
                return;
            }
            Throwable failure =
                    outcome instanceof CompletionException && outcome.getCause() != null ? outcome.getCause() : outcome;
            if (rest.isEmpty() && failures.isEmpty() && failure instanceof NetworkException) {
                result.completeExceptionally(failure);
                return;
            }
            failures.add(address + ": " + failure.getMessage());
            tryNext(peer, rest, failures, result);
        });
    }

    private CompletionStage<Connection> dial(PeerId peer, Multiaddr address) {
        Optional<Addresses.Place> place = Addresses.tcp(address);
        if (place.isEmpty()) {
            return CompletableFuture.failedFuture(new NetworkException(
                    Reason.UNKNOWN_PEER, address + " is of a transport this host does not have; it has TCP"));
        }
        CompletableFuture<InetSocketAddress> socket = new CompletableFuture<>();
        Runnable resolve = () -> {
            try {
                socket.complete(place.get().resolve());
            } catch (UnknownHostException e) {
                socket.completeExceptionally(
                        new NetworkException(Reason.UNKNOWN_PEER, "no such host: " + e.getMessage()));
            }
        };
        if (place.get().byName()) {
            names.execute(resolve);
        } else {
            resolve.run();
        }
        return socket.thenCompose(to -> connect(peer, to));
    }

    private CompletionStage<Connection> connect(PeerId peer, InetSocketAddress socket) {
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
            if (!done.isSuccess()) {
                upgrade.result()
                        .completeExceptionally(new NetworkException(
                                Reason.REFUSED, done.cause().getMessage()));
            } else {
                upgrade.begin(connecting.channel());
            }
        });
        return upgrade.result();
    }
}
