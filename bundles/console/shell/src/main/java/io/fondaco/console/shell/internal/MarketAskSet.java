package io.fondaco.console.shell.internal;

import io.fondaco.market.Ask;
import io.fondaco.market.AskTerms;
import io.fondaco.market.Desk;
import io.fondaco.model.PieceSize;
import io.fondaco.model.TokenAmount;
import io.fondaco.party.Role;
import java.io.PrintStream;
import java.util.Optional;
import org.apache.karaf.shell.api.action.Argument;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.Completion;
import org.apache.karaf.shell.api.action.Option;
import org.apache.karaf.shell.api.action.lifecycle.Reference;
import org.apache.karaf.shell.api.action.lifecycle.Service;

/** {@code market:ask-set}. */
@Service
@Command(
        scope = "market",
        name = "ask-set",
        description =
                "Change and sign the ask of a provider of this house. Example: market:ask-set --price '20 nanoFIL' bob")
public final class MarketAskSet extends HouseCommand<Ask> {

    @Argument(name = "provider", description = "The provider's name; the only one when left out")
    @Completion(PartyCompleter.class)
    String provider;

    @Option(name = "--price", description = "Per GiB and epoch, such as '20 nanoFIL'")
    String price;

    @Option(name = "--verified-price", description = "The same for verified deals")
    String verifiedPrice;

    @Option(name = "--smallest", description = "Smallest piece, padded bytes")
    Long smallest;

    @Option(name = "--largest", description = "Largest piece, padded bytes")
    Long largest;

    @Option(name = "--duration", description = "How long the ask holds, in epochs")
    Long duration;

    @Option(name = "--market", description = "Which market; the only one when left out")
    String market = "";

    @Reference
    Desk desk;

    @Reference
    Merchants merchants;

    @Override
    Ask ask() throws Exception {
        AskTerms terms = new AskTerms(
                Optional.ofNullable(price).map(TokenAmount::parse),
                Optional.ofNullable(verifiedPrice).map(TokenAmount::parse),
                Optional.ofNullable(smallest).map(PieceSize::ofPadded),
                Optional.ofNullable(largest).map(PieceSize::ofPadded),
                Optional.ofNullable(duration));
        return await(desk.market(market)
                .setAsk(merchants.choose(provider, Role.PROVIDER).name(), terms));
    }

    @Override
    void show(Ask ask, PrintStream out) {
        AskText.print(ask, out);
    }
}
