package io.fondaco.console.shell.internal;

import io.fondaco.market.Desk;
import io.fondaco.market.Market;
import java.io.PrintStream;
import java.util.List;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.lifecycle.Reference;
import org.apache.karaf.shell.api.action.lifecycle.Service;

/** {@code market:list}. */
@Service
@Command(scope = "market", name = "list", description = "List the markets that are open. Example: market:list")
public final class MarketList extends HouseCommand<List<String>> {

    @Reference
    Desk desk;

    @Override
    List<String> ask() {
        return desk.markets().stream().map(Market::name).sorted().toList();
    }

    @Override
    void show(List<String> names, PrintStream out) {
        if (names.isEmpty()) {
            out.println("No market is open; install one, such as the feature fondaco-market-storage");
        }
        names.forEach(out::println);
    }
}
