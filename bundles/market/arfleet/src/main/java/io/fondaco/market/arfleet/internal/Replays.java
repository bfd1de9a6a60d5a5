package io.fondaco.market.arfleet.internal;

import io.fondaco.arfleet.SignedRequest;
import io.fondaco.model.Time;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.Set;

/**
 * Knows requests by their ids as long as their signatures are fresh. A restart forgets them: what a request does it does once
 * by itself, so this is a second lock and no more.
 */
final class Replays {
    private static final Duration MEMORY = SignedRequest.FRESH.multipliedBy(2);
    private static final int MOST = 200_000;

    private final Time time;
    private final Set<String> known = new HashSet<>();
    private final Deque<Seen> order = new ArrayDeque<>();

    private record Seen(String id, Instant at) {}

    Replays(Time time) {
        this.time = time;
    }

    /** @throws Refusal for a request that has come before */
    synchronized void first(String id) {
        Instant now = time.now();
        while (!order.isEmpty() && order.peek().at().plus(MEMORY).isBefore(now)) {
            known.remove(order.remove().id());
        }
        // A flood drives out what came first; commands do once what they do, so a replay then finds nothing to do.
        if (known.size() >= MOST) {
            known.remove(order.remove().id());
        }
        if (!known.add(id)) {
            throw new Refusal(409, "this request has come before: sign each one anew");
        }
        order.add(new Seen(id, now));
    }
}
