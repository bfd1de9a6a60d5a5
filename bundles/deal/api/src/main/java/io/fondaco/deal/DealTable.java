package io.fondaco.deal;

import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.Function;

/**
 * One side of one market, whole: in which state, when what happens, then what, and what is remembered; and for every
 * state what the deal does there or waits for. Immutable; made by {@link TableBuilder}, which refuses tables with holes.
 *
 * @param <S> the states
 * @param <E> the events: a sealed interface whose permitted classes are records
 * @param <R> the record: what is remembered, a Java record of values
 * @param <W> the world: what the steps may ask for
 */
public final class DealTable<S extends Enum<S>, E, R extends Record, W> {

    private final String name;
    private final Class<S> states;
    private final Class<E> events;
    private final Class<R> record;
    private final S start;
    private final List<Row<S, E, R>> rows;
    private final Map<S, Map<Class<?>, Row<S, E, R>>> byState;
    private final Map<Class<?>, Row<S, E, R>> anywhere;
    private final Map<S, Stance<E, R, W>> stances;
    private final Function<R, Map<String, String>> facets;
    private final Optional<Function<R, E>> restart;
    private final Optional<BiFunction<R, String, E>> cancel;

    DealTable(TableBuilder<S, E, R, W> b) {
        this.name = b.name;
        this.states = b.states;
        this.events = b.events;
        this.record = b.record;
        this.start = b.start;
        this.rows = List.copyOf(b.rows);
        this.byState = b.byState();
        this.anywhere = b.rowsAnywhere();
        this.stances = new EnumMap<>(b.stances);
        this.facets = b.facets;
        this.restart = Optional.ofNullable(b.restart);
        this.cancel = Optional.ofNullable(b.cancel);
    }

    /**
     * Begins a table.
     *
     * @param name {@code market.side}, e.g. {@code storage.client}
     */
    public static <S extends Enum<S>, E, R extends Record, W> TableBuilder<S, E, R, W> named(
            String name, Class<S> states, Class<E> events, Class<R> record, Class<W> world) {
        Objects.requireNonNull(world, "world");
        return new TableBuilder<>(name, states, events, record);
    }

    public String name() {
        return name;
    }

    public Class<S> states() {
        return states;
    }

    public Class<E> events() {
        return events;
    }

    public Class<R> record() {
        return record;
    }

    /** The state before the first event. */
    public S start() {
        return start;
    }

    /** All rows in the order they were written. */
    public List<Row<S, E, R>> rows() {
        return rows;
    }

    /** What a deal does in this state; empty for states this side never enters. */
    public Optional<Stance<E, R, W>> stance(S state) {
        return Optional.ofNullable(stances.get(state));
    }

    /** Whether a deal in this state is over. */
    public boolean isFinal(S state) {
        return stances.get(state) instanceof Stance.Ends;
    }

    /** The row that answers an event in a state: the state's own, else the one that holds anywhere; none when final. */
    public Optional<Row<S, E, R>> row(S state, Class<?> event) {
        if (isFinal(state)) {
            return Optional.empty();
        }
        Row<S, E, R> own = byState.getOrDefault(state, Map.of()).get(event);
        return Optional.ofNullable(own != null ? own : anywhere.get(event));
    }

    /** What lists may show of a deal and filter by. Keys are stable names such as {@code client} or {@code pieceCid}. */
    public Map<String, String> facets(R deal) {
        return facets.apply(deal);
    }

    /** The event every open deal gets after a restart, if this table has one. */
    public Optional<Function<R, E>> restart() {
        return restart;
    }

    /** The event a person's cancel raises, given the reason; legal only in states with a row for it. */
    public Optional<BiFunction<R, String, E>> cancel() {
        return cancel;
    }

    @Override
    public String toString() {
        return name;
    }
}
