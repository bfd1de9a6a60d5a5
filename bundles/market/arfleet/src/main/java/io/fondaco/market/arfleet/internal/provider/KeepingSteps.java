package io.fondaco.market.arfleet.internal.provider;

import io.fondaco.deal.Outcome;
import io.fondaco.deal.Waker;
import io.fondaco.model.Registration;

/** What a replica may ask of the world. */
public interface KeepingSteps {

    /** Waits for the client's chunks; learns when it calls the deal off meanwhile: Failed. */
    Registration hope(Keeping keeping, Waker<KeepingEvent> waker) throws Exception;

    /** Binds the provider to the deal and puts up its collateral, each once: Activated when the deal is. */
    Outcome<KeepingEvent> bind(Keeping keeping) throws Exception;

    /** Shows what the deal asks for in every period, until it is over. */
    Registration show(Keeping keeping, Waker<KeepingEvent> waker) throws Exception;
}
