package io.fondaco.market.arfleet.internal;

import io.fondaco.arfleet.Terms;
import java.math.BigInteger;
import java.nio.file.Path;
import java.time.Duration;

/**
 * How this market behaves in this house.
 *
 * @param folder where replicas lie
 * @param token process of the money, and {@code marketplace} of announcements; empty for ones this house makes
 * @param welcome what a party is given when it first comes in, base units; only of a token this house made
 * @param url where the house's providers are reached: what comes before a party's name; empty for where the gateway is
 * @param terms of every provider that has not said otherwise; their connections are not looked at
 * @param announce whether providers announce themselves without being told to
 * @param lifetime of an announcement; it is renewed at half of that
 * @param shortestResponse a provider agrees to
 * @param reservation how long a place is kept free for a client, and for each MiB a second more
 * @param reservations that one client may hold at once
 * @param threads that pack
 */
record ArFleetSettings(
        Path folder,
        String token,
        String marketplace,
        BigInteger welcome,
        String url,
        Terms terms,
        boolean announce,
        Duration lifetime,
        Duration shortestResponse,
        Duration reservation,
        int reservations,
        int threads) {

    /** How long a client may take to pack, spawn and pay. */
    Duration reserved(long bytes) {
        return reservation.plusSeconds(bytes >> 20);
    }
}
