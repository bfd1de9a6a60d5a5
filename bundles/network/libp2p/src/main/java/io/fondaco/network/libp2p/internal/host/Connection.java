package io.fondaco.network.libp2p.internal.host;

import io.fondaco.model.PeerId;
import io.fondaco.network.Multiaddr;
import io.fondaco.network.NetworkException;
import io.fondaco.network.NetworkException.Reason;
import io.fondaco.network.PeerView;
import io.fondaco.network.Stream;
import io.fondaco.network.libp2p.internal.limits.StreamLease;
import io.fondaco.network.libp2p.internal.negotiate.Negotiation;
import io.fondaco.network.libp2p.internal.yamux.YamuxSession;
import io.fondaco.network.libp2p.internal.yamux.YamuxStream;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A secured connection with a peer, ready to carry streams. */
public final class Connection {

    private static final Logger LOG = LoggerFactory.getLogger(Connection.class);

    private final PeerId remote;
    private final Multiaddr address;
    private final boolean dialled;
    private final String security;
    private final Answers answers;
    private final Duration patience;
    private final Duration idle;
    private YamuxSession session;

    Connection(
            PeerId remote,
            Multiaddr address,
            boolean dialled,
            String security,
            Answers answers,
            Duration patience,
            Duration idle) {
        this.remote = remote;
        this.address = address;
        this.dialled = dialled;
        this.security = security;
        this.answers = answers;
        this.patience = patience;
        this.idle = idle;
    }

    void carriedBy(YamuxSession muxer) {
        session = muxer;
    }

    public PeerId remote() {
        return remote;
    }

    public Multiaddr address() {
        return address;
    }

    public boolean dialled() {
        return dialled;
    }

    PeerView.Connection view() {
        return new PeerView.Connection(
                address, dialled, security, YamuxSession.ID, session.streams(), session.roundTrip());
    }

    /** Opens a stream for the first protocol the peer speaks. */
    public CompletionStage<Stream> open(List<String> protocols) {
        return open(protocols, idle);
    }

    /** The same for a stream that may be silent for another while than most. */
    public CompletionStage<Stream> open(List<String> protocols, Duration silence) {
        return session.open().thenCompose(stream -> propose(stream, protocols, silence));
    }

    private CompletionStage<Stream> propose(YamuxStream stream, List<String> protocols, Duration silence) {
        Negotiation negotiation = Negotiation.proposing(protocols);
        CompletableFuture<Stream> result = new CompletableFuture<>();
        negotiate(stream, negotiation)
                .orTimeout(patience.toMillis(), TimeUnit.MILLISECONDS)
                .whenComplete((name, failure) -> {
                    if (failure != null) {
                        stream.reset();
                        result.completeExceptionally(
                                failure instanceof NetworkException
                                        ? failure
                                        : new NetworkException(
                                                Reason.OUT_OF_TIME,
                                                remote + " did not agree on " + protocols + " within " + patience));
                    } else if (!((StreamLease) stream.lease()).forProtocol(name)) {
                        stream.reset();
                        result.completeExceptionally(new NetworkException(
                                Reason.REFUSED, "the limit of streams for " + name + " is reached; see net:limits"));
                    } else {
                        stream.agreed(name, silence);
                        result.complete(stream);
                    }
                });
        return result;
    }

    /** A stream the peer has opened. */
    void opened(YamuxStream stream) {
        negotiate(stream, Negotiation.offering(answers::speaks))
                .orTimeout(patience.toMillis(), TimeUnit.MILLISECONDS)
                .whenComplete((name, failure) -> {
                    Optional<Answers.Answer> answer = failure == null ? answers.find(name) : Optional.empty();
                    if (answer.isEmpty() || !((StreamLease) stream.lease()).forProtocol(name)) {
                        stream.reset();
                        return;
                    }
                    stream.agreed(name, answer.get().protocol().idle());
                    try {
                        answer.get().handler().opened(stream);
                    } catch (RuntimeException e) {
                        LOG.warn("{} from {} could not be answered", name, remote, e);
                        stream.reset();
                    }
                });
    }

    private static CompletableFuture<String> negotiate(YamuxStream stream, Negotiation negotiation) {
        CompletableFuture<String> result = new CompletableFuture<>();
        byte[] first = negotiation.begin();
        if (first.length > 0) {
            stream.write(ByteBuffer.wrap(first));
        }
        step(stream, negotiation, result);
        return result;
    }

    private static void step(YamuxStream stream, Negotiation negotiation, CompletableFuture<String> result) {
        stream.read().whenComplete((bytes, failure) -> {
            if (failure != null) {
                result.completeExceptionally(failure);
            } else if (bytes.isEmpty()) {
                result.completeExceptionally(
                        new NetworkException(Reason.BROKEN, "the peer ended the stream before agreeing on a protocol"));
            } else {
                try {
                    step(stream, negotiation, result, bytes.get());
                } catch (NetworkException e) {
                    result.completeExceptionally(e);
                }
            }
        });
    }

    private static void step(
            YamuxStream stream, Negotiation negotiation, CompletableFuture<String> result, ByteBuffer in) {
        byte[] answer = negotiation.feed(in);
        stream.unread(in);
        CompletionStage<Void> sent =
                answer.length == 0 ? CompletableFuture.completedFuture(null) : stream.write(ByteBuffer.wrap(answer));
        sent.whenComplete((done, failure) -> {
            if (failure != null) {
                result.completeExceptionally(failure);
            } else if (negotiation.agreed().isPresent()) {
                result.complete(negotiation.agreed().get());
            } else {
                step(stream, negotiation, result);
            }
        });
    }

    void close() {
        session.close();
    }

    @Override
    public String toString() {
        return (dialled ? "to " : "from ") + remote + " at " + address + " by " + security;
    }
}
