package io.fondaco.network.libp2p.internal.gossip;

/** What a message must carry. All hosts of a topic keep the same one. Source: libp2p/specs, pubsub, message signing. */
public enum SignaturePolicy {
    /** Author, number and signature, all checked before anybody sees the message. */
    STRICT_SIGN,
    /** None of the three. */
    STRICT_NO_SIGN
}
