package io.fondaco.console.shell.internal;

import io.fondaco.deal.Deals;
import java.io.PrintStream;
import java.util.List;
import org.apache.karaf.shell.api.action.Argument;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.Completion;
import org.apache.karaf.shell.api.action.lifecycle.Reference;
import org.apache.karaf.shell.api.action.lifecycle.Service;

/** {@code deal:verify}. */
@Service
@Command(
        scope = "deal",
        name = "verify",
        description = "Fold a deal's journal again and compare it with what is stored. Example: deal:verify bafyreig6")
public final class DealVerify extends HouseCommand<List<String>> {

    @Argument(name = "deal", description = "Its id, or the beginning of it", required = true)
    @Completion(DealIdCompleter.class)
    String deal;

    @Reference
    Deals deals;

    @Override
    List<String> ask() {
        return deals.verify(deals.find(deal).id());
    }

    @Override
    void show(List<String> faults, PrintStream out) {
        if (faults.isEmpty()) {
            out.println("Sound: the journal's chain holds, and folding it gives what is stored");
        }
        faults.forEach(out::println);
    }
}
