package io.fondaco.console.shell.internal;

import io.fondaco.deal.DealView;
import io.fondaco.deal.Deals;
import io.fondaco.market.Desk;
import java.io.PrintStream;
import org.apache.karaf.shell.api.action.Argument;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.Completion;
import org.apache.karaf.shell.api.action.lifecycle.Reference;
import org.apache.karaf.shell.api.action.lifecycle.Service;
import org.apache.karaf.shell.support.completers.FileCompleter;

/** {@code deal:import}. */
@Service
@Command(
        scope = "deal",
        name = "import",
        description =
                "Hand a provider the data of an offline deal. Example: deal:import bafyreig6@bob /media/disk/data.car")
public final class DealImport extends HouseCommand<DealView> {

    @Argument(name = "deal", description = "Its id, or the beginning of it", required = true)
    @Completion(DealIdCompleter.class)
    String deal;

    @Argument(index = 1, name = "file", description = "The file with the piece's payload", required = true)
    @Completion(FileCompleter.class)
    String file;

    @Reference
    Deals deals;

    @Reference
    Desk desk;

    @Override
    DealView ask() throws Exception {
        DealView found = deals.find(deal);
        String market = found.market().substring(0, found.market().indexOf('.'));
        await(desk.market(market).importData(found.id(), session.currentDir().resolve(file)));
        return deals.find(found.id().toString());
    }

    @Override
    void show(DealView now, PrintStream out) {
        out.println(now.id() + " is now " + now.state());
    }
}
