package io.fondaco.chain.node.internal.pool;

import io.fondaco.chain.message.SignedMessage;

/**
 * Sends messages to the other nodes. It may be lost on the way: the pool announces its own messages again until they are on
 * the chain. Called without a lock; it must not wait for the network.
 */
@FunctionalInterface
public interface Announcer {
    void announce(SignedMessage message);
}
