package io.fondaco.market;

import io.fondaco.model.Address;
import io.fondaco.model.DealId;
import java.nio.file.Path;
import java.util.concurrent.CompletionStage;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * A market of Filecoin's kind: deals over pieces, with providers that have a miner on the chain, priced in attoFIL and lasting
 * epochs. The {@link Desk} admits offers to these.
 */
@ConsumerType
public interface PieceMarket extends Market {
    /**
     * Opens a deal for a client of this house. Completes once the deal is durable; exceptionally with
     * {@link OfferRefusedException}.
     */
    CompletionStage<DealId> offer(Offer offer);

    /**
     * What a provider asks for now, fetched from it and verified.
     *
     * @param client the party of this house that asks
     * @param provider its address
     */
    CompletionStage<Ask> ask(String client, Address provider);

    /** Changes and signs the ask of a provider of this house. */
    CompletionStage<Ask> setAsk(String provider, AskTerms terms);

    /** Hands a provider of this house the data of a deal that is not transferred over the network. */
    CompletionStage<Void> importData(DealId deal, Path file);
}
