package io.fondaco.network.libp2p.internal.host;

import io.fondaco.crypto.PeerPublicKey;
import java.util.Optional;

/**
 * What a security protocol has found out. Fired as a user event through the pipeline once a connection is secured.
 *
 * @param protocol e.g. {@code /noise}
 * @param remote the peer's key; it has proven to hold it
 * @param muxer the stream multiplexer, when the handshake agreed on one
 */
public record Secured(String protocol, PeerPublicKey remote, Optional<String> muxer) {}
