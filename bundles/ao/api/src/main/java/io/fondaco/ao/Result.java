package io.fondaco.ao;

import io.fondaco.ao.spi.Outcome;
import java.util.OptionalLong;

/**
 * What the evaluation of one message came to. Durable: it does not change any more.
 *
 * @param process who evaluated
 * @param message its id; for the clock's messages an id of their own
 * @param nonce its place in the schedule; empty for the clock's, which have none
 * @param timestamp of the message, milliseconds since 1970
 * @param cursor its place among the results of its process, for {@link ResultRange}
 */
public record Result(
        String process, String message, OptionalLong nonce, long timestamp, Outcome outcome, String cursor) {

    /** Whether the clock sent the message. */
    public boolean cron() {
        return nonce.isEmpty();
    }
}
