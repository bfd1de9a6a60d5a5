package io.fondaco.market.desk.internal;

import io.fondaco.chain.Chain;
import io.fondaco.market.Desk;
import io.fondaco.market.Market;
import io.fondaco.market.Offer;
import io.fondaco.market.OfferRefusedException;
import io.fondaco.market.PieceMarket;
import io.fondaco.model.DealId;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Collectors;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;

/** The desk: knows the markets that are open and checks offers before they become deals. */
@Component(service = Desk.class)
public final class DeskComponent implements Desk {

    private final List<Market> markets = new CopyOnWriteArrayList<>();
    private final Chain chain;
    private final Staging staging;

    @Activate
    public DeskComponent(@Reference Chain chain, @Reference Staging staging) {
        this.chain = chain;
        this.staging = staging;
    }

    @Reference(cardinality = ReferenceCardinality.MULTIPLE, policy = ReferencePolicy.DYNAMIC, unbind = "close")
    public void open(Market market) {
        markets.add(market);
    }

    public void close(Market market) {
        markets.remove(market);
    }

    @Override
    public List<Market> markets() {
        return List.copyOf(markets);
    }

    @Override
    public PieceMarket market(String name) {
        for (Market other : markets) {
            if (other.name().equals(name) && !(other instanceof PieceMarket)) {
                throw new OfferRefusedException("market " + name + " takes no offers of pieces. " + other.about());
            }
        }
        List<PieceMarket> found = markets.stream()
                .filter(PieceMarket.class::isInstance)
                .map(PieceMarket.class::cast)
                .filter(m -> name.isEmpty() || m.name().equals(name))
                .toList();
        if (found.size() == 1) {
            return found.get(0);
        }
        String open = markets.stream()
                .filter(PieceMarket.class::isInstance)
                .map(Market::name)
                .sorted()
                .collect(Collectors.joining(", "));
        if (found.isEmpty()) {
            throw new OfferRefusedException(
                    "no market " + name + " is open" + (open.isEmpty() ? "; install one" : "; open are: " + open));
        }
        throw new OfferRefusedException("several markets are open, say which: " + open);
    }

    @Override
    public CompletionStage<DealId> admit(Offer offer) {
        try {
            check(offer);
            PieceMarket market = market(offer.market().orElse(""));
            return offer.location().isPresent()
                    ? market.offer(offer)
                    : staged(offer).thenCompose(market::offer);
        } catch (OfferRefusedException refused) {
            return CompletableFuture.failedFuture(refused);
        }
    }

    private CompletionStage<Offer> staged(Offer offer) {
        return staging.renew(offer.payload().pieceCid()).thenApply(there -> {
            if (!there) {
                throw new OfferRefusedException(
                        "the data " + offer.payload().pieceCid() + " is not in the house; prepare the file first");
            }
            return offer;
        });
    }

    private void check(Offer offer) {
        if (offer.verified()) {
            throw new OfferRefusedException("verified deals need datacap, which no chain of this house gives yet");
        }
        var policy = chain.policy();
        offer.duration().ifPresent(d -> {
            if (d < policy.minDealDuration() || d > policy.maxDealDuration()) {
                throw new OfferRefusedException("a deal lasts " + policy.minDealDuration() + " to "
                        + policy.maxDealDuration() + " epochs here, not " + d);
            }
        });
        offer.start().ifPresent(start -> {
            if (start.isBefore(chain.head().plus(policy.sealing()))) {
                throw new OfferRefusedException("epoch " + start.number() + " is too near: the head is "
                        + chain.head().number() + " and sealing takes " + policy.sealing() + " epochs");
            }
        });
        offer.pricePerEpoch().ifPresent(price -> {
            if (price.isNegative()) {
                throw new OfferRefusedException("a price must not be negative");
            }
        });
    }
}
