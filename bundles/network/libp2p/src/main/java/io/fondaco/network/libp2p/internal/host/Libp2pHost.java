package io.fondaco.network.libp2p.internal.host;

import io.fondaco.model.PeerId;
import io.fondaco.model.Registration;
import io.fondaco.model.Time;
import io.fondaco.network.Host;
import io.fondaco.network.Identity;
import io.fondaco.network.Multiaddr;
import io.fondaco.network.NetworkException;
import io.fondaco.network.NetworkException.Reason;
import io.fondaco.network.PeerView;
import io.fondaco.network.Peers;
import io.fondaco.network.Protocol;
import io.fondaco.network.PubSub;
import io.fondaco.network.Routing;
import io.fondaco.network.Stream;
import io.fondaco.network.StreamHandler;
import io.fondaco.network.libp2p.Settings;
import io.fondaco.network.libp2p.internal.gossip.GossipSettings;
import io.fondaco.network.libp2p.internal.gossip.GossipSub;
import io.fondaco.network.libp2p.internal.kad.Kad;
import io.fondaco.network.libp2p.internal.kad.NoRouting;
import io.fondaco.network.libp2p.internal.limits.AddressBlock;
import io.fondaco.network.libp2p.internal.limits.Ceiling;
import io.fondaco.network.libp2p.internal.limits.LimitSettings;
import io.fondaco.network.libp2p.internal.limits.Limits;
import io.fondaco.network.libp2p.internal.limits.Rates;
import io.fondaco.network.libp2p.internal.limits.Resource;
import io.fondaco.network.libp2p.internal.limits.Scope;
import io.fondaco.network.libp2p.internal.noise.Aead;
import io.fondaco.network.libp2p.internal.protocol.Identify;
import io.fondaco.network.libp2p.internal.protocol.Perf;
import io.fondaco.network.libp2p.internal.protocol.Ping;
import io.fondaco.network.libp2p.internal.tls.TlsUpgrade;
import io.fondaco.network.libp2p.internal.yamux.YamuxSettings;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.EventLoopGroup;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ForkJoinPool;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One party's end of the network: its identity, its listeners, its connections. */
public final class Libp2pHost implements Host, Peers {

    private static final Logger LOG = LoggerFactory.getLogger(Libp2pHost.class);

    /** Handshakes under way with one address: each takes milliseconds from those who mean it, and one of few places. */
    private static final int UNSECURED_PER_ADDRESS = 16;

    private final Identity identity;
    private final Settings settings;
    private final YamuxSettings yamux;
    private final Aead aead;
    private final TlsUpgrade tls;
    private final Limits ceilings;
    private final PeerBook book;
    private final Dialler dialler;
    private final Answers answers = new Answers(this::protocolsChanged);
    private final Map<PeerId, List<Connection>> connections = new ConcurrentHashMap<>();
    private final Map<PeerId, CompletableFuture<Connection>> diallings = new ConcurrentHashMap<>();
    private final Rates<AddressBlock> arrivals;
    private final Set<Channel> listeners = ConcurrentHashMap.newKeySet();
    private final List<PeerWatcher> watchers = new CopyOnWriteArrayList<>();
    private final Identify identify;
    private final Perf perf;
    private final Runnable whenClosed;
    private final EventLoopGroup loops;
    private final Time time;
    private GossipSub gossip;
    private volatile Routing routing = new NoRouting();
    private volatile boolean closed;

    /**
     * @param finds where peers are that the book does not know
     * @param whenClosed called once
     */
    public Libp2pHost(
            Identity identity,
            Settings settings,
            EventLoopGroup loops,
            Time time,
            PeerFinder finds,
            Runnable whenClosed) {
        this.identity = identity;
        this.settings = settings;
        this.whenClosed = whenClosed;
        this.loops = loops;
        this.time = time;
        this.yamux = YamuxSettings.upTo(settings.maxWindow());
        this.aead = Aead.best();
        this.tls = settings.security().contains("tls") ? new TlsUpgrade(identity) : null;
        this.ceilings = new Limits(ceilings(settings));
        // A handshake costs a millisecond of a processor: whoever closes and comes again is held to the same number.
        this.arrivals = new Rates<>(settings.perAddress());
        this.book = new PeerBook(time);
        this.dialler = new Dialler(this, loops, finds);
        this.identify = new Identify(this);
        identify.answer();
        Ping.answer(this);
        this.perf = new Perf(ceilings);
        perf.answer(this);
    }

    private static LimitSettings ceilings(Settings settings) {
        int peers = settings.peers();
        long memory = settings.memory();
        return new LimitSettings(
                new Ceiling(peers, peers, 8 * peers, 8 * peers, memory),
                new Ceiling(Math.max(64, peers / 8), Math.max(64, peers / 8), 0, 0, 0),
                new Ceiling(8, 8, settings.perPeerStreams(), settings.perPeerStreams(), memory / 4),
                new Ceiling(Integer.MAX_VALUE, Integer.MAX_VALUE, 4 * peers, 4 * peers, memory / 2),
                settings.perAddress(),
                Math.min(settings.perAddress(), UNSECURED_PER_ADDRESS));
    }

    Identity identity() {
        return identity;
    }

    public Settings settings() {
        return settings;
    }

    YamuxSettings yamux() {
        return yamux;
    }

    Aead aead() {
        return aead;
    }

    TlsUpgrade tls() {
        return tls;
    }

    public Limits ceilings() {
        return ceilings;
    }

    Answers answers() {
        return answers;
    }

    PeerBook book() {
        return book;
    }

    /** The identity's public key as a libp2p protobuf. */
    public byte[] publicKey() {
        return identity.publicKey();
    }

    /** Ids of the protocols this host answers, sorted. */
    public List<String> protocols() {
        return answers.ids();
    }

    List<String> securityIds() {
        return settings.security().stream()
                .map(name -> name.equals("noise") ? "/noise" : TlsUpgrade.ID)
                .toList();
    }

    @Override
    public PeerId id() {
        return identity.peerId();
    }

    @Override
    public Peers peers() {
        return this;
    }

    /** Spoken from the first time somebody asks for it: a host that does not use it has no streams for it. */
    @Override
    public PubSub pubSub() {
        synchronized (identify) {
            if (gossip == null) {
                GossipSettings spread =
                        switch (settings.gossip()) {
                            case STANDARD -> GossipSettings.STANDARD;
                            case FILECOIN -> GossipSettings.FILECOIN;
                        };
                gossip = new GossipSub(this, identity, spread, time, loops.next(), ForkJoinPool.commonPool());
            }
            return gossip;
        }
    }

    // ---- listening

    /** Listens at one address; completes when it can be reached there. */
    public CompletionStage<Void> listen(Multiaddr address) {
        LOG.debug("{} listens at {}, secured by {} with ciphers from {}", id(), address, settings.security(), aead);
        return dialler.listen(address, new ChannelInitializer<Channel>() {
                    @Override
                    protected void initChannel(Channel channel) {
                        accept(channel);
                    }
                })
                .thenAccept(listener -> {
                    listeners.add(listener);
                    if (closed) {
                        listener.close();
                    }
                });
    }

    /** Before anything is allocated for it: a flood of connections costs an accept and a close each. */
    private void accept(Channel channel) {
        AddressBlock address = AddressBlock.of(((InetSocketAddress) channel.remoteAddress()).getAddress());
        Scope scope = ceilings.address(address);
        if (closed
                || !arrivals.allows(address, System.nanoTime())
                || Scope.take(Resource.CONNECTION_IN, 1, scope).isPresent()) {
            ceilings.leave(address);
            channel.close();
            return;
        }
        Limits.Newcomers newcomers = new Limits.Newcomers(address);
        Scope unsecured = ceilings.unsecured(newcomers);
        channel.closeFuture().addListener(over -> {
            Scope.give(Resource.CONNECTION_IN, 1, scope);
            ceilings.leave(newcomers);
            ceilings.leave(address);
        });
        Upgrade.accepting(this, unsecured).begin(channel);
    }

    @Override
    public List<Multiaddr> addresses() {
        List<Multiaddr> all = new ArrayList<>();
        for (Channel listener : listeners) {
            if (listener.localAddress() instanceof InetSocketAddress socket) {
                all.addAll(Addresses.reachable(socket));
            }
        }
        return List.copyOf(new LinkedHashSet<>(all));
    }

    // ---- connections

    void connected(Connection connection) {
        connections.compute(connection.remote(), (peer, list) -> {
            List<Connection> all = list == null ? new CopyOnWriteArrayList<>() : list;
            all.add(connection);
            return all;
        });
        if (closed) {
            connection.close();
            return;
        }
        LOG.debug("connected {}", connection);
        identify.ask(connection).whenComplete((card, failure) -> {
            if (failure != null) {
                LOG.debug("{} does not say who it is: {}", connection.remote(), failure.toString());
            }
        });
    }

    void disconnected(Connection connection) {
        boolean[] last = new boolean[1];
        connections.computeIfPresent(connection.remote(), (peer, list) -> {
            list.remove(connection);
            last[0] = list.isEmpty();
            return list.isEmpty() ? null : list;
        });
        if (last[0]) {
            watchers.forEach(watcher -> watcher.gone(connection.remote()));
        }
    }

    /** Remembers what a peer says of itself and tells those who want to know. */
    public void identified(PeerId peer, Identify.Card card) {
        book.identified(peer, card.protocols(), card.agent());
        try {
            book.learn(peer, card.addresses(), Duration.ofHours(1));
        } catch (IllegalArgumentException e) {
            LOG.debug("{} gives addresses of others: {}", peer, e.getMessage());
        }
        watchers.forEach(watcher -> watcher.identified(peer));
    }

    /** Wants to know who comes and goes. */
    public Registration watch(PeerWatcher watcher) {
        watchers.add(watcher);
        return () -> watchers.remove(watcher);
    }

    private void protocolsChanged() {
        if (identify != null) {
            identify.changed();
        }
    }

    /** Open connections, one for each peer. */
    public List<Connection> onePerPeer() {
        List<Connection> all = new ArrayList<>();
        connections.values().forEach(list -> list.stream().findFirst().ifPresent(all::add));
        return all;
    }

    private Optional<Connection> connection(PeerId peer) {
        List<Connection> list = connections.get(peer);
        return list == null ? Optional.empty() : list.stream().findFirst();
    }

    private CompletionStage<Connection> reach(PeerId peer) {
        if (closed) {
            return CompletableFuture.failedFuture(new NetworkException(Reason.BROKEN, "this host is closed"));
        }
        Optional<Connection> open = connection(peer);
        if (open.isPresent()) {
            return CompletableFuture.completedFuture(open.get());
        }
        CompletableFuture<Connection> mine = new CompletableFuture<>();
        CompletableFuture<Connection> running = diallings.putIfAbsent(peer, mine);
        if (running != null) {
            return running;
        }
        dialler.dial(peer).whenComplete((connection, failure) -> {
            diallings.remove(peer, mine);
            if (failure != null) {
                mine.completeExceptionally(failure);
            } else {
                mine.complete(connection);
            }
        });
        return mine;
    }

    @Override
    public CompletionStage<Stream> dial(PeerId peer, List<String> protocols) {
        return reach(peer).thenCompose(connection -> connection.open(protocols));
    }

    /** @param silence how long the stream may be silent */
    public CompletionStage<Stream> dial(PeerId peer, List<String> protocols, Duration silence) {
        return reach(peer).thenCompose(connection -> connection.open(protocols, silence));
    }

    /** Takes part in finding contents and peers, if the settings say so. Once, when the host can be reached. */
    public void startRouting() {
        if (settings.routing().mode() != Settings.Routing.Mode.OFF) {
            routing = new Kad(this, settings.routing(), time, loops.next());
        }
    }

    @Override
    public Routing routing() {
        return routing;
    }

    @Override
    public Registration answer(Protocol protocol, StreamHandler handler) {
        return answers.add(protocol, handler);
    }

    // ---- peers

    @Override
    public void learn(PeerId peer, Collection<Multiaddr> addresses, Duration keep) {
        book.learn(peer, addresses, keep);
    }

    @Override
    public Optional<PeerView> find(PeerId peer) {
        return book.knows(peer) || connections.containsKey(peer) ? Optional.of(view(peer)) : Optional.empty();
    }

    private PeerView view(PeerId peer) {
        List<PeerView.Connection> open = connections.getOrDefault(peer, List.of()).stream()
                .map(Connection::view)
                .toList();
        return new PeerView(peer, book.addresses(peer), book.protocols(peer), book.agent(peer), open);
    }

    @Override
    public List<PeerView> list() {
        Map<PeerId, PeerView> all = new LinkedHashMap<>();
        connections.keySet().forEach(peer -> all.put(peer, view(peer)));
        book.peers().forEach(peer -> all.computeIfAbsent(peer, this::view));
        all.values().removeIf(view -> !view.connected() && view.addresses().isEmpty());
        return List.copyOf(all.values());
    }

    @Override
    public CompletionStage<PeerView> connect(PeerId peer) {
        return reach(peer).thenApply(connection -> view(peer));
    }

    @Override
    public boolean disconnect(PeerId peer) {
        List<Connection> open = List.copyOf(connections.getOrDefault(peer, List.of()));
        open.forEach(Connection::close);
        return !open.isEmpty();
    }

    @Override
    public CompletionStage<Duration> ping(PeerId peer) {
        return dial(peer, List.of(Ping.ID)).thenCompose(Ping::once);
    }

    @Override
    public CompletionStage<Speed> measure(PeerId peer, long up, long down) {
        return perf.measure(peer, up, down, () -> dial(peer, List.of(Perf.ID)));
    }

    @Override
    public List<Limit> limits() {
        List<Limit> all = new ArrayList<>();
        for (Scope scope : ceilings.list()) {
            for (Resource resource : Resource.values()) {
                long ceiling = scope.ceiling().of(resource);
                if (scope.held(resource) > 0 || scope.refused(resource) > 0 || scope == ceilings.system()) {
                    all.add(new Limit(
                            scope.name(),
                            resource.text(),
                            scope.held(resource),
                            ceiling == Integer.MAX_VALUE ? Long.MAX_VALUE : ceiling,
                            scope.refused(resource)));
                }
            }
        }
        return all;
    }

    @Override
    public void close() {
        if (closed) {
            return;
        }
        closed = true;
        synchronized (identify) {
            if (gossip != null) {
                gossip.close();
            }
        }
        if (routing instanceof Kad kad) {
            kad.close();
        }
        listeners.forEach(Channel::close);
        connections.values().forEach(list -> list.forEach(Connection::close));
        whenClosed.run();
    }
}
