package io.fondaco.console.shell.internal;

import io.fondaco.deal.Deals;
import io.fondaco.deal.TableView;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.apache.karaf.shell.api.action.Argument;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.Completion;
import org.apache.karaf.shell.api.action.lifecycle.Reference;
import org.apache.karaf.shell.api.action.lifecycle.Service;

/** {@code deal:table}. */
@Service
@Command(
        scope = "deal",
        name = "table",
        description = "Show the table a market side is written in. Example: deal:table storage.client")
public final class DealTableCommand extends HouseCommand<List<TableView>> {

    @Argument(name = "table", description = "Which, such as storage.client; all names when left out")
    @Completion(TableCompleter.class)
    String table;

    @Reference
    Deals deals;

    @Override
    List<TableView> ask() {
        List<TableView> found = deals.tables().stream()
                .filter(each -> table == null || each.name().equals(table))
                .toList();
        if (table != null && found.isEmpty()) {
            throw new IllegalArgumentException("No table " + table + " runs; there are "
                    + deals.tables().stream().map(TableView::name).collect(Collectors.joining(", ")));
        }
        return found;
    }

    @Override
    void show(List<TableView> found, PrintStream out) {
        if (table == null) {
            found.forEach(each -> out.println(each.name() + ": " + each.states().size() + " states, "
                    + each.rows().size() + " rows"));
            return;
        }
        TableView one = found.get(0);
        List<List<?>> rows = new ArrayList<>();
        one.rows().forEach(row -> rows.add(List.of(row.from(), row.event(), row.to(), row.note())));
        table(out, "No rows", List.of("In", "When", "Then", "Note"), rows);
        out.println();
        List<List<?>> states = new ArrayList<>();
        one.states().forEach(state -> states.add(List.of(state.name(), state.kind(), state.what())));
        table(out, "No states", List.of("State", "", "What"), states);
    }
}
