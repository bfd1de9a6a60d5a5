package io.fondaco.market.arfleet.internal.client;

import io.fondaco.deal.Waker;
import io.fondaco.model.Registration;

/** What an assignment may ask of the world. */
public interface AssignmentSteps {

    /**
     * Counts replicas, opens placements that were chosen and are not there yet, chooses providers for what is missing, and
     * looks after the deals that run. Says what it found, and whenever that changes.
     */
    Registration tend(Assignment assignment, Waker<AssignmentEvent> waker);
}
