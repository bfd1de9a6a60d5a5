package io.fondaco.gateway.local.internal;

import io.fondaco.chain.Chain;
import io.fondaco.chain.ChainPolicy;
import io.fondaco.model.Epoch;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/** How long deals last. */
final class DealTerms {

    /** 180 days of 30 s epochs, the least the Filecoin network takes, whatever a ledger for trying things out would. */
    static final long USUAL_EPOCHS = 180L * 2880;

    private DealTerms() {}

    /** How long a deal lasts for which nobody says it, in epochs, within what the network takes. */
    static long usual(ChainPolicy policy) {
        return Math.max(policy.minDealDuration(), Math.min(USUAL_EPOCHS, policy.maxDealDuration()));
    }

    /** When a deal ends by its own terms, if its market shows that as the facet {@code end}, an epoch. */
    static Optional<Instant> end(Map<String, String> facets, Chain chain) {
        return Optional.ofNullable(facets.get("end")).map(end -> chain.timeOf(Epoch.of(Long.parseLong(end))));
    }
}
