package io.fondaco.console.shell.internal;

import io.fondaco.arfleet.Announcement;
import io.fondaco.arfleet.ArFleet;
import io.fondaco.arfleet.Terms;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.lifecycle.Service;

/** {@code arfleet:market}. */
@Service
@Command(
        scope = "arfleet",
        name = "market",
        description = "Show where the market is and what providers announce now. Example: arfleet:market")
public final class ArfleetMarket extends ArfleetCommand<ArfleetMarket.Seen> {

    /** The market. @param place empty while it has not found one */
    public record Seen(Optional<ArFleet.Place> place, List<Announcement> announcements) {}

    @Override
    Seen ask() throws Exception {
        return new Seen(
                arfleet().place(), done("asking the marketplace", arfleet().market()));
    }

    @Override
    void show(Seen seen, PrintStream out) {
        seen.place()
                .ifPresentOrElse(
                        place -> {
                            out.println("Token        " + place.token());
                            out.println("Marketplace  " + place.marketplace());
                            out.println("Deals run    " + place.deals());
                        },
                        () -> out.println(
                                "The market has not found its processes yet; ao:processes shows what is here"));
        List<List<?>> rows = new ArrayList<>();
        for (Announcement one : seen.announcements()) {
            Terms terms = one.terms();
            rows.add(List.of(
                    brief(one.provider()),
                    terms.capacity(),
                    terms.perDeal(),
                    terms.perKilobyteSecond().toPlainString(),
                    Spans.text(terms.shortest()) + " to " + Spans.text(terms.longest()),
                    terms.leaves() + " every " + Spans.text(terms.challenges()),
                    terms.collateral(),
                    time(one.validUntil()),
                    terms.connections().get(0)));
        }
        table(
                out,
                "Nobody announces anything",
                List.of(
                        "Provider",
                        "Free bytes",
                        "A deal",
                        "1000 B and s",
                        "Deals last",
                        "Leaves",
                        "Collateral",
                        "Until",
                        "Reached at"),
                rows);
    }
}
