package io.fondaco.console.shell.internal;

import io.fondaco.chain.Chain;
import io.fondaco.deal.DealView;
import io.fondaco.deal.Deals;
import io.fondaco.model.TokenAmount;
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

    private static final int WIDTH = 14;

    @Argument(name = "deal", description = "Its id, or the beginning of it", required = true)
    @Completion(DealIdCompleter.class)
    String deal;

    @Reference
    Deals deals;

    @Reference
    Chain chain;

    @Override
    DealView ask() {
        return deals.find(deal);
    }

    @Override
    void show(DealView found, PrintStream out) {
        out.println(found.id());
        out.println("  side      " + found.market());
        out.println("  state     " + found.state() + ", for " + Spans.since(found.since()) + " (since "
                + time(found.since()) + ")");
        out.println("  opened    " + time(found.opened()) + ", " + found.version() + " events");
        Spans.end(found, chain).ifPresent(end -> out.println("  deal ends " + Spans.until(end)));
        found.deadline().ifPresent(deadline -> out.println("  deadline  " + Spans.until(deadline) + ", of this state"));
        found.fault()
                .ifPresent(fault -> out.println("  held up   by "
                        + fault.blame().name().toLowerCase(Locale.ROOT) + ": " + fault.sentence() + " ("
                        + found.attempts() + " attempts)"));
        new TreeMap<>(found.facets()).forEach((name, value) -> out.println("  " + padded(name) + " " + shown(value)));
    }

    private static String padded(String name) {
        return name + " ".repeat(Math.max(0, WIDTH - name.length()));
    }

    /** Amounts are kept in FIL, of which most prices are a tiny part. */
    private static String shown(String value) {
        return value.endsWith(" FIL") ? TokenAmount.parse(value).toDisplay() : value;
    }
}
