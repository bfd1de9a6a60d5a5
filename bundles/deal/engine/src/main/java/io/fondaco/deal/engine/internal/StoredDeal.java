package io.fondaco.deal.engine.internal;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;

/**
 * A deal as its index row keeps it.
 *
 * @param state the enum constant's name
 * @param deadline when the state ends by itself; empty when the deal is over
 * @param ending empty while open
 */
record StoredDeal(
        String market,
        String state,
        Optional<String> ending,
        Instant opened,
        Instant since,
        long version,
        Optional<Instant> deadline,
        JsonNode record) {

    StoredDeal {
        Objects.requireNonNull(market, "market");
        Objects.requireNonNull(state, "state");
        Objects.requireNonNull(opened, "opened");
        Objects.requireNonNull(since, "since");
        Objects.requireNonNull(record, "record");
    }
}
