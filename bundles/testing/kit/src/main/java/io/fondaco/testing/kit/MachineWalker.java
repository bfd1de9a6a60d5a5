package io.fondaco.testing.kit;

import io.fondaco.deal.DealTable;
import io.fondaco.deal.Fault;
import io.fondaco.deal.Row;
import io.fondaco.deal.Stance;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * Walks a table through every row from every state and looks for what no single test would find: a deadline or a giving
 * up that leads nowhere, a fold that throws or forgets to be pure, a restart without a way on, an event that breaks the
 * machine when it comes late or twice.
 */
public final class MachineWalker<S extends Enum<S>, E, R extends Record, W> {

    private final DealTable<S, E, R, W> table;
    private final R record;
    private final Function<Class<?>, E> sample;
    private final Instant now;

    /**
     * @param record a deal as it is opened
     * @param sample makes an event of a kind
     */
    public MachineWalker(DealTable<S, E, R, W> table, R record, Function<Class<?>, E> sample, Instant now) {
        this.table = table;
        this.record = record;
        this.sample = sample;
        this.now = now;
    }

    /** Everything that is wrong, one sentence each; empty when nothing is. */
    public List<String> faults() {
        List<String> faults = new ArrayList<>();
        Map<S, R> reached = reach(faults);
        reached.forEach((state, deal) -> {
            everyEvent(state, deal, faults);
            wayOn(state, deal, faults);
            restart(state, deal, faults);
        });
        for (S state : table.states().getEnumConstants()) {
            if (table.stance(state).isPresent() && !reached.containsKey(state)) {
                faults.add("walking never came to " + state);
            }
        }
        return faults;
    }

    /** Every state that can be reached, with the record as it is the first time. */
    private Map<S, R> reach(List<String> faults) {
        Map<S, R> reached = new EnumMap<>(table.states());
        Deque<S> todo = new ArrayDeque<>();
        reached.put(table.start(), record);
        todo.add(table.start());
        boolean back = false;
        while (!todo.isEmpty()) {
            S state = todo.poll();
            for (Class<?> event : table.events().getPermittedSubclasses()) {
                Optional<Row<S, E, R>> row = table.row(state, event);
                if (row.isEmpty() || row.get().to().isEmpty()) {
                    continue;
                }
                // Begun in a state that it also does something in.
                back |= row.get().to().get() == table.start();
                S to = row.get().to().get();
                R after = fold(state, row.get(), reached.get(state), event, faults);
                if (after != null && reached.putIfAbsent(to, after) == null) {
                    todo.add(to);
                }
            }
        }
        if (!back) {
            reached.remove(table.start());
        }
        return reached;
    }

    private R fold(S state, Row<S, E, R> row, R before, Class<?> event, List<String> faults) {
        try {
            E e = sample.apply(event);
            R once = row.remember().apply(before, e);
            if (once == null) {
                faults.add(state + " / " + event.getSimpleName() + " remembers nothing");
            } else if (!once.equals(row.remember().apply(before, e))) {
                faults.add(state + " / " + event.getSimpleName() + " remembers differently the second time");
            }
            return once;
        } catch (RuntimeException broken) {
            faults.add(state + " / " + event.getSimpleName() + " cannot be remembered: " + broken);
            return null;
        }
    }

    /** Each event once and at once again: late and duplicate events must find a row or mean nothing, never break. */
    private void everyEvent(S state, R deal, List<String> faults) {
        for (Class<?> event : table.events().getPermittedSubclasses()) {
            Optional<Row<S, E, R>> row = table.row(state, event);
            if (row.isEmpty()) {
                continue;
            }
            R after = fold(state, row.get(), deal, event, faults);
            S to = row.get().to().orElse(state);
            if (after != null) {
                table.row(to, event).ifPresent(again -> fold(to, again, after, event, faults));
                facets(state, after, faults);
            }
        }
    }

    private void facets(S state, R deal, List<String> faults) {
        try {
            table.facets(deal).forEach((k, v) -> {
                if (v == null || v.length() > 400) {
                    faults.add(state + ": facet " + k + " is not fit to be stored");
                }
            });
        } catch (RuntimeException broken) {
            faults.add(state + ": facets cannot be made: " + broken);
        }
    }

    /** Time alone must end every state. */
    private void wayOn(S state, R deal, List<String> faults) {
        Stance<E, R, W> stance = table.stance(state).orElse(null);
        if (stance instanceof Stance.Does<E, R, W> does) {
            if (does.patience().of(deal, now) == null) {
                faults.add(state + " has no end to its patience");
            }
            for (Fault.Next next : Fault.Next.values()) {
                leads(state, does.giveUp().apply(deal, new Fault(Fault.Blame.US, next, "a test")), "giving up", faults);
            }
            if (does.limit().isZero() || does.limit().isNegative()) {
                faults.add(state + " gives its step no time");
            }
        } else if (stance instanceof Stance.Waits<E, R, W> waits) {
            if (waits.deadline().of(deal, now) == null) {
                faults.add(state + " waits for ever");
            }
            leads(state, waits.late().apply(deal), "its deadline", faults);
        }
    }

    private void leads(S state, E event, String what, List<String> faults) {
        Optional<Row<S, E, R>> row = table.row(state, event.getClass());
        if (row.isEmpty()) {
            faults.add(state + ": " + what + " raises " + event.getClass().getSimpleName()
                    + ", which means nothing there");
        } else if (row.get().to().isEmpty() || row.get().to().get() == state) {
            faults.add(state + ": " + what + " raises " + event.getClass().getSimpleName() + ", which leads nowhere");
        }
    }

    /** A restart must leave a state that is acted on or waited in, and not end a deal that could go on. */
    private void restart(S state, R deal, List<String> faults) {
        if (table.isFinal(state) || table.restart().isEmpty()) {
            return;
        }
        E event = table.restart().get().apply(deal);
        Optional<Row<S, E, R>> row = table.row(state, event.getClass());
        if (row.isEmpty()) {
            faults.add(state + " has no way on after a restart");
            return;
        }
        S to = row.get().to().orElse(state);
        if (table.stance(to).isEmpty()) {
            faults.add(state + " restarts into " + to + ", where nothing is done");
        } else if (table.isFinal(to)) {
            faults.add(state + " ends in " + to + " because of a restart");
        }
    }
}
