package io.fondaco.deal;

import io.fondaco.model.Registration;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * What a waiting state does on entry, so that whatever it waits for finds it: typically a chain watch. It is done again
 * after a restart, after {@code deal:retry}, and after any event of the deal could not be stored. It must not block, must
 * survive being done again, and must find out what has happened already: an event that was lost is not sent again by
 * anybody else.
 */
@ConsumerType
@FunctionalInterface
public interface Wake<W, R, E> {

    /**
     * Begins to listen.
     *
     * @return what the engine closes when the deal leaves the state or is woken anew; never null
     * @throws Exception when it cannot: it is tried again with growing pauses, and the deal shows why
     */
    Registration wake(W world, R deal, Waker<E> waker) throws Exception;

    /** For a wake that leaves nothing behind to be closed. */
    Registration NOTHING = () -> {};
}
