package io.fondaco.deal;

import java.time.Duration;
import java.util.Optional;
import java.util.function.BiFunction;

/**
 * One line of a table: in this state, when this event, then that, and remember so.
 *
 * @param from the state, empty for a row that holds in every open state without a row of its own for the event
 * @param to where the deal goes; empty when it stays
 * @param act for a row that stays: after which pause the state is entered again, empty when nothing is done
 * @param note what is worth knowing about this row, e.g. where it differs from the reference; may be empty
 */
public record Row<S extends Enum<S>, E, R>(
        Optional<S> from,
        Class<? extends E> event,
        Optional<S> to,
        Optional<Duration> act,
        BiFunction<R, E, R> remember,
        String note) {

    /** Whether this row only records: no new state, nothing done. */
    public boolean onlyRecords() {
        return to.isEmpty() && act.isEmpty();
    }
}
