package io.fondaco.network;

import org.osgi.annotation.versioning.ConsumerType;

/** Takes a stream a peer has opened. Whoever takes it closes or resets it. */
@ConsumerType
@FunctionalInterface
public interface StreamHandler {

    void opened(Stream stream);
}
