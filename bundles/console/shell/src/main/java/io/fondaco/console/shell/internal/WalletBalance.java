package io.fondaco.console.shell.internal;

import io.fondaco.chain.Chain;
import io.fondaco.chain.StorageMarketActor;
import io.fondaco.model.Address;
import io.fondaco.party.Party;
import java.io.PrintStream;
import java.util.Optional;
import org.apache.karaf.shell.api.action.Argument;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.Completion;
import org.apache.karaf.shell.api.action.lifecycle.Reference;
import org.apache.karaf.shell.api.action.lifecycle.Service;

/** {@code wallet:balance}. */
@Service
@Command(
        scope = "wallet",
        name = "balance",
        description = "Show the money of a party or an address. Example: wallet:balance alice")
public final class WalletBalance extends HouseCommand<Account> {

    @Argument(name = "who", description = "A party's name or an address", required = true)
    @Completion(PartyCompleter.class)
    String who;

    @Reference
    Chain chain;

    @Reference
    StorageMarketActor actor;

    @Reference
    Merchants merchants;

    @Override
    Account ask() {
        Optional<Party> party = merchants.named(who);
        Address address = merchants.wallet(who);
        return Account.of(address, party, chain, actor);
    }

    @Override
    void show(Account account, PrintStream out) {
        account.print(out);
    }
}
