package io.fondaco.console.shell.internal;

import io.fondaco.model.Address;
import io.fondaco.model.Cid;
import java.io.PrintStream;
import java.util.List;
import java.util.Set;
import org.apache.karaf.shell.api.action.Argument;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.Completion;
import org.apache.karaf.shell.api.action.lifecycle.Service;

/** {@code sector:recover}. */
@Service
@Command(
        scope = "sector",
        name = "recover",
        description =
                "Declare faulty sectors recovered: power is back with their next window PoSt. Example: sector:recover bob 4")
public final class SectorRecover extends SectorCommand<SectorRecover.Sent> {

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

    @Override
    Sent ask() throws Exception {
        Address id = miner(miner);
        Set<Long> which = numbers(numbers);
        return new Sent(id, which, await(control().declareRecovered(id, which)));
    }

    @Override
    void show(Sent sent, PrintStream out) {
        out.println("Sectors " + sent.sectors() + " of " + sent.miner() + ": " + sent.message()
                + " is on its way; it counts once it is on the chain");
    }
}
