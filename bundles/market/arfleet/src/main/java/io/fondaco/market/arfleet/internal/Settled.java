package io.fondaco.market.arfleet.internal;

import io.fondaco.model.DealId;
import io.fondaco.persistence.Index;
import io.fondaco.persistence.IndexRow;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Which deals are over for good, so that nobody looks after them again. */
final class Settled {
    private static final Logger LOG = LoggerFactory.getLogger(Settled.class);
    private static final String COLLECTION = "arfleet-settled";

    private final Index index;

    Settled(Index index) {
        this.index = index;
    }

    boolean is(DealId id) {
        return index.get(COLLECTION, id.toString()).isPresent();
    }

    void now(DealId id) {
        index.put(new IndexRow(COLLECTION, id.toString(), 0, Map.of(), new byte[0]))
                .whenComplete((done, failure) -> {
                    if (failure != null) {
                        LOG.warn(
                                "that the deal of {} is over is found out again at the next start: {}",
                                id,
                                failure.toString());
                    }
                });
    }
}
