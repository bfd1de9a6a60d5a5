package io.fondaco.network.libp2p.internal.gossip;

import io.fondaco.codec.DecodeException;
import io.fondaco.model.PeerId;
import io.fondaco.model.Registration;
import io.fondaco.model.Time;
import io.fondaco.network.Identity;
import io.fondaco.network.MessageReader;
import io.fondaco.network.Multiaddr;
import io.fondaco.network.PeerView;
import io.fondaco.network.Protocol;
import io.fondaco.network.PubSub;
import io.fondaco.network.Stream;
import io.fondaco.network.Topic;
import io.fondaco.network.TopicListener;
import io.fondaco.network.libp2p.internal.host.Libp2pHost;
import io.fondaco.network.libp2p.internal.host.PeerWatcher;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import java.util.function.ToDoubleFunction;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Pub/sub of a host: a stream to each peer that speaks it, one from it, and the router between them. */
public final class GossipSub implements PubSub, PeerWatcher, AutoCloseable {

    static final String MESH_11 = "/meshsub/1.1.0";
    static final String MESH_10 = "/meshsub/1.0.0";
    static final String FLOOD = "/floodsub/1.0.0";

    private static final List<String> PROTOCOLS = List.of(MESH_11, MESH_10, FLOOD);

    /** Streams are silent while nobody has anything to say; the connection's keep-alive finds dead peers. */
    private static final Duration IDLE = Duration.ofDays(30);

    /** How long a peer is left alone whose stream broke. */
    private static final Duration REST = Duration.ofSeconds(10);

    private static final Logger LOG = LoggerFactory.getLogger(GossipSub.class);

    private final Libp2pHost host;
    private final Time time;
    private final Executor thread;
    private final Router router;
    private final List<ToDoubleFunction<PeerId>> judges = new CopyOnWriteArrayList<>();
    private final List<Registration> registrations = new ArrayList<>();
    private final Map<PeerId, Attempt> outbound = new HashMap<>();
    private final Map<PeerId, Stream> inbound = new HashMap<>();
    private volatile boolean closed;

    /** To have a stream to a peer. What an older attempt tells is not heard any more. */
    private static final class Attempt {}

    /**
     * @param thread runs one task at a time, in order, and is never blocked
     * @param workers check and make signatures
     */
    public GossipSub(
            Libp2pHost host, Identity identity, GossipSettings settings, Time time, Executor thread, Executor workers) {
        this.host = host;
        this.time = time;
        this.thread = thread;
        this.router = new Router(identity, settings, time, new Random(), thread, workers, this::judge, this::lost);
        router.start();
        for (String protocol : PROTOCOLS) {
            registrations.add(host.answer(new Protocol(protocol, Rpc.MAX_BYTES, IDLE), this::opened));
        }
        registrations.add(host.watch(this));
        host.onePerPeer().forEach(connection -> identified(connection.remote()));
    }

    private double judge(PeerId peer) {
        double sum = 0;
        for (ToDoubleFunction<PeerId> judge : judges) {
            sum += judge.applyAsDouble(peer);
        }
        return sum;
    }

    // ---- peers

    @Override
    public void identified(PeerId peer) {
        if (host.find(peer).filter(GossipSub::speaks).isPresent()) {
            thread.execute(() -> open(peer));
        }
    }

    private static boolean speaks(PeerView view) {
        return view.connected() && view.protocols().stream().anyMatch(PROTOCOLS::contains);
    }

    private void open(PeerId peer) {
        Attempt attempt = new Attempt();
        if (closed || outbound.putIfAbsent(peer, attempt) != null) {
            return;
        }
        arrived(peer, true);
        host.dial(peer, PROTOCOLS, IDLE)
                .whenComplete((stream, failure) -> thread.execute(() -> {
                    if (failure != null) {
                        LOG.debug("no pub/sub with {}: {}", peer, failure.toString());
                        broken(peer, attempt);
                    } else if (outbound.get(peer) != attempt) {
                        stream.reset();
                    } else {
                        router.attach(peer, !stream.protocol().equals(FLOOD), new ToStream(stream));
                        watch(peer, attempt, stream);
                    }
                }));
    }

    private void arrived(PeerId peer, boolean meshes) {
        Optional<PeerView.Connection> connection =
                host.find(peer).flatMap(view -> view.connections().stream().findFirst());
        router.arrived(
                peer,
                connection.map(PeerView.Connection::dialled).orElse(false),
                meshes,
                connection.flatMap(open -> counted(open.remote())));
    }

    /** The address as P6 counts it: peers of one machine share the loopback address rightly. */
    private static Optional<String> counted(Multiaddr address) {
        String host = address.parts().get(0).text();
        return host.startsWith("127.") || host.equals("::1") || host.equals("0:0:0:0:0:0:0:1")
                ? Optional.empty()
                : Optional.of(host);
    }

    /** Nothing is to come here; what comes tells that the stream is broken. */
    private void watch(PeerId peer, Attempt attempt, Stream stream) {
        stream.read().whenComplete((bytes, failure) -> {
            if (failure != null) {
                thread.execute(() -> broken(peer, attempt));
            } else if (bytes.isPresent()) {
                stream.reset();
                watch(peer, attempt, stream);
            }
        });
    }

    private void broken(PeerId peer, Attempt attempt) {
        if (outbound.get(peer) == attempt) {
            router.detached(peer);
            lost(peer);
        }
    }

    /** On the router's thread: tries again later if the peer is still there. */
    private void lost(PeerId peer) {
        Attempt attempt = outbound.get(peer);
        time.after(
                REST,
                () -> thread.execute(() -> {
                    if (attempt != null && outbound.remove(peer, attempt)) {
                        host.find(peer).filter(GossipSub::speaks).ifPresent(view -> open(peer));
                    }
                }));
    }

    @Override
    public void gone(PeerId peer) {
        thread.execute(() -> {
            outbound.remove(peer);
            inbound.remove(peer);
            router.left(peer);
            // A connection that came while the last one went has been identified already.
            identified(peer);
        });
    }

    // ---- streams

    private void opened(Stream stream) {
        PeerId peer = stream.remote();
        thread.execute(() -> {
            if (closed) {
                stream.reset();
                return;
            }
            Stream older = inbound.put(peer, stream);
            if (older != null) {
                older.reset();
            }
            arrived(peer, !stream.protocol().equals(FLOOD));
            hear(new MessageReader(stream, Rpc.MAX_BYTES), stream);
        });
    }

    /** One RPC at a time: a peer that says more waits, and its window fills. */
    private void hear(MessageReader reader, Stream stream) {
        PeerId peer = stream.remote();
        reader.next().whenComplete((bytes, failure) -> {
            if (failure != null || bytes.isEmpty()) {
                thread.execute(() -> inbound.remove(peer, stream));
                stream.close();
                return;
            }
            Rpc rpc;
            try {
                rpc = Rpc.fromBytes(bytes.get());
            } catch (DecodeException e) {
                LOG.debug("{} sends a malformed RPC: {}", peer, e.getMessage());
                router.misbehaved(peer);
                stream.reset();
                return;
            }
            router.received(peer, rpc).whenComplete((done, fault) -> {
                if (fault != null) {
                    LOG.error("an RPC from {} could not be worked on", peer, fault);
                }
                hear(reader, stream);
            });
        });
    }

    private final class ToStream implements SendQueue.Pipe {
        private final Stream stream;

        ToStream(Stream stream) {
            this.stream = stream;
        }

        @Override
        public void send(byte[] rpc, Consumer<Throwable> done) {
            stream.write(MessageReader.framed(rpc))
                    .whenComplete((sent, failure) -> thread.execute(() -> done.accept(failure)));
        }

        @Override
        public void reset() {
            stream.reset();
        }
    }

    // ---- for the application

    @Override
    public Registration subscribe(Topic topic, TopicListener listener) {
        return router.subscribe(topic, listener);
    }

    @Override
    public CompletionStage<Integer> publish(String topic, byte[] data) {
        return router.publish(topic, data);
    }

    @Override
    public List<PeerId> listeners(String topic) {
        return router.listeners(topic);
    }

    @Override
    public Registration judge(ToDoubleFunction<PeerId> score) {
        judges.add(score);
        return () -> judges.remove(score);
    }

    @Override
    public void close() {
        closed = true;
        registrations.forEach(Registration::close);
        router.close();
        thread.execute(() -> inbound.values().forEach(Stream::reset));
    }
}
