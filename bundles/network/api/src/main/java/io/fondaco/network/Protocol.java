package io.fondaco.network;

import java.time.Duration;

/**
 * A protocol one side offers.
 *
 * @param id e.g. {@code /fil/storage/mk/1.1.1}
 * @param maxMessage the largest message in bytes; a network without flow control ends a stream with more than that unread
 * @param idle how long a stream may be silent before it is ended
 */
public record Protocol(String id, int maxMessage, Duration idle) {

    public Protocol {
        if (!id.startsWith("/") || maxMessage < 1 || idle.isNegative() || idle.isZero()) {
            throw new IllegalArgumentException("not a protocol: " + id + ", " + maxMessage + " bytes, " + idle);
        }
    }
}
