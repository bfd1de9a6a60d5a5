package io.fondaco.console.shell.internal;

import io.fondaco.deal.DealHistory;
import io.fondaco.deal.DealQuery;
import io.fondaco.deal.Deals;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import org.apache.karaf.shell.api.action.Argument;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.Completion;
import org.apache.karaf.shell.api.action.Option;
import org.apache.karaf.shell.api.action.lifecycle.Reference;
import org.apache.karaf.shell.api.action.lifecycle.Service;

/** {@code deal:history}. */
@Service
@Command(
        scope = "deal",
        name = "history",
        description = "List everything that happened to a deal. Example: deal:history --limit 20 bafyreig6")
public final class DealHistoryCommand extends HouseCommand<List<DealHistory>> {

    @Argument(name = "deal", description = "Its id, or the beginning of it", required = true)
    @Completion(DealIdCompleter.class)
    String deal;

    @Option(name = "--after", description = "Only events after this number")
    long after;

    @Option(name = "--limit", description = "How many at most, 1 to 500")
    int limit = 200;

    @Reference
    Deals deals;

    @Override
    List<DealHistory> ask() {
        if (limit < 1 || limit > DealQuery.MOST) {
            throw new IllegalArgumentException("--limit must be from 1 to " + DealQuery.MOST + ", it was " + limit);
        }
        return deals.history(deals.find(deal).id(), after, limit);
    }

    @Override
    void show(List<DealHistory> events, PrintStream out) {
        // Where it came from is where the line above has got to: on a terminal there is no room to say it twice.
        List<String> headings =
                interactive() ? List.of("No", "At", "Event", "To") : List.of("No", "At", "Event", "From", "To");
        List<List<?>> rows = new ArrayList<>();
        for (DealHistory event : events) {
            rows.add(
                    interactive()
                            ? List.of(event.seq(), time(event.at()), event.event(), event.to())
                            : List.of(event.seq(), event.at(), event.event(), event.from(), event.to()));
        }
        table(out, "Nothing after that", headings, rows);
    }
}
