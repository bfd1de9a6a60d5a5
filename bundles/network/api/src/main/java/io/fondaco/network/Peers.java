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
}
