package io.fondaco.network;

import io.fondaco.model.PeerId;
import java.util.List;

/**
 * Where a peer can be reached.
 *
 * @param addresses without the peer id; empty when they are not known, or not needed to reach it
 */
public record PeerAddresses(PeerId peer, List<Multiaddr> addresses) {

    public PeerAddresses {
        addresses = List.copyOf(addresses);
    }
}
