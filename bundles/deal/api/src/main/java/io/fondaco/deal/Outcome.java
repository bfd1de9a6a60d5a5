package io.fondaco.deal;

import java.util.List;
import java.util.Objects;

/** What a step came to: events to raise, in order, or a fault. An exception instead means nobody planned this. */
public sealed interface Outcome<E> {

    /** The step is done; these happened. Never empty. */
    record Raised<E>(List<E> events) implements Outcome<E> {
        public Raised {
            events = List.copyOf(events);
            if (events.isEmpty()) {
                throw new IllegalArgumentException("a step that is done raises at least one event");
            }
        }
    }

    /** The step did not get there. */
    record Faulted<E>(Fault fault) implements Outcome<E> {
        public Faulted {
            Objects.requireNonNull(fault, "fault");
        }
    }

    @SafeVarargs
    static <E> Outcome<E> raise(E... events) {
        return new Raised<>(List.of(events));
    }

    static <E> Outcome<E> fault(Fault fault) {
        return new Faulted<>(fault);
    }
}
