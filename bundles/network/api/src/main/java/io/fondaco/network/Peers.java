package io.fondaco.network;

import io.fondaco.model.PeerId;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import org.osgi.annotation.versioning.ConsumerType;

/** The peers a host knows: where they are, what they speak, whether they are connected. */
@ConsumerType
public interface Peers {

    /**
     * Remembers where a peer can be reached.
     *
     * @param addresses with or without the peer at their end; those of another peer are refused
     * @param keep for how long; forgotten afterwards unless it is learnt again
     * @throws IllegalArgumentException when an address ends with another peer
     */
    void learn(PeerId peer, Collection<Multiaddr> addresses, Duration keep);

    /** What is known of a peer. */
    Optional<PeerView> find(PeerId peer);

    /** Connected peers first, then those whose addresses are known. */
    List<PeerView> list();

    /**
     * Connects to a peer unless it is connected already.
     *
     * @return exceptionally a {@link NetworkException}: unknown peer, refused, out of time, or another peer answered
     */
    CompletionStage<PeerView> connect(PeerId peer);

    /** Ends all connections with a peer. False when there was none. */
    boolean disconnect(PeerId peer);

    /** How long a peer takes to answer one ping. */
    CompletionStage<Duration> ping(PeerId peer);

    /**
     * Measures how fast bytes move to and from a peer that answers {@code /perf/1.0.0}, on a stream of its own.
     *
     * @param up bytes sent to the peer, at most 10 GiB
     * @param down bytes the peer sends back afterwards, at most 10 GiB
     * @return exceptionally a {@link NetworkException}, refused while another measurement with the peer is under way
     * @throws IllegalArgumentException for more bytes, or fewer than 0
     */
    CompletionStage<Speed> measure(PeerId peer, long up, long down);

    /**
     * What {@link #measure} found.
     *
     * @param up from the first byte sent until the peer has taken all of them
     * @param down from the first byte that came back to the last
     */
    record Speed(Duration up, Duration down) {}

    /** What this host holds for peers, what it may hold, and what it refused because of that. */
    List<Limit> limits();

    /**
     * A ceiling.
     *
     * @param scope what it is for: {@code system}, {@code peer ...}, {@code protocol ...}
     * @param resource what is counted: {@code connections in}, {@code streams out}, {@code memory} in bytes and so on
     * @param held now
     * @param ceiling the most, {@link Long#MAX_VALUE} for no limit of its own
     * @param refused how often more was asked for
     */
    record Limit(String scope, String resource, long held, long ceiling, long refused) {}
}
