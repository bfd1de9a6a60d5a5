package io.fondaco.network.libp2p;

import io.fondaco.crypto.UnnamedIssuers;
import io.fondaco.model.PeerId;
import io.fondaco.model.Registration;
import io.fondaco.model.Time;
import io.fondaco.network.Host;
import io.fondaco.network.Identity;
import io.fondaco.network.Multiaddr;
import io.fondaco.network.Network;
import io.fondaco.network.NetworkException;
import io.fondaco.network.PeerAddresses;
import io.fondaco.network.libp2p.internal.host.Libp2pHost;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * libp2p over TCP: hosts that any libp2p implementation can talk to. Hosts of one network know each other's addresses
 * without being told, so that parties of one house find each other.
 */
public final class Libp2pNetwork implements Network, AutoCloseable {

    /** How long an address that cannot be listened at is left alone. */
    public static final Duration LISTEN_AGAIN = Duration.ofSeconds(10);

    private static final Logger LOG = LoggerFactory.getLogger(Libp2pNetwork.class);

    private final Settings settings;
    private final Time time;
    private final EventLoopGroup loops;
    private final Registration unnamedIssuers;
    private final Map<PeerId, Libp2pHost> hosts = new ConcurrentHashMap<>();

    /**
     * @param time for how long addresses are remembered
     * @param threads event loops, at least 1; 0 for as many as there are processors
     */
    public Libp2pNetwork(Settings settings, Time time, int threads) {
        this.settings = settings;
        this.time = time;
        int count = threads > 0 ? threads : Runtime.getRuntime().availableProcessors();
        this.unnamedIssuers = settings.security().contains("tls") ? UnnamedIssuers.accept() : () -> {};
        this.loops = new MultiThreadIoEventLoopGroup(
                count, new DefaultThreadFactory("fondaco-network-libp2p", true), NioIoHandler.newFactory());
    }

    @Override
    public CompletionStage<Host> open(Identity identity, List<Multiaddr> listen) {
        PeerId id = identity.peerId();
        Libp2pHost host =
                new Libp2pHost(identity, settings, loops, time, peer -> find(id, peer), () -> hosts.remove(id));
        if (hosts.putIfAbsent(id, host) != null) {
            return CompletableFuture.failedFuture(
                    new IllegalStateException("peer " + id + " is in this house already"));
        }
        CompletionStage<Void> listening = CompletableFuture.completedFuture(null);
        for (Multiaddr address : listen.isEmpty() ? settings.listen() : listen) {
            listening = listening.thenCompose(done -> listen(host, address));
        }
        return listening.handle((done, failure) -> {
            if (failure != null) {
                host.close();
                throw failure instanceof RuntimeException e ? e : new IllegalStateException(failure);
            }
            host.startRouting();
            return host;
        });
    }

    /** An address that is taken is waited for: the party does its business meanwhile, only nobody finds it there. */
    private CompletionStage<Void> listen(Libp2pHost host, Multiaddr address) {
        return host.listen(address).handle((done, failure) -> {
            Throwable cause =
                    failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
            if (cause instanceof NetworkException) {
                LOG.warn("{} {}; it tries again every {} s", host.id(), cause.getMessage(), LISTEN_AGAIN.toSeconds());
                time.after(LISTEN_AGAIN, () -> again(host, address));
            } else if (cause != null) {
                throw new CompletionException(cause);
            }
            return null;
        });
    }

    private void again(Libp2pHost host, Multiaddr address) {
        if (hosts.get(host.id()) != host) {
            return;
        }
        host.listen(address).whenComplete((done, failure) -> {
            if (failure == null) {
                LOG.info("{} listens at {} now", host.id(), address);
            } else {
                time.after(LISTEN_AGAIN, () -> again(host, address));
            }
        });
    }

    /** Housemates first; strangers where routing is on. */
    private CompletionStage<List<Multiaddr>> find(PeerId seeker, PeerId peer) {
        Libp2pHost housemate = hosts.get(peer);
        Libp2pHost host = hosts.get(seeker);
        if (housemate != null) {
            return CompletableFuture.completedFuture(housemate.addresses());
        }
        if (host == null || settings.routing().mode() == Settings.Routing.Mode.OFF) {
            return CompletableFuture.completedFuture(List.of());
        }
        return host.routing().findPeer(peer).thenApply(found -> found.map(PeerAddresses::addresses)
                .orElse(List.of()));
    }

    @Override
    public void close() {
        List.copyOf(hosts.values()).forEach(Libp2pHost::close);
        loops.shutdownGracefully(0, 2, TimeUnit.SECONDS);
        unnamedIssuers.close();
    }
}
