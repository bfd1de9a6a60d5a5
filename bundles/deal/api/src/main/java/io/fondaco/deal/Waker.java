package io.fondaco.deal;

import java.util.function.Consumer;
import org.osgi.annotation.versioning.ProviderType;

/**
 * How what a waiting deal listens to reaches it: from any thread, now or later. Once the deal has left the state, or has
 * been woken anew, what is said here means nothing.
 */
@ProviderType
public interface Waker<E> extends Consumer<E> {

    /** Sends an event to the deal. */
    @Override
    void accept(E event);

    /**
     * Says that what is waited for cannot be learned now. The deal shows it and is woken again: with growing pauses after
     * {@link Fault.Next#AGAIN} and {@link Fault.Next#LATER}, at {@code deal:retry} after {@link Fault.Next#ASK};
     * {@link Fault.Next#END} ends the wait as its deadline would.
     */
    void fault(Fault fault);
}
