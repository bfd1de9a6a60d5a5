package io.fondaco.network;

import io.fondaco.model.PeerId;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * A peer as lists show it.
 *
 * @param addresses where it says it can be reached, without the peer id
 * @param protocols what it says it speaks; empty until it has said so
 * @param agent the program it says it is, empty until it has said so
 * @param connections open ones, none when it is not connected
 */
public record PeerView(
        PeerId id, List<Multiaddr> addresses, List<String> protocols, String agent, List<Connection> connections) {

    /**
     * A connection.
     *
     * @param remote the address at its other end
     * @param dialled whether this host began it
     * @param security the protocol that secures it, e.g. {@code /noise}
     * @param muxer the protocol that carries its streams, e.g. {@code /yamux/1.0.0}
     * @param streams how many are open
     * @param roundTrip measured last, empty before the first answer
     */
    public record Connection(
            Multiaddr remote,
            boolean dialled,
            String security,
            String muxer,
            int streams,
            Optional<Duration> roundTrip) {}

    public boolean connected() {
        return !connections.isEmpty();
    }
}
