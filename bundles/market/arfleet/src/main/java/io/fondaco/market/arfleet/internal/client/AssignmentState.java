package io.fondaco.market.arfleet.internal.client;

/** Where an assignment is. */
public enum AssignmentState {
    PLACING,
    PLACED,
    ENDED,
    CALLED_OFF
}
