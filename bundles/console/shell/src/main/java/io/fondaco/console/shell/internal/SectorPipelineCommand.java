package io.fondaco.console.shell.internal;

import io.fondaco.sector.SectorView;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.lifecycle.Service;

/** {@code sector:pipeline}. */
@Service
@Command(
        scope = "sector",
        name = "pipeline",
        description = "Show the sectors that are on their way: what is done for each, or what it waits for. Example:"
                + " sector:pipeline")
public final class SectorPipelineCommand extends SectorCommand<List<SectorView>> {

    @Override
    List<SectorView> ask() {
        return sectors().packed().stream()
                .filter(view -> switch (view.state()) {
                    case ACTIVE, ENDED, FAILED -> false;
                    default -> true;
                })
                .toList();
    }

    @Override
    void show(List<SectorView> found, PrintStream out) {
        List<List<?>> rows = new ArrayList<>();
        for (SectorView view : found) {
            rows.add(List.of(
                    view.miner(),
                    view.number(),
                    state(view.state()),
                    view.pieces().size(),
                    view.trouble().isEmpty() ? view.waiting() : view.waiting() + " - " + view.trouble()));
        }
        table(
                out,
                "Nothing is on its way; sector:list shows what is proven",
                List.of("Miner", "Sector", "State", "Deals", "What it waits for"),
                rows);
    }
}
