package io.fondaco.console.shell.internal;

import io.fondaco.sector.SectorView;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import org.apache.karaf.shell.api.action.Argument;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.Completion;
import org.apache.karaf.shell.api.action.Option;
import org.apache.karaf.shell.api.action.lifecycle.Service;

/** {@code sector:list}. */
@Service
@Command(
        scope = "sector",
        name = "list",
        description = "List sectors: how far each has come, and whether it is proven. Example: sector:list bob")
public final class SectorList extends SectorCommand<List<SectorView>> {

    @Argument(name = "miner", description = "A party's name or a miner's address; left out, the miners of this house")
    @Completion(PartyCompleter.class)
    String miner;

    @Option(name = "--all", description = "Also those that ended or were given up")
    boolean all;

    @Override
    List<SectorView> ask() {
        return views(miner).stream().filter(view -> all || open(view)).toList();
    }

    private static boolean open(SectorView view) {
        return switch (view.state()) {
            case ENDED, FAILED -> false;
            default -> true;
        };
    }

    @Override
    void show(List<SectorView> found, PrintStream out) {
        List<List<?>> rows = new ArrayList<>();
        for (SectorView view : found) {
            rows.add(List.of(
                    view.miner(),
                    view.number(),
                    state(view.state()),
                    health(view),
                    view.pieces().size(),
                    view.deadline().isPresent()
                            ? view.deadline().getAsLong() + "/"
                                    + view.partition().orElse(0)
                            : "",
                    view.expiration().map(Object::toString).orElse(""),
                    view.trouble().isEmpty() ? "" : "!"));
        }
        table(
                out,
                "No sectors",
                List.of("Miner", "Sector", "State", "Proof", "Deals", "Deadline", "Until epoch", ""),
                rows);
        if (found.stream().anyMatch(view -> !view.trouble().isEmpty())) {
            out.println("! something is the matter: sector:show MINER SECTOR says what");
        }
    }
}
