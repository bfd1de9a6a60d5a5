package io.fondaco.transfer.dispatch.internal;

import io.fondaco.transfer.spi.TransportException;
import java.time.Duration;
import java.util.concurrent.CompletionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a failed attempt means.
 *
 * @param why one sentence
 * @param passing whether another attempt is worth it
 * @param pause how long that must wait at least; when the transport asked for it, the attempt does not count
 */
public record Mishap(String why, boolean passing, Duration pause) {

    private static final Logger LOG = LoggerFactory.getLogger(Mishap.class);

    /** Guarded by the dispatcher's lock. */
    public static Mishap of(Flight flight, Throwable failure) {
        Throwable cause =
                failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
        if (!(cause instanceof TransportException)) {
            LOG.error("Transport {} broke at {}", flight.channel.order.transport(), flight.channel.order, cause);
        }
        if (flight.stopping != null) {
            return new Mishap(flight.stopping, true, Duration.ZERO);
        }
        if (cause instanceof TransportException t) {
            return new Mishap(String.valueOf(t.getMessage()), t.worthRepeating(), t.pause());
        }
        // Nobody planned this: worth another try.
        return new Mishap("the transport broke: " + cause, true, Duration.ZERO);
    }

    public boolean counts() {
        return pause.isZero();
    }
}
