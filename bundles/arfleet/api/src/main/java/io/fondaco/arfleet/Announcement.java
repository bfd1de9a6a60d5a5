package io.fondaco.arfleet;

import java.time.Instant;
import java.util.Objects;

/**
 * What a provider says of itself in the marketplace. It is signed and numbered there; nobody vouches for it.
 *
 * @param provider its address
 * @param version of the protocol it speaks
 * @param sequence grows with each announcement
 * @param validUntil when it is to be looked at no more
 * @param terms what it offers; their capacity is what it has free
 */
public record Announcement(String provider, String version, long sequence, Instant validUntil, Terms terms) {
    public Announcement {
        Objects.requireNonNull(provider, "provider");
        Objects.requireNonNull(terms, "terms");
    }
}
