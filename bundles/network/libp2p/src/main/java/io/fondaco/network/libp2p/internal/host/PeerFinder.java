package io.fondaco.network.libp2p.internal.host;

import io.fondaco.model.PeerId;
import io.fondaco.network.Multiaddr;
import java.util.List;
import java.util.concurrent.CompletionStage;

/** Looks for a peer's addresses where the peer book has none. */
@FunctionalInterface
public interface PeerFinder {

    /** Addresses without the peer id; empty when nobody knows. */
    CompletionStage<List<Multiaddr>> find(PeerId peer);
}
