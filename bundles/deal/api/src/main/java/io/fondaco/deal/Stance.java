package io.fondaco.deal;

import java.time.Duration;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.Function;

/** What a deal does while it is in a state: something, nothing but wait, or no more at all. */
public sealed interface Stance<E, R, W> {

    /** One sentence for people: what is going on, completing "This deal ...". */
    String what();

    /** One sentence for people: what happens next, or what they can do. */
    String next();

    /**
     * The deal does a step.
     *
     * @param limit how long one attempt may take
     * @param retry how faults are tried again
     * @param patience how long the state may last in all, parked time included; then it gives up
     * @param giveUp the event that says so
     */
    record Does<E, R, W>(
            String what,
            String next,
            Step<W, R, E> step,
            Duration limit,
            Retry retry,
            Deadline<R> patience,
            BiFunction<R, Fault, E> giveUp)
            implements Stance<E, R, W> {}

    /**
     * The deal waits for an event from outside.
     *
     * @param deadline until when
     * @param late the event raised at the deadline
     * @param wake what is done so that the event can find the deal; without one an event that could not be stored is
     *     lost unless its sender sends it again
     */
    record Waits<E, R, W>(
            String what, String next, Deadline<R> deadline, Function<R, E> late, Optional<Wake<W, R, E>> wake)
            implements Stance<E, R, W> {}

    /** The deal is over. */
    record Ends<E, R, W>(String what, String next, Ending ending) implements Stance<E, R, W> {}

    /** How a deal ended. */
    enum Ending {
        SUCCEEDED,
        FAILED
    }
}
