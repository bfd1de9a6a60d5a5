package io.fondaco.deal;

import io.fondaco.model.DealId;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/**
 * A deal as everybody outside its market sees it.
 *
 * @param id this side of the deal
 * @param market the table, {@code market.side}
 * @param state the state's name in the field's own spelling
 * @param ending empty while the deal is under way
 * @param opened when this side first stored the deal
 * @param since when it entered its state
 * @param version how many events it has had
 * @param deadline when the state ends by itself, empty when the deal is over
 * @param fault what keeps it from going on, empty when nothing does
 * @param attempts how often the step of this state has failed
 * @param facets what the market shows of it: client, provider, payloadCid, pieceCid, price and the like
 */
public record DealView(
        DealId id,
        String market,
        String state,
        Optional<Stance.Ending> ending,
        Instant opened,
        Instant since,
        long version,
        Optional<Instant> deadline,
        Optional<Fault> fault,
        int attempts,
        Map<String, String> facets) {

    public DealView {
        facets = Map.copyOf(facets);
    }

    public boolean open() {
        return ending.isEmpty();
    }
}
