package io.fondaco.console.shell.internal;

import io.fondaco.deal.DealQuery;
import io.fondaco.deal.DealView;
import io.fondaco.deal.Deals;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.Completion;
import org.apache.karaf.shell.api.action.Option;
import org.apache.karaf.shell.api.action.lifecycle.Reference;
import org.apache.karaf.shell.api.action.lifecycle.Service;

/** {@code deal:list}. */
@Service
@Command(
        scope = "deal",
        name = "list",
        description = "List deals, the newest first. Example: deal:list --open --party alice")
public final class DealList extends HouseCommand<List<DealView>> {

    @Option(name = "--state", description = "Only in this state, such as Active")
    @Completion(StateCompleter.class)
    String state;

    @Option(name = "--party", description = "Only of this party")
    @Completion(PartyCompleter.class)
    String party;

    @Option(name = "--market", description = "Only of this table, such as storage.client")
    @Completion(TableCompleter.class)
    String market;

    @Option(name = "--open", description = "Only those under way")
    boolean open;

    @Option(name = "--limit", description = "How many at most, 1 to 500")
    int limit = 50;

    @Reference
    Deals deals;

    @Override
    List<DealView> ask() {
        known(state);
        Map<String, String> where = new HashMap<>();
        put(where, "state", state);
        put(where, "party", party);
        put(where, "market", market);
        put(where, "open", open ? "true" : null);
        return deals.list(new DealQuery(where, Optional.empty(), limit)).items();
    }

    /** A state no deal is ever in is a typing error, which an empty list would hide. */
    private void known(String wanted) {
        Set<String> states = new TreeSet<>();
        deals.tables().forEach(table -> table.states().forEach(each -> states.add(each.name())));
        if (wanted != null && !states.isEmpty() && !states.contains(wanted)) {
            throw new IllegalArgumentException(
                    "No deal is ever '" + wanted + "'; the states are " + String.join(", ", states));
        }
    }

    private static void put(Map<String, String> where, String facet, String value) {
        if (value != null) {
            where.put(facet, value);
        }
    }

    @Override
    void show(List<DealView> found, PrintStream out) {
        List<List<?>> rows = new ArrayList<>();
        for (DealView deal : found) {
            rows.add(List.of(
                    id(deal.id()),
                    deal.id().party(),
                    deal.market(),
                    deal.facets().getOrDefault("provider", ""),
                    deal.state() + (deal.fault().isPresent() ? " (held up)" : ""),
                    Spans.since(deal.since())));
        }
        table(out, "No deals", List.of("Deal", "Party", "Side", "Provider", "State", "For"), rows);
    }
}
