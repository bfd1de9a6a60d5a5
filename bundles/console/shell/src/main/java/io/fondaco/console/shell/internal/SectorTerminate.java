package io.fondaco.console.shell.internal;

import io.fondaco.model.Address;
import io.fondaco.model.Cid;
import java.io.PrintStream;
import java.util.List;
import java.util.Set;
import org.apache.karaf.shell.api.action.Argument;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.Completion;
import org.apache.karaf.shell.api.action.Option;
import org.apache.karaf.shell.api.action.lifecycle.Service;

/** {@code sector:terminate}. */
@Service
@Command(
        scope = "sector",
        name = "terminate",
        description =
                "End sectors for good, for a fee: their deals lose their collateral. Example: sector:terminate --yes bob 4")
public final class SectorTerminate extends SectorCommand<SectorTerminate.Sent> {

    /** The message that says so to the chain. */
    public record Sent(Address miner, Set<Long> sectors, Cid message) {}

    @Argument(name = "miner", description = "A party's name or a miner's address", required = true)
    @Completion(PartyCompleter.class)
    String miner;

    @Argument(
            index = 1,
            name = "sectors",
            description = "Numbers, such as 4 or 4,7-9",
            required = true,
            multiValued = true)
    List<String> numbers;

    @Option(name = "--yes", description = "Really end them")
    boolean yes;

    @Override
    Sent ask() throws Exception {
        Address id = miner(miner);
        Set<Long> which = numbers(numbers);
        if (!yes) {
            throw new IllegalArgumentException("Sectors " + which + " of " + id + " end for good, the miner pays a fee,"
                    + " and each deal in them that still runs costs its collateral; say --yes if that is meant");
        }
        return new Sent(id, which, await(control().terminate(id, which)));
    }

    @Override
    void show(Sent sent, PrintStream out) {
        out.println("Sectors " + sent.sectors() + " of " + sent.miner() + ": " + sent.message()
                + " is on its way; it counts once it is on the chain");
    }
}
