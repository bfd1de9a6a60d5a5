package io.fondaco.deal;

import org.osgi.annotation.versioning.ConsumerType;

/** Told after a deal's event is durable. Called in order per deal, from an engine thread: must be quick. */
@ConsumerType
@FunctionalInterface
public interface DealListener {

    void changed(DealView deal, DealHistory event);
}
