package io.fondaco.console.shell.internal;

import io.fondaco.model.Address;
import io.fondaco.model.Cid;
import io.fondaco.sector.SectorHealth;
import io.fondaco.sector.SectorView;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.karaf.shell.api.action.Argument;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.Completion;
import org.apache.karaf.shell.api.action.Option;
import org.apache.karaf.shell.api.action.lifecycle.Service;

/** {@code sector:faults}. */
@Service
@Command(
        scope = "sector",
        name = "faults",
        description = "List sectors that are faulty or cannot be shown, and why; or declare some faulty. Examples:"
                + " sector:faults; sector:faults --declare 4,7-9 bob")
public final class SectorFaults extends SectorCommand<SectorFaults.Found> {

    /** What is faulty. @param message with --declare, what says so on the chain */
    public record Found(List<SectorView> faulty, Optional<Cid> message) {}

    @Argument(name = "miner", description = "A party's name or a miner's address; left out, the miners of this house")
    @Completion(PartyCompleter.class)
    String miner;

    @Option(
            name = "--declare",
            description =
                    "Sectors whose data cannot be read: they lose power until sector:recover, their deals nothing")
    String declare;

    @Override
    Found ask() throws Exception {
        if (declare != null && miner == null) {
            throw new IllegalArgumentException("Whose sectors? Name the miner: sector:faults --declare 4 bob");
        }
        Optional<Cid> message = Optional.empty();
        if (declare != null) {
            Address id = miner(miner);
            message = Optional.of(await(control().declareFaults(id, numbers(List.of(declare)))));
        }
        List<SectorView> faulty = views(miner).stream()
                .filter(view -> view.health() == SectorHealth.FAULTY
                        || view.health() == SectorHealth.RECOVERING
                        || view.health() != SectorHealth.NONE && !view.trouble().isEmpty())
                .toList();
        return new Found(faulty, message);
    }

    @Override
    void show(Found found, PrintStream out) {
        found.message()
                .ifPresent(cid -> out.println("Declared with " + cid + ", which counts once it is on the chain"));
        List<List<?>> rows = new ArrayList<>();
        for (SectorView view : found.faulty()) {
            rows.add(List.of(view.miner(), view.number(), health(view), view.trouble()));
        }
        table(out, "No faults", List.of("Miner", "Sector", "Proof", "Why"), rows);
    }
}
