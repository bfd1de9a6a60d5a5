package io.fondaco.console.shell.internal;

import io.fondaco.crypto.KeyStore;
import io.fondaco.model.Address;
import io.fondaco.party.Party;
import java.util.List;
import java.util.stream.Stream;
import org.apache.karaf.shell.api.action.lifecycle.Reference;
import org.apache.karaf.shell.api.action.lifecycle.Service;
import org.apache.karaf.shell.api.console.CommandLine;
import org.apache.karaf.shell.api.console.Completer;
import org.apache.karaf.shell.api.console.Session;
import org.apache.karaf.shell.support.completers.StringsCompleter;

/** Completes names of parties and addresses of the key store. */
@Service
public final class WalletCompleter implements Completer {

    @Reference
    Merchants merchants;

    @Reference
    KeyStore keys;

    @Override
    public int complete(Session session, CommandLine line, List<String> candidates) {
        return new StringsCompleter(Stream.concat(
                                merchants.all().stream().map(Party::name),
                                keys.list().stream().map(Address::toString))
                        .toList())
                .complete(session, line, candidates);
    }
}
