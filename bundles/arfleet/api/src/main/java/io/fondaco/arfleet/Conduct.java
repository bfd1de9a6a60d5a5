package io.fondaco.arfleet;

import java.time.Duration;
import java.util.Optional;

/**
 * How a provider has behaved towards this client.
 *
 * @param kept periods it showed in all deals
 * @param missed periods it did not
 * @param failed placements that came to nothing by its doing
 * @param latency of its last answer; empty when it never answered
 */
public record Conduct(long kept, long missed, long failed, Optional<Duration> latency) {
    /** Of a provider nobody knows. */
    public static final Conduct UNKNOWN = new Conduct(0, 0, 0, Optional.empty());

    /**
     * How many times its price a provider costs, 1 or more: a newcomer a tenth more than one that kept all it took on, and
     * one that misses or fails the more, the more often it did. Each second of latency costs a hundredth.
     */
    public double factor() {
        // One miss in so few periods says little: as if there had been nine good ones and one bad before.
        double trust = (kept + 9.0) / (kept + missed + 10.0 * (1 + failed));
        double slow = latency.map(Duration::toMillis).orElse(0L) / 100_000.0;
        return 1 / trust + Math.min(slow, 1);
    }
}
