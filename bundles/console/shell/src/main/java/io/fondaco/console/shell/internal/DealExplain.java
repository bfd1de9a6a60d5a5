package io.fondaco.console.shell.internal;

import io.fondaco.chain.Chain;
import io.fondaco.deal.DealView;
import io.fondaco.deal.Deals;
import io.fondaco.deal.Explanation;
import io.fondaco.model.DealId;
import java.io.PrintStream;
import java.time.Instant;
import java.util.Optional;
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
public final class DealExplain extends HouseCommand<DealExplain.Told> {

    /**
     * The answer.
     *
     * @param deadline when the deal leaves this state by itself, if it does
     * @param end when the deal ends by its own terms, if its market shows that
     */
    public record Told(
            DealId id,
            String market,
            String state,
            Instant since,
            String waitingFor,
            Optional<Instant> deadline,
            String nextAction,
            Optional<Instant> end) {}

    @Argument(name = "deal", description = "Its id, or the beginning of it", required = true)
    @Completion(DealIdCompleter.class)
    String deal;

    @Reference
    Deals deals;

    @Reference
    Chain chain;

    @Override
    Told ask() {
        DealView found = deals.find(deal);
        Explanation why = deals.explain(found.id());
        return new Told(
                why.id(),
                why.market(),
                why.state(),
                why.since(),
                why.waitingFor(),
                why.deadline(),
                why.nextAction(),
                Spans.end(found, chain));
    }

    @Override
    void show(Told told, PrintStream out) {
        out.println(told.id());
        out.println("  state     " + told.state() + ", for " + Spans.since(told.since()));
        sentence(out, "            ", told.waitingFor());
        told.end().ifPresent(end -> out.println("  deal ends " + Spans.until(end)));
        // What comes after the deal's end is the chain's time to settle it, and says nothing about the data.
        told.deadline()
                .filter(deadline ->
                        told.end().isEmpty() || deadline.isBefore(told.end().get()))
                .ifPresent(deadline -> out.println("  deadline  " + Spans.until(deadline)));
        sentence(out, "  next      ", told.nextAction());
    }
}
