package io.fondaco.console.shell.internal;

import io.fondaco.deal.DealView;
import io.fondaco.deal.Deals;
import io.fondaco.model.DealId;
import io.fondaco.model.Registration;
import java.io.PrintStream;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.apache.karaf.shell.api.action.Argument;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.Completion;
import org.apache.karaf.shell.api.action.lifecycle.Reference;
import org.apache.karaf.shell.api.action.lifecycle.Service;

/** {@code deal:watch}. */
@Service
@Command(
        scope = "deal",
        name = "watch",
        description =
                "Show every change of a deal until it is over, or of all deals; Ctrl-C ends it. Example: deal:watch bafyreig6")
public final class DealWatch extends HouseCommand<List<DealWatch.Change>> {

    /**
     * One change as it is printed.
     *
     * @param deal whose
     */
    public record Change(DealId deal, Instant at, String event, String from, String to) {}

    @Argument(name = "deal", description = "Its id, or the beginning of it; all deals when left out")
    @Completion(DealIdCompleter.class)
    String deal;

    @Reference
    Deals deals;

    @Override
    List<Change> ask() throws InterruptedException {
        DealView watched = deal == null ? null : deals.find(deal);
        if (watched == null && scripted()) {
            throw new IllegalArgumentException("A script must name the deal: watching all of them never ends");
        }
        List<Change> seen = new ArrayList<>();
        BlockingQueue<Map.Entry<DealView, Change>> news = new LinkedBlockingQueue<>();
        try (Registration listening = deals.watch((view, event) -> {
            if (watched == null || view.id().equals(watched.id())) {
                news.add(Map.entry(view, new Change(view.id(), event.at(), event.event(), event.from(), event.to())));
            }
        })) {
            // Again, now that nothing can be missed.
            boolean open =
                    watched == null || deals.find(watched.id().toString()).open();
            while (open) {
                Map.Entry<DealView, Change> next = news.take();
                Change change = next.getValue();
                if (scripted() || json) {
                    seen.add(change);
                } else {
                    System.out.println(change.at() + "  " + id(change.deal()) + "  " + change.event() + ": "
                            + change.from() + " -> " + change.to());
                }
                open = watched == null || next.getKey().open();
            }
        } catch (InterruptedException e) {
            if (!interactive()) {
                throw e;
            }
            // Ctrl-C is how a person ends this.
        }
        return seen;
    }

    @Override
    void show(List<Change> seen, PrintStream out) {
        if (deal != null) {
            out.println(deals.find(deal).state());
        }
    }
}
