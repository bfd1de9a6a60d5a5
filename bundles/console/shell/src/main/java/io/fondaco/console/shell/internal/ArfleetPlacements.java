package io.fondaco.console.shell.internal;

import io.fondaco.arfleet.PlacementView;
import io.fondaco.model.DealId;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.karaf.shell.api.action.Argument;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.Completion;
import org.apache.karaf.shell.api.action.lifecycle.Service;

/** {@code arfleet:placements}. */
@Service
@Command(
        scope = "arfleet",
        name = "placements",
        description = "List the placements of this house's clients, or of one assignment, the newest first, with what"
                + " their deals say. Example: arfleet:placements bafyreig6")
public final class ArfleetPlacements extends ArfleetCommand<List<PlacementView>> {

    @Argument(name = "assignment", description = "Its id, or the beginning of it; those of all when left out")
    @Completion(DealIdCompleter.class)
    String assignment;

    @Override
    List<PlacementView> ask() throws Exception {
        Optional<DealId> which = Optional.ofNullable(assignment)
                .map(typed -> arfleet().assignment(typed).id());
        return done("asking the deals", arfleet().placements(which));
    }

    @Override
    void show(List<PlacementView> found, PrintStream out) {
        List<List<?>> rows = new ArrayList<>();
        for (PlacementView one : found) {
            Optional<PlacementView.DealState> deal = one.deal();
            rows.add(List.of(
                    id(one.id()),
                    one.state(),
                    brief(one.provider()),
                    one.reward(),
                    deal.map(PlacementView.DealState::status).orElse("-"),
                    deal.map(says -> says.period() + " of " + says.periods()).orElse("-"),
                    deal.map(says -> says.passes() + " shown, " + says.misses() + " missed")
                            .orElse("-"),
                    deal.map(says -> says.paid().toString()).orElse("-"),
                    deal.map(says -> says.slashed() + " of " + one.collateral()).orElse("-"),
                    deal.flatMap(PlacementView.DealState::next)
                            .map(next -> time(next).toString())
                            .orElse("-"),
                    one.message()));
        }
        table(
                out,
                "No placements",
                List.of(
                        "Placement",
                        "State",
                        "Provider",
                        "Reward",
                        "Deal",
                        "Period",
                        "Periods",
                        "Earned",
                        "Slashed",
                        "Next",
                        "Why"),
                rows);
    }
}
