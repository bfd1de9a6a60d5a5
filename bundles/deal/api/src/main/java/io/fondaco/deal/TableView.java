package io.fondaco.deal;

import java.util.List;

/** A table for reading: what {@code deal:table} prints and docs show. */
public record TableView(String name, String begins, List<RowView> rows, List<StateView> states) {

    public TableView {
        rows = List.copyOf(rows);
        states = List.copyOf(states);
    }

    /**
     * @param from the state, or {@code any}
     * @param to the state after, {@code stays} or {@code again}
     */
    public record RowView(String from, String event, String to, String note) {}

    /**
     * @param kind {@code does}, {@code waits} or {@code ends}
     */
    public record StateView(String name, String kind, String what, String next) {}

    /** The readable form of a table. */
    public static <S extends Enum<S>, E, R extends Record, W> TableView of(DealTable<S, E, R, W> table) {
        List<RowView> rows = table.rows().stream()
                .map(r -> new RowView(
                        r.from().map(StateNames::of).orElse("any"),
                        r.event().getSimpleName(),
                        r.to().map(StateNames::of).orElse(r.onlyRecords() ? "stays" : "again"),
                        r.note()))
                .toList();
        List<StateView> states = List.of(table.states().getEnumConstants()).stream()
                .flatMap(s -> table.stance(s).stream()
                        .map(st -> new StateView(StateNames.of(s), kind(st), st.what(), st.next())))
                .toList();
        return new TableView(table.name(), StateNames.of(table.start()), rows, states);
    }

    private static String kind(Stance<?, ?, ?> stance) {
        if (stance instanceof Stance.Does) {
            return "does";
        }
        return stance instanceof Stance.Waits ? "waits" : "ends";
    }
}
