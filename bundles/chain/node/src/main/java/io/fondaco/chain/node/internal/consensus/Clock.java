package io.fondaco.chain.node.internal.consensus;

import io.fondaco.model.Epoch;
import io.fondaco.model.Time;
import java.time.Duration;
import java.time.Instant;

/** Epochs and the time they begin. @param epochMillis how long an epoch lasts */
public record Clock(Instant genesis, long epochMillis, Time time) {
    /** The epoch it is, 0 before genesis. */
    public Epoch now() {
        return Epoch.of(Math.max(0, Duration.between(genesis, time.now()).toMillis() / epochMillis));
    }

    public Instant begin(Epoch epoch) {
        return genesis.plusMillis(Math.multiplyExact(epoch.number(), epochMillis));
    }

    /** What the header of a block of this epoch says: whole seconds, rounded down. */
    public long timestamp(Epoch epoch) {
        return begin(epoch).getEpochSecond();
    }
}
