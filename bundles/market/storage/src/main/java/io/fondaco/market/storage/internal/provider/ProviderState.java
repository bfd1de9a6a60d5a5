package io.fondaco.market.storage.internal.provider;

import io.fondaco.market.storage.internal.wire.DealStatus;

/** The states of the provider's side, each with the number it has on the wire. */
public enum ProviderState {
    UNKNOWN(DealStatus.UNKNOWN),
    VALIDATING(DealStatus.VALIDATING),
    ACCEPT_WAIT(DealStatus.ACCEPT_WAIT),
    WAITING_FOR_DATA(DealStatus.WAITING_FOR_DATA),
    TRANSFERRING(DealStatus.TRANSFERRING),
    PROVIDER_TRANSFER_AWAIT_RESTART(DealStatus.PROVIDER_TRANSFER_AWAIT_RESTART),
    VERIFY_DATA(DealStatus.VERIFY_DATA),
    RESERVE_PROVIDER_FUNDS(DealStatus.RESERVE_PROVIDER_FUNDS),
    PROVIDER_FUNDING(DealStatus.PROVIDER_FUNDING),
    PUBLISH(DealStatus.PUBLISH),
    PUBLISHING(DealStatus.PUBLISHING),
    STAGED(DealStatus.STAGED),
    AWAITING_PRE_COMMIT(DealStatus.AWAITING_PRE_COMMIT),
    SEALING(DealStatus.SEALING),
    FINALIZING(DealStatus.FINALIZING),
    ACTIVE(DealStatus.ACTIVE),
    EXPIRED(DealStatus.EXPIRED),
    SLASHED(DealStatus.SLASHED),
    REJECTING(DealStatus.REJECTING),
    FAILING(DealStatus.FAILING),
    ERROR(DealStatus.ERROR);

    private final DealStatus wire;

    ProviderState(DealStatus wire) {
        this.wire = wire;
    }

    /** What a client is told. */
    public DealStatus wire() {
        return wire;
    }
}
