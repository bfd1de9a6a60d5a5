package io.fondaco.console.shell.internal;

import io.fondaco.deal.Deals;
import io.fondaco.deal.Explanation;
import java.io.PrintStream;
import java.time.Duration;
import java.time.Instant;
import org.apache.karaf.shell.api.action.Argument;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.Completion;
import org.apache.karaf.shell.api.action.lifecycle.Reference;
import org.apache.karaf.shell.api.action.lifecycle.Service;

/** {@code deal:explain}. */
@Service
@Command(
        scope = "deal",
        name = "explain",
        description = "Why is a deal where it is, until when, and what can be done. Example: deal:explain bafyreig6")
public final class DealExplain extends HouseCommand<Explanation> {

    @Argument(name = "deal", description = "Its id, or the beginning of it", required = true)
    @Completion(DealIdCompleter.class)
    String deal;

    @Reference
    Deals deals;

    @Override
    Explanation ask() {
        return deals.explain(deals.find(deal).id());
    }

    @Override
    void show(Explanation told, PrintStream out) {
        out.println(told.id());
        out.println("  state     " + told.state() + ", for " + Spans.since(told.since()));
        out.println("            " + told.waitingFor());
        told.deadline()
                .ifPresent(deadline -> out.println(
                        "  deadline  " + deadline + ", in " + Spans.text(Duration.between(Instant.now(), deadline))));
        out.println("  next      " + told.nextAction());
    }
}
