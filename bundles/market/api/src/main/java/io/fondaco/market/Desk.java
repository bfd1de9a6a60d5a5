package io.fondaco.market;

import io.fondaco.model.DealId;
import java.util.List;
import java.util.concurrent.CompletionStage;
import org.osgi.annotation.versioning.ProviderType;

/** Finds markets and admits offers: before any money moves, everything that can be checked here is. */
@ProviderType
public interface Desk {

    /** The markets that are open now, of every kind. */
    List<Market> markets();

    /**
     * The market of that name that takes offers of pieces; the only one of these when the name is empty.
     *
     * @throws OfferRefusedException when there is none, or several
     */
    PieceMarket market(String name);

    /** Checks an offer and hands it to its market; exceptionally {@link OfferRefusedException}. */
    CompletionStage<DealId> admit(Offer offer);
}
