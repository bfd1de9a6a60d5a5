package io.fondaco.gateway.local.internal;

import io.fondaco.deal.TableView;
import io.fondaco.model.Cid;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/** By what deals are picked. A value that no deal can have is refused: an empty list would hide the typing error. */
final class DealFilter {

    private static final Set<String> NAMES = Set.of(
            "market", "state", "party", "open", "client", "provider", "payloadCid", "pieceCid", "transfer", "verified");
    private static final Set<String> TRUTH = Set.of("true", "false");

    private DealFilter() {}

    /** The filter as the index takes it; CIDs in whatever form become the one that is stored. */
    static Map<String, String> of(Map<String, String> wanted, List<TableView> tables) {
        return wanted.entrySet().stream()
                .collect(Collectors.toMap(Map.Entry::getKey, each -> value(each.getKey(), each.getValue(), tables)));
    }

    private static String value(String name, String value, List<TableView> tables) {
        switch (name) {
            case "state" -> known(value, states(tables, table -> true));
            case "market" -> {
                TreeSet<String> markets = new TreeSet<>();
                tables.forEach(table -> markets.add(table.name()));
                if (!markets.isEmpty() && !markets.contains(value)) {
                    throw new IllegalArgumentException(
                            "No side of a market is '" + value + "'; there are " + String.join(", ", markets));
                }
            }
            case "open", "verified" -> {
                if (!TRUTH.contains(value)) {
                    throw new IllegalArgumentException("'" + name + "' is true or false, not " + value);
                }
            }
            case "payloadCid", "pieceCid" -> {
                return cid(value).toString();
            }
            default -> {
                if (!NAMES.contains(name)) {
                    throw new IllegalArgumentException("Deals cannot be filtered by '" + name + "'; they can by "
                            + String.join(", ", new TreeSet<>(NAMES)));
                }
            }
        }
        return value;
    }

    /** The states of some tables, by name. */
    static Set<String> states(List<TableView> tables, Predicate<TableView> which) {
        TreeSet<String> states = new TreeSet<>();
        tables.stream().filter(which).forEach(table -> table.states().forEach(state -> states.add(state.name())));
        return states;
    }

    /** Refuses a state no deal is ever in. While no market runs nobody knows the states, and none is refused. */
    static void known(String state, Set<String> states) {
        if (!states.isEmpty() && !states.contains(state)) {
            throw new IllegalArgumentException(
                    "No deal is ever '" + state + "'; the states are " + String.join(", ", states));
        }
    }

    static Cid cid(String text) {
        try {
            return Cid.parse(text);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(
                    "'" + text + "' is not a CID (" + e.getMessage() + "); fondaco deals --json shows those there are",
                    e);
        }
    }
}
