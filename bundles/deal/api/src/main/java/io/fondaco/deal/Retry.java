package io.fondaco.deal;

import java.time.Duration;

/**
 * How a step is tried again after a fault: pauses grow by the factor from {@code first} up to {@code longest}.
 *
 * @param attempts how often a step is tried in all before the deal gives up, 1 or more; faults that ask for
 *     {@link Fault.Next#LATER} do not count
 */
public record Retry(int attempts, Duration first, Duration longest, double factor) {

    /** Five attempts, from one second to five minutes, five times longer each time. */
    public static final Retry USUAL = new Retry(5, Duration.ofSeconds(1), Duration.ofMinutes(5), 5);

    /** One attempt. */
    public static final Retry NEVER = new Retry(1, Duration.ofSeconds(1), Duration.ofSeconds(1), 1);

    public Retry {
        if (attempts < 1 || first.isNegative() || longest.compareTo(first) < 0 || factor < 1) {
            throw new IllegalArgumentException(
                    "not a retry rule: " + attempts + " attempts, " + first + " to " + longest + " by " + factor);
        }
    }

    /** The pause after this many failed attempts, 1 or more. */
    public Duration pauseAfter(int failed) {
        double millis = first.toMillis() * Math.pow(factor, Math.max(0, failed - 1));
        return Duration.ofMillis((long) Math.min(millis, longest.toMillis()));
    }
}
