package io.fondaco.console.shell.internal;

import io.fondaco.deal.DealQuery;
import io.fondaco.deal.Deals;
import java.util.List;
import org.apache.karaf.shell.api.action.lifecycle.Reference;
import org.apache.karaf.shell.api.action.lifecycle.Service;
import org.apache.karaf.shell.api.console.CommandLine;
import org.apache.karaf.shell.api.console.Completer;
import org.apache.karaf.shell.api.console.Session;
import org.apache.karaf.shell.support.completers.StringsCompleter;

/** Completes ids of the newest deals. */
@Service
public final class DealIdCompleter implements Completer {

    @Reference
    Deals deals;

    @Override
    public int complete(Session session, CommandLine line, List<String> candidates) {
        return new StringsCompleter(deals.list(DealQuery.newest(200)).items().stream()
                        .map(deal -> deal.id().toString())
                        .toList())
                .complete(session, line, candidates);
    }
}
