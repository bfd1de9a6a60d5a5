package io.fondaco.arfleet;

import io.fondaco.model.Durations;
import java.math.BigInteger;
import java.time.Duration;

/**
 * What a client wants of every placement of an assignment.
 *
 * @param bytes of the replica
 * @param duration of the deal
 * @param ceiling the most that is paid for one replica, base units
 * @param every how often leaves are asked for
 * @param leaves how many at a time
 * @param collateral that the provider puts up, base units
 */
public record Wish(
        long bytes, Duration duration, BigInteger ceiling, Duration every, int leaves, BigInteger collateral) {
    public Wish {
        if (bytes < 1 || duration.isNegative() || duration.isZero() || ceiling.signum() < 0 || leaves < 1) {
            throw new IllegalArgumentException("nothing to place: " + bytes + " bytes for " + Durations.text(duration));
        }
    }
}
