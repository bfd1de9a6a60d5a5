package io.fondaco.deal;

import java.util.function.Consumer;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * What a waiting state does on entry and again after a restart, so that whatever it waits for can still find it:
 * typically a chain watch. Must not block and must survive being called twice for the same deal.
 */
@ConsumerType
@FunctionalInterface
public interface Wake<W, R, E> {

    /** @param raise sends an event to this deal, from any thread, now or later */
    void wake(W world, R deal, Consumer<E> raise) throws Exception;
}
