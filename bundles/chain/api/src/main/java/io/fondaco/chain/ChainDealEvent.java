package io.fondaco.chain;

import io.fondaco.model.Epoch;

/** What becomes of a published deal. */
public sealed interface ChainDealEvent {

    long dealId();

    Epoch at();

    /** Its sector was pre-committed. */
    record Precommitted(long dealId, Epoch at, long sector) implements ChainDealEvent {}

    /** Its sector is proven; the deal runs. */
    record Activated(long dealId, Epoch at, long sector) implements ChainDealEvent {}

    /** It ran its time and was settled. */
    record Expired(long dealId, Epoch at) implements ChainDealEvent {}

    /** Its sector was lost; the provider's collateral is gone. */
    record Slashed(long dealId, Epoch at) implements ChainDealEvent {}

    /** Its start passed without a proven sector: the client is refunded, the provider's collateral is gone. */
    record TimedOut(long dealId, Epoch at) implements ChainDealEvent {}
}
