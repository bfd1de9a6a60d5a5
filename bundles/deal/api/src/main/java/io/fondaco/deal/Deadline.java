package io.fondaco.deal;

import java.time.Duration;
import java.time.Instant;
import org.osgi.annotation.versioning.ConsumerType;

/** Until when a state may last. */
@ConsumerType
@FunctionalInterface
public interface Deadline<R> {

    /**
     * @param deal the record
     * @param since when the deal entered the state
     */
    Instant of(R deal, Instant since);

    /** A fixed time after the state was entered. */
    static <R> Deadline<R> after(Duration duration) {
        return (deal, since) -> since.plus(duration);
    }
}
