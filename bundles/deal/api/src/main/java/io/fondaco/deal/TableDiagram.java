package io.fondaco.deal;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeSet;

/** Draws a table as a Mermaid state diagram. The same table always gives the same text. */
public final class TableDiagram {

    private TableDiagram() {}

    public static String mermaid(TableView table) {
        StringBuilder out = new StringBuilder("stateDiagram-v2\n");
        out.append("    [*] --> ").append(table.begins()).append('\n');
        Map<String, TreeSet<String>> arrows = new LinkedHashMap<>();
        for (TableView.RowView row : table.rows()) {
            if (row.to().equals("stays") || row.from().equals("any")) {
                continue;
            }
            String to = row.to().equals("again") ? row.from() : row.to();
            arrows.computeIfAbsent(row.from() + " --> " + to, x -> new TreeSet<>())
                    .add(row.event());
        }
        arrows.forEach((arrow, events) -> out.append("    ")
                .append(arrow)
                .append(" : ")
                .append(String.join(", ", events))
                .append('\n'));
        for (TableView.StateView state : table.states()) {
            if (state.kind().equals("ends")) {
                out.append("    ").append(state.name()).append(" --> [*]\n");
            }
        }
        table.rows().stream()
                .filter(r -> r.from().equals("any") && !r.to().equals("stays"))
                .forEach(r -> out.append("    %% from any open state: ")
                        .append(r.event())
                        .append(" to ")
                        .append(r.to())
                        .append('\n'));
        return out.toString();
    }
}
