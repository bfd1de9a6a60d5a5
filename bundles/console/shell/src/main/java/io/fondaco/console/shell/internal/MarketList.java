package io.fondaco.console.shell.internal;

import io.fondaco.market.Desk;
import java.io.PrintStream;
import java.util.Map;
import java.util.TreeMap;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.lifecycle.Reference;
import org.apache.karaf.shell.api.action.lifecycle.Service;

/** {@code market:list}. */
@Service
@Command(scope = "market", name = "list", description = "List the markets that are open. Example: market:list")
public final class MarketList extends HouseCommand<Map<String, String>> {

    @Reference
    Desk desk;

    @Override
    Map<String, String> ask() {
        Map<String, String> markets = new TreeMap<>();
        desk.markets().forEach(market -> markets.put(market.name(), market.about()));
        return markets;
    }

    @Override
    void show(Map<String, String> markets, PrintStream out) {
        if (markets.isEmpty()) {
            out.println("No market is open; install one, such as the feature fondaco-market-storage");
        }
        markets.forEach((name, about) -> out.printf("%-10s %s%n", name, about));
    }
}
