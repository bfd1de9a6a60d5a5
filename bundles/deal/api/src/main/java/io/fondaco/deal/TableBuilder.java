package io.fondaco.deal;

import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.Function;

/**
 * Writes a {@link DealTable}: rows first, the happy path straight down, the ways out below; then what is done in each
 * state. {@link #build} refuses a table with holes.
 */
public final class TableBuilder<S extends Enum<S>, E, R extends Record, W> {

    final String name;
    final Class<S> states;
    final Class<E> events;
    final Class<R> record;
    final List<Row<S, E, R>> rows = new ArrayList<>();
    final Map<S, Stance<E, R, W>> stances;
    final List<String> faults = new ArrayList<>();
    final Map<S, String> elsewhere;
    S start;
    Function<R, Map<String, String>> facets = r -> Map.of();
    Function<R, E> restart;
    BiFunction<R, String, E> cancel;

    TableBuilder(String name, Class<S> states, Class<E> events, Class<R> record) {
        this.name = name;
        this.states = states;
        this.events = events;
        this.record = record;
        this.stances = new EnumMap<>(states);
        this.elsewhere = new EnumMap<>(states);
    }

    /** The state before the first event. */
    public TableBuilder<S, E, R, W> begins(S state) {
        start = state;
        return this;
    }

    /** What lists show and filter by. */
    public TableBuilder<S, E, R, W> shows(Function<R, Map<String, String>> facets) {
        this.facets = facets;
        return this;
    }

    /** The event every open deal gets after a restart; then every open state needs a row for it. */
    public TableBuilder<S, E, R, W> restartsWith(Function<R, E> event) {
        this.restart = event;
        return this;
    }

    /** The event a person's cancel raises. */
    public TableBuilder<S, E, R, W> cancelsWith(BiFunction<R, String, E> event) {
        this.cancel = event;
        return this;
    }

    /** Rows for these states. */
    @SafeVarargs
    public final In in(S... from) {
        return new In(List.of(from));
    }

    /** Rows for every open state that has none of its own for the event. */
    public In anywhere() {
        return new In(List.of());
    }

    /** States of the enum this side never enters, and why they are there at all. */
    @SafeVarargs
    public final TableBuilder<S, E, R, W> never(String why, S... state) {
        for (S s : state) {
            elsewhere.put(s, why);
        }
        return this;
    }

    /** A final state. */
    public TableBuilder<S, E, R, W> ends(S state, Stance.Ending ending, String what, String next) {
        return stance(state, new Stance.Ends<>(what, next, ending));
    }

    /** A state in which the deal does a step. */
    public TableBuilder<S, E, R, W> does(
            S state,
            String what,
            String next,
            Step<W, R, E> step,
            Duration limit,
            Retry retry,
            Deadline<R> patience,
            BiFunction<R, Fault, E> giveUp) {
        return stance(state, new Stance.Does<>(what, next, step, limit, retry, patience, giveUp));
    }

    /** A state in which the deal waits, with nothing to do on entry. */
    public TableBuilder<S, E, R, W> waits(
            S state, String what, String next, Deadline<R> deadline, Function<R, E> late) {
        return stance(state, new Stance.Waits<>(what, next, deadline, late, Optional.empty()));
    }

    /** A state in which the deal waits, woken on entry and after a restart. */
    public TableBuilder<S, E, R, W> waits(
            S state, String what, String next, Deadline<R> deadline, Function<R, E> late, Wake<W, R, E> wake) {
        return stance(state, new Stance.Waits<>(what, next, deadline, late, Optional.of(wake)));
    }

    private TableBuilder<S, E, R, W> stance(S state, Stance<E, R, W> stance) {
        if (stances.put(state, stance) != null) {
            faults.add("state " + state + " is described twice");
        }
        if (stance.what().isBlank() || stance.next().isBlank()) {
            faults.add("state " + state + " lacks a sentence");
        }
        return this;
    }

    /** @throws TableFault naming every hole */
    public DealTable<S, E, R, W> build() {
        List<String> all = new ArrayList<>(faults);
        all.addAll(TableCheck.holes(this));
        if (!all.isEmpty()) {
            throw new TableFault(name, all);
        }
        return new DealTable<>(this);
    }

    Map<S, Map<Class<?>, Row<S, E, R>>> byState() {
        Map<S, Map<Class<?>, Row<S, E, R>>> map = new EnumMap<>(states);
        for (Row<S, E, R> row : rows) {
            row.from()
                    .ifPresent(s -> map.computeIfAbsent(s, x -> new HashMap<>()).put(row.event(), row));
        }
        return map;
    }

    Map<Class<?>, Row<S, E, R>> rowsAnywhere() {
        Map<Class<?>, Row<S, E, R>> map = new HashMap<>();
        for (Row<S, E, R> row : rows) {
            if (row.from().isEmpty()) {
                map.put(row.event(), row);
            }
        }
        return map;
    }

    /** The states a row is for. */
    public final class In {
        private final List<S> from;

        private In(List<S> from) {
            this.from = from;
        }

        /** When this happens. */
        public <X extends E> When<X> when(Class<X> event) {
            return new When<>(from, event);
        }
    }

    /** The event a row is for. */
    public final class When<X extends E> {
        private final List<S> from;
        private final Class<X> event;

        private When(List<S> from, Class<X> event) {
            this.from = from;
            this.event = event;
        }

        /** Then the deal goes there. */
        public Then<X> then(S to) {
            return new Then<>(from, event, Optional.of(to), Optional.empty());
        }

        /** Then the deal stays and nothing is done: the event is only recorded. */
        public Then<X> stays() {
            return new Then<>(from, event, Optional.empty(), Optional.empty());
        }

        /** Then the deal stays and enters its state again, after a pause. */
        public Then<X> again(Duration pause) {
            return new Then<>(from, event, Optional.empty(), Optional.of(pause));
        }
    }

    /** What a row leads to; ends with {@link #remember} or {@link #asIs}. */
    public final class Then<X extends E> {
        private final List<S> from;
        private final Class<X> event;
        private final Optional<S> to;
        private final Optional<Duration> act;
        private String note = "";

        private Then(List<S> from, Class<X> event, Optional<S> to, Optional<Duration> act) {
            this.from = from;
            this.event = event;
            this.to = to;
            this.act = act;
        }

        /** What is worth knowing about this row, e.g. where it mends the reference. */
        public Then<X> because(String why) {
            note = why;
            return this;
        }

        /** And remember so: a pure function of the record and the event. */
        public TableBuilder<S, E, R, W> remember(BiFunction<R, X, R> fold) {
            BiFunction<R, E, R> cast = (r, e) -> fold.apply(r, event.cast(e));
            if (from.isEmpty()) {
                rows.add(new Row<>(Optional.empty(), event, to, act, cast, note));
            }
            for (S s : from) {
                rows.add(new Row<>(Optional.of(s), event, to, act, cast, note));
            }
            return TableBuilder.this;
        }

        /** And there is nothing to remember. */
        public TableBuilder<S, E, R, W> asIs() {
            return remember((r, e) -> r);
        }
    }
}
