package io.fondaco.network;

import io.fondaco.model.PeerId;
import io.fondaco.model.Registration;
import java.util.List;
import java.util.concurrent.CompletionStage;
import org.osgi.annotation.versioning.ConsumerType;

/** One party on the network. */
@ConsumerType
public interface Host extends AutoCloseable {

    PeerId id();

    /** Where it can be reached, without the peer id. */
    List<Multiaddr> addresses();

    /**
     * Opens a stream for the first of these protocols that the peer speaks. Connects first when there is no connection,
     * to the addresses {@link #peers} knows.
     *
     * @param protocols ids, the preferred first, not empty
     * @return exceptionally a {@link NetworkException}: unknown peer, no common protocol, refused, out of time
     */
    CompletionStage<Stream> dial(PeerId peer, List<String> protocols);

    /**
     * Answers a protocol. The handler runs on a network thread and must not block.
     *
     * @throws IllegalStateException when the protocol is answered already
     */
    Registration answer(Protocol protocol, StreamHandler handler);

    /** Whom this host knows. */
    Peers peers();

    /** Messages to everybody who listens to a topic. */
    PubSub pubSub();

    /** Finds contents and peers. */
    Routing routing();

    @Override
    void close();
}
