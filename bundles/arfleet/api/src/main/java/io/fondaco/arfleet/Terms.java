package io.fondaco.arfleet;

import io.fondaco.model.Durations;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.MathContext;
import java.math.RoundingMode;
import java.net.URI;
import java.time.Duration;
import java.util.List;

/**
 * What a provider offers. Amounts are base units of the token.
 *
 * @param connections where it is reached, the first the best, 1 to 8
 * @param capacity bytes it keeps for this market in all
 * @param perDeal price of a deal however small
 * @param perKilobyteSecond price of 1,000 bytes and a second; may have a fraction
 * @param shortest deal it takes, and {@code longest}
 * @param challenges how often it is to be asked at most
 * @param leaves how many it shows at a time
 * @param collateral the most it puts up for one deal
 */
public record Terms(
        List<URI> connections,
        long capacity,
        BigInteger perDeal,
        BigDecimal perKilobyteSecond,
        Duration shortest,
        Duration longest,
        Duration challenges,
        int leaves,
        BigInteger collateral) {
    private static final MathContext EXACT = new MathContext(60);
    private static final BigDecimal KILOBYTE_MILLIS = new BigDecimal(1_000_000);

    public Terms {
        connections = List.copyOf(connections);
        if (connections.isEmpty() || connections.size() > 8) {
            throw new IllegalArgumentException("a provider is reached at 1 to 8 addresses, not " + connections.size());
        }
        if (capacity < 0 || perDeal.signum() < 0 || perKilobyteSecond.signum() < 0 || collateral.signum() < 0) {
            throw new IllegalArgumentException("capacity, prices and collateral are not negative");
        }
        if (shortest.compareTo(longest) > 0) {
            throw new IllegalArgumentException("the shortest deal, " + Durations.text(shortest)
                    + ", is longer than the longest, " + Durations.text(longest));
        }
        if (leaves < 1 || leaves > 256 || challenges.toMillis() < 1000) {
            throw new IllegalArgumentException("a provider shows 1 to 256 leaves at a time, every second at most");
        }
    }

    /** The same, but for the bytes. */
    public Terms holding(long bytes) {
        return new Terms(
                connections, bytes, perDeal, perKilobyteSecond, shortest, longest, challenges, leaves, collateral);
    }

    /** What is asked for a replica of so many bytes, rounded up. */
    public BigInteger price(long bytes, Duration duration) {
        return perKilobyteSecond
                .multiply(BigDecimal.valueOf(bytes))
                .multiply(BigDecimal.valueOf(duration.toMillis()))
                .divide(KILOBYTE_MILLIS, EXACT)
                .setScale(0, RoundingMode.CEILING)
                .toBigInteger()
                .add(perDeal);
    }
}
