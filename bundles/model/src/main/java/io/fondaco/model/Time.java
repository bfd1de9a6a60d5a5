package io.fondaco.model;

import java.time.Duration;
import java.time.Instant;

/** The time, and alarms. Handed in wherever time matters, so that tests can turn it by hand. */
public interface Time {

    Instant now();

    /**
     * Runs something once, not before {@code when}; at once when that has passed. What runs must be quick. Closing the
     * registration takes it back if it has not run.
     */
    Registration at(Instant when, Runnable then);

    /** Runs something once after a while. */
    default Registration after(Duration pause, Runnable then) {
        return at(now().plus(pause), then);
    }
}
