package io.fondaco.arfleet;

import java.time.Instant;
import java.util.List;

/**
 * A period of a deal that is over, as its schedule tells it.
 *
 * @param at when it was settled
 * @param leaves that were asked for; empty when nothing was shown
 * @param passed whether the provider showed them
 * @param detail what was wrong; empty when nothing was
 * @param message that settled it, in the schedule of the deal
 */
public record Challenged(long period, Instant at, List<Long> leaves, boolean passed, String detail, String message) {
    public Challenged {
        leaves = List.copyOf(leaves);
    }
}
