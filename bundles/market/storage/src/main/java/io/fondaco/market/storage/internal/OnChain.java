package io.fondaco.market.storage.internal;

import io.fondaco.model.Cid;
import java.util.Optional;

/**
 * What a deal has on the chain so far.
 *
 * @param addFunds the message that adds to the escrow
 * @param publish the message that publishes the deal; the one that landed, once it has
 * @param dealId the chain's number for the deal
 * @param sector where it is sealed
 * @param slashed the epoch it was slashed in
 */
public record OnChain(
        Optional<Cid> addFunds,
        Optional<Cid> publish,
        Optional<Long> dealId,
        Optional<Long> sector,
        Optional<Long> slashed) {

    /** Nothing yet. */
    public static final OnChain NOTHING =
            new OnChain(Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());

    public OnChain addFunds(Cid message) {
        return new OnChain(Optional.of(message), publish, dealId, sector, slashed);
    }

    public OnChain publish(Cid message) {
        return new OnChain(addFunds, Optional.of(message), dealId, sector, slashed);
    }

    public OnChain dealId(long id) {
        return new OnChain(addFunds, publish, Optional.of(id), sector, slashed);
    }

    public OnChain sector(long number) {
        return new OnChain(addFunds, publish, dealId, Optional.of(number), slashed);
    }

    public OnChain slashed(long epoch) {
        return new OnChain(addFunds, publish, dealId, sector, Optional.of(epoch));
    }
}
