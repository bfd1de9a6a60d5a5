package io.fondaco.arfleet;

import io.fondaco.model.DealId;
import java.math.BigInteger;
import java.time.Instant;
import java.util.Optional;

/**
 * A placement, and its deal.
 *
 * @param state of the placement, in the field's words: {@code CREATED} to {@code COMPLETED}
 * @param provider its address
 * @param reward for the whole deal, base units
 * @param process of the deal; empty before it is spawned
 * @param deal what its process says; empty before it is spawned
 * @param message why it failed, or what it waits for; empty otherwise
 */
public record PlacementView(
        DealId id,
        DealId assignment,
        String state,
        String provider,
        long bytes,
        BigInteger reward,
        BigInteger collateral,
        String process,
        Optional<DealState> deal,
        Instant opened,
        String message) {

    /**
     * What a deal's process says of itself.
     *
     * @param status Created, Activated, Expired, Forfeited, Cancelled or Invalid
     * @param period that is open or comes next, of {@code periods}
     * @param passes periods that were shown, and {@code misses} that were not
     * @param collateral that is left
     * @param slashed of the collateral so far
     * @param paid to the provider so far, or owed to it, for periods that it showed
     * @param next when the next leaves are asked for; empty when no more are
     */
    public record DealState(
            String status,
            long period,
            long periods,
            long passes,
            long misses,
            BigInteger collateral,
            BigInteger slashed,
            BigInteger paid,
            Optional<Instant> next) {}
}
