package io.fondaco.console.shell.internal;

import io.fondaco.party.Party;
import java.util.List;
import org.apache.karaf.shell.api.action.lifecycle.Reference;
import org.apache.karaf.shell.api.action.lifecycle.Service;
import org.apache.karaf.shell.api.console.CommandLine;
import org.apache.karaf.shell.api.console.Completer;
import org.apache.karaf.shell.api.console.Session;
import org.apache.karaf.shell.support.completers.StringsCompleter;

/** Completes names of parties. */
@Service
public final class PartyCompleter implements Completer {

    @Reference
    Merchants merchants;

    @Override
    public int complete(Session session, CommandLine line, List<String> candidates) {
        return new StringsCompleter(merchants.all().stream().map(Party::name).toList())
                .complete(session, line, candidates);
    }
}
