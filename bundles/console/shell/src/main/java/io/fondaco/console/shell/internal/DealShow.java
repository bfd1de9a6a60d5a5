package io.fondaco.console.shell.internal;

import io.fondaco.deal.DealView;
import io.fondaco.deal.Deals;
import java.io.PrintStream;
import java.util.Locale;
import java.util.TreeMap;
import org.apache.karaf.shell.api.action.Argument;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.Completion;
import org.apache.karaf.shell.api.action.lifecycle.Reference;
import org.apache.karaf.shell.api.action.lifecycle.Service;

/** {@code deal:show}. */
@Service
@Command(scope = "deal", name = "show", description = "Show everything about a deal. Example: deal:show bafyreig6")
public final class DealShow extends HouseCommand<DealView> {

    @Argument(name = "deal", description = "Its id, or the beginning of it", required = true)
    @Completion(DealIdCompleter.class)
    String deal;

    @Reference
    Deals deals;

    @Override
    DealView ask() {
        return deals.find(deal);
    }

    @Override
    void show(DealView found, PrintStream out) {
        out.println(found.id());
        out.println("  side      " + found.market());
        out.println("  state     " + found.state() + ", for " + Spans.since(found.since()) + " (since " + found.since()
                + ")");
        out.println("  opened    " + found.opened() + ", " + found.version() + " events");
        found.deadline().ifPresent(deadline -> out.println("  deadline  " + deadline));
        found.fault()
                .ifPresent(fault -> out.println("  held up   by "
                        + fault.blame().name().toLowerCase(Locale.ROOT) + ": " + fault.sentence() + " ("
                        + found.attempts() + " attempts)"));
        new TreeMap<>(found.facets()).forEach((name, value) -> out.println("  " + name + "  " + value));
    }
}
