package io.fondaco.console.shell.internal;

import io.fondaco.deal.DealView;
import io.fondaco.deal.Deals;
import java.io.PrintStream;
import org.apache.karaf.shell.api.action.Argument;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.Completion;
import org.apache.karaf.shell.api.action.lifecycle.Reference;
import org.apache.karaf.shell.api.action.lifecycle.Service;

/** {@code deal:retry}. */
@Service
@Command(
        scope = "deal",
        name = "retry",
        description = "Have a deal try its step again now. Example: deal:retry bafyreig6")
public final class DealRetry extends HouseCommand<DealView> {

    @Argument(name = "deal", description = "Its id, or the beginning of it", required = true)
    @Completion(DealIdCompleter.class)
    String deal;

    @Reference
    Deals deals;

    @Override
    DealView ask() throws Exception {
        return await(deals.retry(deals.find(deal).id()));
    }

    @Override
    void show(DealView now, PrintStream out) {
        out.println(now.id() + " is tried again in " + now.state() + ". Follow it with: deal:watch " + id(now.id()));
    }
}
