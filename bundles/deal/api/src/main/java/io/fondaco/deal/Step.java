package io.fondaco.deal;

import org.osgi.annotation.versioning.ConsumerType;

/**
 * What a deal does on entering a state. Runs on a worker of the engine, may block up to the state's limit, is
 * interrupted after it, and may run twice for the same deal and state: after a restart, after a fault, after
 * {@code deal:retry}.
 *
 * <p>Never beside another step or wake of its deal. When the deal leaves the state, gives it up at the end of its
 * patience or is told to try again, a step that still runs is interrupted and what comes of it is dropped; the next one
 * begins when it has returned. A step that does not heed interrupts therefore holds its deal up.
 *
 * @param <W> the world: an interface of what this side of this market may ask for
 */
@ConsumerType
@FunctionalInterface
public interface Step<W, R, E> {

    Outcome<E> take(W world, R deal) throws Exception;
}
