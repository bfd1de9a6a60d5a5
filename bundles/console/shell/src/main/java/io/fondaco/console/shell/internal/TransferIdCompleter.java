package io.fondaco.console.shell.internal;

import io.fondaco.transfer.Transfers;
import java.util.List;
import org.apache.karaf.shell.api.action.lifecycle.Reference;
import org.apache.karaf.shell.api.action.lifecycle.Service;
import org.apache.karaf.shell.api.console.CommandLine;
import org.apache.karaf.shell.api.console.Completer;
import org.apache.karaf.shell.api.console.Session;
import org.apache.karaf.shell.support.completers.StringsCompleter;

/** Completes ids of transfers under way. */
@Service
public final class TransferIdCompleter implements Completer {

    @Reference
    Transfers transfers;

    @Override
    public int complete(Session session, CommandLine line, List<String> candidates) {
        return new StringsCompleter(transfers.list().stream()
                        .map(transfer -> transfer.id().toString())
                        .toList())
                .complete(session, line, candidates);
    }
}
