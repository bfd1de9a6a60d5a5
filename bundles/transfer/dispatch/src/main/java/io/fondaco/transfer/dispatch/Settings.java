package io.fondaco.transfer.dispatch;

import java.time.Duration;

/**
 * How transfers are run.
 *
 * @param atOnce how many attempts may run at once, at least 1
 * @param perPeer how many of them with one peer or host, at least 1
 * @param attempts how many attempts in a row may bring no new byte before a transfer fails, at least 1
 * @param firstPause between the first failed attempt and the next, positive
 * @param factor how much longer each further pause is, at least 1
 * @param longestPause no pause is longer, not shorter than {@code firstPause}
 * @param jitter by what part of itself a pause may be shorter or longer, 0 to 1
 * @param stall how long no byte may come before an attempt is stopped, positive
 * @param stopping how long an attempt may take to stop before it is given up, positive
 */
public record Settings(
        int atOnce,
        int perPeer,
        int attempts,
        Duration firstPause,
        double factor,
        Duration longestPause,
        double jitter,
        Duration stall,
        Duration stopping) {

    /** 20 at once, 10 per peer, 15 attempts, pauses from 5 s to 10 min, 5 min to a stall. */
    public static final Settings STANDARD = new Settings(
            20,
            10,
            15,
            Duration.ofSeconds(5),
            1.5,
            Duration.ofMinutes(10),
            0.2,
            Duration.ofMinutes(5),
            Duration.ofSeconds(30));

    /** @throws IllegalArgumentException naming the setting that is out of its range */
    public Settings {
        check(atOnce >= 1, "atOnce", atOnce);
        check(perPeer >= 1, "perPeer", perPeer);
        check(attempts >= 1, "attempts", attempts);
        check(positive(firstPause), "firstPause", firstPause);
        check(factor >= 1 && factor <= 100, "factor", factor);
        check(longestPause.compareTo(firstPause) >= 0, "longestPause", longestPause);
        check(jitter >= 0 && jitter <= 1, "jitter", jitter);
        check(positive(stall), "stall", stall);
        check(positive(stopping), "stopping", stopping);
    }

    private static boolean positive(Duration d) {
        return !d.isNegative() && !d.isZero();
    }

    private static void check(boolean holds, String name, Object value) {
        if (!holds) {
            throw new IllegalArgumentException("transfer setting " + name + " is out of range: " + value);
        }
    }

    /**
     * The pause before the next attempt.
     *
     * @param failed how many attempts in a row failed, at least 1
     * @param chance from 0 (shortest) to 1 (longest)
     */
    public Duration pause(int failed, double chance) {
        double plain = firstPause.toMillis() * Math.pow(factor, Math.min(failed, 1000) - 1.0);
        double spread = Math.min(plain, longestPause.toMillis()) * (1 + jitter * (2 * chance - 1));
        return Duration.ofMillis(Math.min(Math.round(spread), longestPause.toMillis()));
    }
}
