package io.fondaco.network.libp2p.internal.kad;

import io.fondaco.codec.DecodeException;
import io.fondaco.model.Cid;
import io.fondaco.model.PeerId;
import io.fondaco.model.Registration;
import io.fondaco.model.Time;
import io.fondaco.network.MessageReader;
import io.fondaco.network.Multiaddr;
import io.fondaco.network.NetworkException;
import io.fondaco.network.NetworkException.Reason;
import io.fondaco.network.PeerAddresses;
import io.fondaco.network.Protocol;
import io.fondaco.network.Routing;
import io.fondaco.network.Stream;
import io.fondaco.network.libp2p.Settings;
import io.fondaco.network.libp2p.internal.host.Libp2pHost;
import io.fondaco.network.libp2p.internal.host.PeerWatcher;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The DHT over a host's streams: one for each question. In client mode nothing is answered. */
public final class Kad implements Routing, PeerWatcher, AutoCloseable {

    /** How long a peer has for one answer, dialling included. */
    static final Duration PATIENCE = Duration.ofSeconds(10);

    /** Bytes of a question at most; answers may be longer. */
    static final int MAX_QUESTION = 64 << 10;

    private static final Duration IDLE = Duration.ofMinutes(1);
    private static final Duration KEEP = Duration.ofMinutes(30);
    private static final Logger LOG = LoggerFactory.getLogger(Kad.class);

    private final Libp2pHost host;
    private final Settings.Routing settings;
    private final Time time;
    private final Executor thread;
    private final KadNode node;
    private final List<Registration> registrations = new ArrayList<>();

    /** @param thread runs one task at a time, in order, and is never blocked */
    public Kad(Libp2pHost host, Settings.Routing settings, Time time, Executor thread) {
        this.host = host;
        this.settings = settings;
        this.time = time;
        this.thread = thread;
        List<PeerAddresses> bootstrap = settings.bootstrap().stream()
                .filter(address -> !address.peer().orElseThrow().equals(host.id()))
                .map(address -> new PeerAddresses(address.peer().orElseThrow(), List.of(address.withoutPeer())))
                .toList();
        this.node = new KadNode(host.id(), time, thread, new Random(), new Streams(), bootstrap);
        if (settings.mode() == Settings.Routing.Mode.SERVER) {
            registrations.add(host.answer(new Protocol(settings.protocol(), MAX_QUESTION, IDLE), this::opened));
        }
        registrations.add(host.watch(this));
        host.onePerPeer().forEach(connection -> identified(connection.remote()));
        thread.execute(node::start);
    }

    // ---- peers

    @Override
    public void identified(PeerId peer) {
        host.find(peer)
                .ifPresent(view -> thread.execute(() -> {
                    if (view.protocols().contains(settings.protocol())) {
                        node.met(peer, view.addresses());
                    } else if (!view.protocols().isEmpty()) {
                        node.lost(peer);
                    }
                }));
    }

    /** Peers are kept that are not connected: the next question connects to them. */
    @Override
    public void gone(PeerId peer) {
        LOG.trace("{} is gone", peer);
    }

    // ---- answering

    private void opened(Stream stream) {
        hear(new MessageReader(stream, MAX_QUESTION), stream);
    }

    private void hear(MessageReader reader, Stream stream) {
        reader.next().whenComplete((bytes, failure) -> {
            if (failure != null) {
                return;
            }
            if (bytes.isEmpty()) {
                stream.close();
                return;
            }
            KadMessage question;
            try {
                question = KadMessage.fromBytes(bytes.get());
            } catch (DecodeException e) {
                LOG.debug("{} asks what can not be read: {}", stream.remote(), e.getMessage());
                stream.reset();
                return;
            }
            onThread(() -> node.answer(stream.remote(), question))
                    .thenCompose(answer -> answer.isPresent()
                            ? stream.write(MessageReader.framed(answer.get().toBytes()))
                            : CompletableFuture.completedFuture(null))
                    .whenComplete((done, fault) -> {
                        if (fault == null) {
                            hear(reader, stream);
                        } else {
                            LOG.debug("{} could not be answered: {}", stream.remote(), fault.toString());
                            stream.reset();
                        }
                    });
        });
    }

    private <T> CompletionStage<T> onThread(Supplier<T> task) {
        return CompletableFuture.supplyAsync(task, thread);
    }

    // ---- asking

    private final class Streams implements KadNode.Caller {

        @Override
        public CompletionStage<KadMessage> ask(PeerAddresses peer, KadMessage question) {
            return with(peer, stream -> stream.write(MessageReader.framed(question.toBytes()))
                    .thenCompose(done -> stream.closeWrite())
                    .thenCompose(done -> new MessageReader(stream, KadMessage.MAX_BYTES).next())
                    .thenApply(bytes -> read(peer.peer(), question, bytes)));
        }

        private KadMessage read(PeerId from, KadMessage question, Optional<byte[]> bytes) {
            try {
                KadMessage answer = KadMessage.fromBytes(
                        bytes.orElseThrow(() -> new NetworkException(Reason.BROKEN, from + " gives no answer")));
                if (answer.type() != question.type()) {
                    throw new NetworkException(
                            Reason.BROKEN, from + " answers " + answer.type() + " to " + question.type());
                }
                return answer;
            } catch (DecodeException e) {
                throw new NetworkException(Reason.BROKEN, from + " gives a malformed answer: " + e.getMessage());
            }
        }

        @Override
        public CompletionStage<Void> tell(PeerAddresses peer, KadMessage message) {
            return with(peer, stream -> stream.write(MessageReader.framed(message.toBytes()))
                    .thenCompose(done -> stream.closeWrite())
                    // A peer that has taken the message ends its direction, or breaks the stream off as js-libp2p does.
                    .thenCompose(done -> stream.read().handle((end, broken) -> null)));
        }

        /** Never looks for a peer whose addresses are not known: that would be another question of the same kind. */
        private <T> CompletionStage<T> with(PeerAddresses peer, Function<Stream, CompletionStage<T>> talk) {
            PeerId id = peer.peer();
            host.learn(id, peer.addresses(), KEEP);
            if (host.find(id)
                    .filter(view -> view.connected() || !view.addresses().isEmpty())
                    .isEmpty()) {
                return CompletableFuture.failedFuture(
                        new NetworkException(Reason.UNKNOWN_PEER, "no address of " + id + " is known"));
            }
            CompletableFuture<T> result = new CompletableFuture<>();
            AtomicReference<Stream> open = new AtomicReference<>();
            Registration limit = time.after(
                    PATIENCE,
                    () -> result.completeExceptionally(
                            new NetworkException(Reason.OUT_OF_TIME, id + " did not answer within " + PATIENCE)));
            host.dial(id, List.of(settings.protocol()))
                    .thenCompose(stream -> {
                        open.set(stream);
                        if (result.isDone()) {
                            throw new NetworkException(Reason.OUT_OF_TIME, "too late");
                        }
                        return talk.apply(stream);
                    })
                    .whenComplete((value, failure) -> {
                        if (failure != null) {
                            result.completeExceptionally(failure);
                        } else {
                            result.complete(value);
                        }
                    });
            return result.whenComplete((value, failure) -> {
                limit.close();
                Stream stream = open.get();
                if (stream != null && failure != null) {
                    stream.reset();
                } else if (stream != null) {
                    stream.close();
                }
            });
        }

        @Override
        public List<Multiaddr> own() {
            return host.addresses();
        }

        @Override
        public List<Multiaddr> known(PeerId peer) {
            return host.find(peer).map(view -> view.addresses()).orElse(List.of());
        }
    }

    // ---- for the application

    @Override
    public CompletionStage<Integer> provide(Cid content) {
        return onThread(() -> node.provide(content.multihash())).thenCompose(Function.identity());
    }

    @Override
    public boolean withdraw(Cid content) {
        return node.withdraw(content.multihash());
    }

    @Override
    public CompletionStage<List<PeerAddresses>> findProviders(Cid content, int most) {
        if (most < 1) {
            throw new IllegalArgumentException("at least one provider is looked for, not " + most);
        }
        return onThread(() -> node.findProviders(content.multihash(), most))
                .thenCompose(Function.identity())
                .thenApply(found -> {
                    found.forEach(one -> host.learn(one.peer(), one.addresses(), KEEP));
                    return found;
                });
    }

    @Override
    public CompletionStage<Optional<PeerAddresses>> findPeer(PeerId peer) {
        return onThread(() -> node.findPeer(peer))
                .thenCompose(Function.identity())
                .thenApply(found -> {
                    found.ifPresent(one -> host.learn(one.peer(), one.addresses(), KEEP));
                    return found;
                });
    }

    @Override
    public void close() {
        registrations.forEach(Registration::close);
        thread.execute(node::close);
    }
}
