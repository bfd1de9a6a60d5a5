package io.fondaco.transfer.http.internal;

import io.fondaco.transfer.TransferOrder;
import io.fondaco.transfer.http.HttpSettings;
import io.fondaco.transfer.spi.TransportException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/**
 * What one host and one file may take, over all attempts. A stranger who names addresses can have us stage no more than
 * this from a host at once, and nothing for ever.
 */
final class Allowance {

    private static final Duration PAUSE = Duration.ofMinutes(1);

    /** Of how many files it is remembered when they were begun. */
    private static final int FILES = 10_000;

    private final HttpSettings.Limits limits;
    private final Map<String, Long> coming = new HashMap<>();
    private final Map<Path, Instant> begun = new LinkedHashMap<>() {
        @Override
        protected boolean removeEldestEntry(Map.Entry<Path, Instant> eldest) {
            return size() > FILES;
        }
    };

    Allowance(HttpSettings.Limits limits) {
        this.limits = limits;
    }

    /** Until when a file must be there, whatever its order's attempts. */
    synchronized Instant until(Path file, Instant now) {
        return begun.computeIfAbsent(file, f -> now).plus(limits.whole());
    }

    /** A file is there, or will never be. */
    synchronized void over(Path file) {
        begun.remove(file);
    }

    TransportException tooLong() {
        return TransportException.lasting("the file took more than " + text(limits.whole()) + " in all", null);
    }

    /**
     * Counts an order in; to be followed by {@link #leave}.
     *
     * @throws TransportException when it must wait until others from that host are done, or could never come
     */
    synchronized void enter(TransferOrder order) {
        long bytes = bytes(order);
        long now = coming.getOrDefault(host(order), 0L);
        if (limits.perHost() > 0 && bytes > limits.perHost()) {
            throw TransportException.lasting(
                    "the file may have " + bytes + " bytes, more than the " + limits.perHost()
                            + " that may come from one host",
                    null);
        }
        if (limits.perHost() > 0 && bytes > limits.perHost() - now) {
            throw TransportException.later(
                    "waits for others from that host: " + now + " of " + limits.perHost() + " bytes are on their way",
                    PAUSE);
        }
        coming.put(host(order), now + bytes);
    }

    synchronized void leave(TransferOrder order) {
        coming.computeIfPresent(host(order), (host, now) -> now == bytes(order) ? null : now - bytes(order));
    }

    /** What an address says when it is asked too often. @param asked how long it wants to be left alone */
    TransportException asked(String why, Duration asked) {
        Duration pause = asked.compareTo(limits.retryAfter()) > 0 ? limits.retryAfter() : asked;
        return TransportException.later(why + "; it asks to wait " + text(asked), pause);
    }

    private static String text(Duration time) {
        return time.toSeconds() + " s";
    }

    private static long bytes(TransferOrder order) {
        return order.bytes() >= 0 ? order.bytes() : order.most();
    }

    private static String host(TransferOrder order) {
        return order.location().map(URI::getHost).orElse("").toLowerCase(Locale.ROOT);
    }
}
