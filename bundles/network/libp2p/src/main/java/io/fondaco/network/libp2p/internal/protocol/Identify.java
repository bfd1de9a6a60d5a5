package io.fondaco.network.libp2p.internal.protocol;

import io.fondaco.codec.DecodeException;
import io.fondaco.codec.pb.ProtoReader;
import io.fondaco.codec.pb.ProtoWriter;
import io.fondaco.model.InvalidValueException;
import io.fondaco.model.PeerId;
import io.fondaco.network.MessageReader;
import io.fondaco.network.Multiaddr;
import io.fondaco.network.NetworkException;
import io.fondaco.network.NetworkException.Reason;
import io.fondaco.network.Protocol;
import io.fondaco.network.Stream;
import io.fondaco.network.libp2p.internal.host.Connection;
import io.fondaco.network.libp2p.internal.host.Libp2pHost;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Peers tell each other who they are, where they listen and what they speak; and again when that changes.
 *
 * <p>Source: libp2p/specs, identify: {@code /ipfs/id/1.0.0} and {@code /ipfs/id/push/1.0.0}.
 */
public final class Identify {

    public static final String ID = "/ipfs/id/1.0.0";
    public static final String PUSH = "/ipfs/id/push/1.0.0";

    /** What this program calls itself. */
    static final String AGENT = "fondaco/0.1.0";

    static final int MAX_MESSAGE = 64 << 10;
    static final int MAX_ADDRESSES = 64;
    static final int MAX_PROTOCOLS = 512;

    private static final String VERSION = "ipfs/0.1.0";
    private static final Duration IDLE = Duration.ofSeconds(30);
    private static final Duration SETTLE = Duration.ofMillis(200);
    private static final Logger LOG = LoggerFactory.getLogger(Identify.class);

    /**
     * What a peer says of itself.
     *
     * @param publicKey as a libp2p protobuf, empty when left out
     * @param observed where it sees us, when it says so
     */
    public record Card(
            byte[] publicKey,
            List<Multiaddr> addresses,
            List<String> protocols,
            Optional<Multiaddr> observed,
            String version,
            String agent) {

        byte[] toBytes() {
            ProtoWriter out = new ProtoWriter(512);
            out.writeBytesField(1, publicKey);
            addresses.forEach(address -> out.writeBytesField(2, address.toBytes()));
            protocols.forEach(protocol -> out.writeBytesField(3, protocol.getBytes(StandardCharsets.UTF_8)));
            observed.ifPresent(address -> out.writeBytesField(4, address.toBytes()));
            out.writeBytesField(5, version.getBytes(StandardCharsets.UTF_8));
            out.writeBytesField(6, agent.getBytes(StandardCharsets.UTF_8));
            return out.toBytes();
        }

        /**
         * Reads a card; addresses of kinds nobody here knows are left out.
         *
         * @throws DecodeException when it is malformed or says too much
         */
        static Card fromBytes(byte[] bytes) {
            ProtoReader in = new ProtoReader(bytes, 0, bytes.length);
            byte[] key = {};
            List<Multiaddr> addresses = new ArrayList<>();
            List<String> protocols = new ArrayList<>();
            Optional<Multiaddr> observed = Optional.empty();
            String version = "";
            String agent = "";
            while (in.hasMore()) {
                int field = in.readField();
                if (field < 1 || field > 6) {
                    in.skip();
                    continue;
                }
                in.expect(ProtoReader.BYTES);
                switch (field) {
                    case 1 -> key = in.readBytes();
                    case 2 -> address(in.readBytes()).ifPresent(addresses::add);
                    case 3 -> protocols.add(in.readText());
                    case 4 -> observed = address(in.readBytes());
                    case 5 -> version = in.readText();
                    default -> agent = in.readText();
                }
                if (addresses.size() > MAX_ADDRESSES || protocols.size() > MAX_PROTOCOLS) {
                    throw DecodeException.malformed(
                            in.offset(),
                            "a peer has at most " + MAX_ADDRESSES + " addresses and " + MAX_PROTOCOLS + " protocols");
                }
            }
            return new Card(key, List.copyOf(addresses), List.copyOf(protocols), observed, version, printable(agent));
        }

        private static Optional<Multiaddr> address(byte[] bytes) {
            try {
                return Optional.of(Multiaddr.fromBytes(bytes));
            } catch (InvalidValueException unknown) {
                return Optional.empty();
            }
        }

        /** It is shown on terminals: no control characters, not endless. */
        private static String printable(String text) {
            String clean = text.replaceAll("\\p{Cntrl}", "?");
            return clean.length() > 128 ? clean.substring(0, 128) : clean;
        }
    }

    private final Libp2pHost host;
    private final AtomicBoolean pushing = new AtomicBoolean();

    public Identify(Libp2pHost host) {
        this.host = host;
    }

    /** Answers both protocols. */
    public void answer() {
        host.answer(new Protocol(ID, MAX_MESSAGE, IDLE), this::tell);
        host.answer(
                new Protocol(PUSH, MAX_MESSAGE, IDLE), stream -> hear(stream).whenComplete((card, failure) -> {
                    if (failure != null) {
                        LOG.debug("{} pushed no card: {}", stream.remote(), failure.toString());
                    }
                }));
    }

    private Card own() {
        return new Card(host.publicKey(), host.addresses(), host.protocols(), Optional.empty(), VERSION, AGENT);
    }

    private void tell(Stream stream) {
        stream.write(MessageReader.framed(own().toBytes())).whenComplete((done, failure) -> stream.close());
    }

    /** Asks the peer of a connection. */
    public CompletionStage<Card> ask(Connection connection) {
        return connection.open(List.of(ID)).thenCompose(this::hear);
    }

    private CompletionStage<Card> hear(Stream stream) {
        return new MessageReader(stream, MAX_MESSAGE).next().thenApply(message -> {
            stream.close();
            PeerId remote = stream.remote();
            Card card;
            try {
                card = Card.fromBytes(message.orElseThrow(
                        () -> new NetworkException(Reason.BROKEN, remote + " sent no identify message")));
            } catch (DecodeException e) {
                throw new NetworkException(
                        Reason.BROKEN, remote + " sent a malformed identify message: " + e.getMessage());
            }
            if (card.publicKey().length > 0
                    && !PeerId.fromPublicKey(card.publicKey()).equals(remote)) {
                throw new NetworkException(Reason.BROKEN, remote + " identifies itself with another's key");
            }
            host.identified(remote, card);
            return card;
        });
    }

    /** Tells all connected peers, once for changes that come close together. */
    public void changed() {
        if (pushing.compareAndSet(false, true)) {
            CompletableFuture.delayedExecutor(SETTLE.toMillis(), TimeUnit.MILLISECONDS)
                    .execute(this::push);
        }
    }

    private void push() {
        pushing.set(false);
        byte[] card = own().toBytes();
        for (Connection connection : host.onePerPeer()) {
            connection.open(List.of(PUSH)).whenComplete((stream, failure) -> {
                if (failure == null) {
                    stream.write(MessageReader.framed(card)).whenComplete((done, cut) -> stream.close());
                }
            });
        }
    }
}
