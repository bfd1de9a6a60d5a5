package io.fondaco.deal.engine;

import io.fondaco.model.DealId;
import org.osgi.annotation.versioning.ConsumerType;

/** Looks on at named points of the engine's work. Fault tests stop the process there; a node uses {@link #NONE}. */
@ConsumerType
@FunctionalInterface
public interface Probe {

    /** Nobody looks. */
    Probe NONE = (point, deal, event) -> {};

    /** Where the engine is. */
    enum Point {
        /** The event is known, nothing is stored. */
        BEFORE_APPEND,
        /** The event is durable, nobody has been told. */
        AFTER_APPEND,
        /** The step has run, its events are not stored. */
        AFTER_STEP
    }

    /** @param event the event's name, or the state's after a step */
    void at(Point point, DealId deal, String event);
}
