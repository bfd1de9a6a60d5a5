package io.fondaco.arfleet;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;

/**
 * What a provider says of itself in the marketplace. It is signed and numbered there; nobody vouches for it.
 *
 * @param provider its address
 * @param version of the protocol it speaks
 * @param sequence grows with each announcement
 * @param validUntil when it is to be looked at no more
 * @param connections where it is reached, the first the best; 1 or more
 * @param capacity bytes it has free
 * @param perDeal price of a deal however small, base units
 * @param perKilobyteSecond price of 1,000 bytes and a second, base units
 * @param shortest deal it takes, and {@code longest}
 * @param challenges how often it is to be asked at most
 * @param leaves how many it shows at a time
 * @param collateral the most it puts up for one deal, base units
 */
public record Announcement(
        String provider,
        String version,
        long sequence,
        Instant validUntil,
        List<URI> connections,
        long capacity,
        BigInteger perDeal,
        BigDecimal perKilobyteSecond,
        Duration shortest,
        Duration longest,
        Duration challenges,
        int leaves,
        BigInteger collateral) {
    public Announcement {
        Objects.requireNonNull(provider, "provider");
        connections = List.copyOf(connections);
        if (connections.isEmpty()) {
            throw new IllegalArgumentException("provider " + provider + " says nothing of where it is reached");
        }
    }

    /** What it asks for a replica of so many bytes, rounded up. */
    public BigInteger price(long bytes, Duration duration) {
        return Terms.price(perDeal, perKilobyteSecond, bytes, duration);
    }
}
