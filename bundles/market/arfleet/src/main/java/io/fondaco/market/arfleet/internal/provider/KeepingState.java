package io.fondaco.market.arfleet.internal.provider;

/** Where a replica is at its provider: the field's words, and between them what it takes to get there. */
public enum KeepingState {
    CREATED,
    ACCEPTED,
    RECEIVED,
    COMPLETED,
    ENDED,
    FAILED
}
