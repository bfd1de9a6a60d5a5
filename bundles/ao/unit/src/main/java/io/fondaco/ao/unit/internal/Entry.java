package io.fondaco.ao.unit.internal;

import io.fondaco.ao.Scheduled;

/**
 * A line of a schedule as it is stored.
 *
 * @param depth how many messages led to this one
 */
record Entry(Scheduled scheduled, int depth) {
    long nonce() {
        return scheduled.assignment().nonce();
    }

    String id() {
        return scheduled.message().id();
    }

    long timestamp() {
        return scheduled.assignment().timestamp();
    }
}
