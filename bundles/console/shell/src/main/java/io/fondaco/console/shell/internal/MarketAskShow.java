package io.fondaco.console.shell.internal;

import io.fondaco.market.Ask;
import io.fondaco.market.Desk;
import io.fondaco.model.Address;
import io.fondaco.party.Party;
import io.fondaco.party.Role;
import java.io.PrintStream;
import java.util.Optional;
import org.apache.karaf.shell.api.action.Argument;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.Completion;
import org.apache.karaf.shell.api.action.Option;
import org.apache.karaf.shell.api.action.lifecycle.Reference;
import org.apache.karaf.shell.api.action.lifecycle.Service;

/** {@code market:ask-show}. */
@Service
@Command(
        scope = "market",
        name = "ask-show",
        description = "Fetch a provider's ask and check its signature. Example: market:ask-show bob")
public final class MarketAskShow extends HouseCommand<Ask> {

    @Argument(name = "provider", description = "A party's name or an address; the only provider when left out")
    @Completion(PartyCompleter.class)
    String provider;

    @Option(name = "--client", description = "Who asks; the only client when left out")
    @Completion(PartyCompleter.class)
    String client;

    @Option(name = "--market", description = "Which market; the only one when left out")
    String market = "";

    @Reference
    Desk desk;

    @Reference
    Merchants merchants;

    @Override
    Ask ask() throws Exception {
        Optional<Party> here =
                provider == null ? Optional.of(merchants.choose(null, Role.PROVIDER)) : merchants.named(provider);
        Address address = here.flatMap(Party::miner).orElseGet(() -> Address.parse(provider));
        return await(
                desk.market(market).ask(merchants.choose(client, Role.CLIENT).name(), address));
    }

    @Override
    void show(Ask ask, PrintStream out) {
        AskText.print(ask, out);
    }
}
