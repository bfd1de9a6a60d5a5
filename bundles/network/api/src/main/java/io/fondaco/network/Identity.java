package io.fondaco.network;

import io.fondaco.model.PeerId;
import org.osgi.annotation.versioning.ConsumerType;

/** Who a host is, and the proof of it. */
@ConsumerType
public interface Identity {

    PeerId peerId();

    /** The public key as a libp2p protobuf. */
    byte[] publicKey();

    /** Signs with the identity's key, by the key type's libp2p rules. */
    byte[] sign(byte[] message);
}
