package io.fondaco.gateway.local.internal;

import io.fondaco.chain.Chain;
import io.fondaco.chain.ChainPolicy;
import io.fondaco.deal.DealView;
import io.fondaco.model.Epoch;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalLong;

/** How long deals last. */
final class DealTerms {

    /** 180 days of 30 s epochs, the least the Filecoin network takes, whatever a ledger for trying things out would. */
    static final long USUAL_EPOCHS = 180L * 2880;

    private DealTerms() {}

    /** How long a deal lasts for which nobody says it, in epochs, within what the network takes. */
    static long usual(ChainPolicy policy) {
        return Math.max(policy.minDealDuration(), Math.min(USUAL_EPOCHS, policy.maxDealDuration()));
    }

    /** How long a deal shall last, in epochs; what the network does not take is refused. */
    static long duration(OptionalLong asked, ChainPolicy policy) {
        long epochs = asked.orElseGet(() -> usual(policy));
        if (epochs < policy.minDealDuration() || epochs > policy.maxDealDuration()) {
            throw new IllegalArgumentException("A deal lasts " + policy.minDealDuration() + " to "
                    + policy.maxDealDuration() + " epochs here, not " + epochs);
        }
        return epochs;
    }

    /** When an open deal ends by its own terms, if its market shows that as the facet {@code end}, an epoch. */
    static Optional<Instant> end(DealView deal, Chain chain) {
        return Optional.ofNullable(deal.facets().get("end"))
                .filter(end -> deal.open())
                .map(end -> chain.timeOf(Epoch.of(Long.parseLong(end))));
    }
}
