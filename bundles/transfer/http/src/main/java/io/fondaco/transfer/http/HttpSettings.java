package io.fondaco.transfer.http;

import java.time.Duration;

/**
 * How addresses are pulled from.
 *
 * @param allowPrivate whether loopback, private, unique local and carrier-grade NAT addresses may be asked; link-local,
 *     multicast and reserved ones never may
 * @param redirects how many redirects are followed, each checked like the first address, 0 to 2
 * @param chunks how many ranges of one file are asked for at once, 1 to 16
 * @param minChunk no chunk is smaller, in bytes, positive
 * @param connect how long connecting to one address may take, positive
 * @param floor how many bytes per second must come at least, 0 for no floor
 * @param window over how long the floor is measured, positive
 * @param limits what one file and one host may take
 */
public record HttpSettings(
        boolean allowPrivate,
        int redirects,
        int chunks,
        long minChunk,
        Duration connect,
        long floor,
        Duration window,
        Limits limits) {

    /**
     * What one file and one host may take.
     *
     * @param whole how long a file may take in all, counted from its first attempt in this process, positive
     * @param perHost how many bytes may be on their way from one host at once, counted as what orders may become; 0 for no
     *     limit
     * @param retryAfter how long a pause an address may ask for at the most, positive
     */
    public record Limits(Duration whole, long perHost, Duration retryAfter) {

        /** A day, 128 GiB, an hour. */
        public static final Limits STANDARD = new Limits(Duration.ofHours(24), 128L << 30, Duration.ofHours(1));

        /** @throws IllegalArgumentException naming the setting that is out of its range */
        public Limits {
            check(whole.toMillis() >= 1, "whole", whole);
            check(perHost >= 0, "perHost", perHost);
            check(retryAfter.toMillis() >= 1, "retryAfter", retryAfter);
        }
    }

    /** With the usual limits. */
    public HttpSettings(
            boolean allowPrivate,
            int redirects,
            int chunks,
            long minChunk,
            Duration connect,
            long floor,
            Duration window) {
        this(allowPrivate, redirects, chunks, minChunk, connect, floor, window, Limits.STANDARD);
    }

    /** Public addresses only, no redirects, 5 chunks of at least 1 MiB, 15 s to connect, at least 1 KiB/s over 60 s. */
    public static final HttpSettings STANDARD =
            new HttpSettings(false, 0, 5, 1 << 20, Duration.ofSeconds(15), 1024, Duration.ofSeconds(60));

    /** @throws IllegalArgumentException naming the setting that is out of its range */
    public HttpSettings {
        check(redirects >= 0 && redirects <= 2, "redirects", redirects);
        check(chunks >= 1 && chunks <= 16, "chunks", chunks);
        check(minChunk >= 1, "minChunk", minChunk);
        check(connect.toMillis() >= 1 && connect.toMillis() <= 600_000, "connect", connect);
        check(floor >= 0, "floor", floor);
        check(window.toMillis() >= 1, "window", window);
    }

    private static void check(boolean holds, String name, Object value) {
        if (!holds) {
            throw new IllegalArgumentException("http transport setting " + name + " is out of range: " + value);
        }
    }
}
