package io.fondaco.console.shell.internal;

import io.fondaco.deal.DealView;
import io.fondaco.deal.Deals;
import io.fondaco.model.DealId;
import java.io.PrintStream;
import java.util.Locale;
import java.util.Optional;
import org.apache.karaf.shell.api.action.Argument;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.Completion;
import org.apache.karaf.shell.api.action.Option;
import org.apache.karaf.shell.api.action.lifecycle.Reference;
import org.apache.karaf.shell.api.action.lifecycle.Service;

/** {@code deal:cancel}. */
@Service
@Command(
        scope = "deal",
        name = "cancel",
        description = "Cancel a deal where its table allows that. Example: deal:cancel --reason mistake bafyreig6")
public final class DealCancel extends HouseCommand<Optional<DealView>> {

    @Argument(name = "deal", description = "Its id, or the beginning of it", required = true)
    @Completion(DealIdCompleter.class)
    String deal;

    @Option(name = "--reason", description = "Why; kept with the deal")
    String reason = "cancelled from the shell";

    @Option(name = "-f", aliases = "--force", description = "Do not ask first")
    boolean force;

    @Reference
    Deals deals;

    @Override
    Optional<DealView> ask() throws Exception {
        DealId id = deals.find(deal).id();
        if (interactive() && !force) {
            String reply = session.readLine("Cancel " + id + "? [y/N] ", null);
            if (reply == null || !reply.strip().toLowerCase(Locale.ROOT).startsWith("y")) {
                return Optional.empty();
            }
        }
        return Optional.of(await(deals.cancel(id, reason)));
    }

    @Override
    void show(Optional<DealView> now, PrintStream out) {
        out.println(now.map(deal -> deal.id() + " is now " + deal.state()).orElse("Not cancelled"));
    }
}
