package io.fondaco.network.libp2p.internal.host;

import io.fondaco.model.PeerId;

/** Told on a network thread who comes and goes. Must be quick. */
public interface PeerWatcher {

    /** The peer has said what it speaks: after the first connection, and whenever that changes. */
    void identified(PeerId peer);

    /** The last connection with the peer is gone. */
    void gone(PeerId peer);
}
