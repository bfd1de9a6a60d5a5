package io.fondaco.deal;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Finds the holes in a table before a deal falls into one. */
final class TableCheck {

    private TableCheck() {}

    static <S extends Enum<S>, E, R extends Record, W> List<String> holes(TableBuilder<S, E, R, W> t) {
        List<String> holes = new ArrayList<>();
        if (t.start == null) {
            return List.of("no state to begin in");
        }
        if (!t.events.isSealed()) {
            return List.of(t.events.getName() + " is not sealed: its events cannot be counted");
        }
        twoRowsForOne(t, holes);
        rowsOutOfPlace(t, holes);
        states(t, holes);
        Set<S> reachable = reachable(t);
        for (S s : t.stances.keySet()) {
            if (!reachable.contains(s)) {
                holes.add("state " + s + " cannot be reached");
            }
        }
        Set<S> ending = ending(t);
        for (S s : reachable) {
            if (!ending.contains(s)) {
                holes.add("state " + s + " cannot end");
            }
        }
        for (Class<?> event : t.events.getPermittedSubclasses()) {
            if (!event.isRecord()) {
                holes.add("event " + event.getSimpleName() + " is not a record");
            }
            if (t.rows.stream().noneMatch(r -> r.event() == event)) {
                holes.add("event " + event.getSimpleName() + " has no row");
            }
        }
        restart(t, holes);
        return holes;
    }

    private static <S extends Enum<S>, E, R extends Record, W> void twoRowsForOne(
            TableBuilder<S, E, R, W> t, List<String> holes) {
        Set<String> seen = new HashSet<>();
        for (Row<S, E, R> row : t.rows) {
            String key = row.from().map(Enum::name).orElse("anywhere") + " / "
                    + row.event().getSimpleName();
            if (!seen.add(key)) {
                holes.add("two rows for " + key);
            }
        }
    }

    private static <S extends Enum<S>, E, R extends Record, W> void rowsOutOfPlace(
            TableBuilder<S, E, R, W> t, List<String> holes) {
        for (Row<S, E, R> row : t.rows) {
            row.from().ifPresent(s -> {
                if (t.stances.get(s) instanceof Stance.Ends) {
                    holes.add(
                            "final state " + s + " has a row for " + row.event().getSimpleName());
                }
                if (t.elsewhere.containsKey(s)) {
                    holes.add("state " + s + " is never entered, yet has a row");
                }
            });
            row.to().ifPresent(s -> {
                if (t.elsewhere.containsKey(s)) {
                    holes.add("state " + s + " is said to be never entered, yet "
                            + row.event().getSimpleName() + " leads there");
                }
            });
        }
    }

    private static <S extends Enum<S>, E, R extends Record, W> void states(
            TableBuilder<S, E, R, W> t, List<String> holes) {
        for (S s : t.states.getEnumConstants()) {
            boolean described = t.stances.containsKey(s) || s == t.start;
            boolean elsewhere = t.elsewhere.containsKey(s);
            if (!described && !elsewhere) {
                holes.add("open state " + s + " neither does anything nor waits");
            }
            if (described && elsewhere) {
                holes.add("state " + s + " is described and said to be never entered");
            }
        }
    }

    private static <S extends Enum<S>, E, R extends Record, W> Set<S> reachable(TableBuilder<S, E, R, W> t) {
        Set<S> seen = EnumSet.of(t.start);
        Deque<S> todo = new ArrayDeque<>(seen);
        while (!todo.isEmpty()) {
            for (S next : exits(t, todo.poll())) {
                if (seen.add(next)) {
                    todo.add(next);
                }
            }
        }
        return seen;
    }

    private static <S extends Enum<S>, E, R extends Record, W> Set<S> ending(TableBuilder<S, E, R, W> t) {
        Set<S> good = EnumSet.noneOf(t.states);
        t.stances.forEach((s, stance) -> {
            if (stance instanceof Stance.Ends) {
                good.add(s);
            }
        });
        boolean grown = true;
        while (grown) {
            grown = false;
            for (S s : t.states.getEnumConstants()) {
                if (!good.contains(s) && exits(t, s).stream().anyMatch(good::contains)) {
                    grown = good.add(s);
                }
            }
        }
        return good;
    }

    private static <S extends Enum<S>, E, R extends Record, W> Set<S> exits(TableBuilder<S, E, R, W> t, S state) {
        Set<S> exits = EnumSet.noneOf(t.states);
        if (t.stances.get(state) instanceof Stance.Ends) {
            return exits;
        }
        Map<Class<?>, Row<S, E, R>> own = t.byState().getOrDefault(state, Map.of());
        own.values().forEach(r -> r.to().ifPresent(exits::add));
        // Before its first event a deal is not stored: rows that hold anywhere begin to hold with the second.
        if (state != t.start) {
            t.rowsAnywhere().forEach((event, r) -> {
                if (!own.containsKey(event)) {
                    r.to().ifPresent(exits::add);
                }
            });
        }
        return exits;
    }

    private static <S extends Enum<S>, E, R extends Record, W> void restart(
            TableBuilder<S, E, R, W> t, List<String> holes) {
        if (t.restart == null) {
            return;
        }
        Class<?> event = restartEvent(t);
        if (event == null) {
            holes.add("the restart event must be named Restart");
            return;
        }
        boolean anywhere = t.rowsAnywhere().containsKey(event);
        for (S s : t.stances.keySet()) {
            boolean open = !(t.stances.get(s) instanceof Stance.Ends);
            if (open && !anywhere && !t.byState().getOrDefault(s, Map.of()).containsKey(event)) {
                holes.add("state " + s + " has no way on after a restart");
            }
        }
    }

    private static Class<?> restartEvent(TableBuilder<?, ?, ?, ?> t) {
        for (Class<?> event : t.events.getPermittedSubclasses()) {
            if (event.getSimpleName().equals("Restart")) {
                return event;
            }
        }
        return null;
    }
}
