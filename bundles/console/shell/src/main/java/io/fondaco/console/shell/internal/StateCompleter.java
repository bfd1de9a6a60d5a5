package io.fondaco.console.shell.internal;

import io.fondaco.deal.Deals;
import io.fondaco.deal.TableView;
import java.util.List;
import org.apache.karaf.shell.api.action.lifecycle.Reference;
import org.apache.karaf.shell.api.action.lifecycle.Service;
import org.apache.karaf.shell.api.console.CommandLine;
import org.apache.karaf.shell.api.console.Completer;
import org.apache.karaf.shell.api.console.Session;
import org.apache.karaf.shell.support.completers.StringsCompleter;

/** Completes the states a deal may be in. */
@Service
public final class StateCompleter implements Completer {

    @Reference
    Deals deals;

    @Override
    public int complete(Session session, CommandLine line, List<String> candidates) {
        return new StringsCompleter(deals.tables().stream()
                        .flatMap(table -> table.states().stream())
                        .map(TableView.StateView::name)
                        .distinct()
                        .toList())
                .complete(session, line, candidates);
    }
}
