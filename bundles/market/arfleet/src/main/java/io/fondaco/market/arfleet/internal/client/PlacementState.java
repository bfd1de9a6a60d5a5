package io.fondaco.market.arfleet.internal.client;

/** Where a placement is, in the field's own words. */
public enum PlacementState {
    CREATED,
    INITIALIZED,
    ENCRYPTED,
    PROCESS_SPAWNED,
    FUNDED,
    ACCEPTED,
    TRANSFERRED,
    COMPLETED,
    FAILED,
    UNAVAILABLE
}
