package io.fondaco.deal;

import org.osgi.annotation.versioning.ConsumerType;

/**
 * What a deal does on entering a state. Runs on a worker of the engine, may block up to the state's limit, is
 * interrupted after it, and may run twice for the same deal and state: after a restart, or after a fault.
 *
 * @param <W> the world: an interface of what this side of this market may ask for
 */
@ConsumerType
@FunctionalInterface
public interface Step<W, R, E> {

    Outcome<E> take(W world, R deal) throws Exception;
}
