package io.fondaco.arfleet;

import io.fondaco.model.Durations;
import java.math.BigInteger;
import java.nio.file.Path;
import java.time.Duration;

/**
 * What a client wants stored, and how.
 *
 * @param client a party of this house
 * @param file the data; it has to stay where it is until all replicas are placed, and as long as lost ones are to be replaced
 *     from it
 * @param redundancy replicas, each with another provider, 1 to 32
 * @param duration of each deal, at most 16,777,216 times {@code every}
 * @param ceiling the most that is paid for one replica, base units, of 39 digits at most
 * @param collateral a provider puts up for each, base units, of 39 digits at most
 * @param every how often leaves are asked for, from a second to 366 days
 * @param response how long a provider may take to show them, up to {@code every}
 * @param leaves asked for each time, 1 to 256
 * @param forfeitAfter misses in a row that take the whole collateral
 */
public record Order(
        String client,
        Path file,
        int redundancy,
        Duration duration,
        BigInteger ceiling,
        BigInteger collateral,
        Duration every,
        Duration response,
        int leaves,
        int forfeitAfter) {
    public static final int MOST_REPLICAS = 32;

    // What a deal's process takes, deal.lua: an order beyond it would come to nothing, once for each provider.
    private static final Duration LONGEST_PERIOD = Duration.ofDays(366);
    private static final int MOST_PERIODS = 1 << 24;
    private static final BigInteger TOO_MUCH = BigInteger.TEN.pow(39);

    public Order {
        check(redundancy >= 1 && redundancy <= MOST_REPLICAS, "redundancy is 1 to " + MOST_REPLICAS);
        check(
                every.compareTo(LONGEST_PERIOD) <= 0 && every.toMillis() >= 1000,
                "leaves are asked for every second at most, and every 366 days at least");
        check(
                duration.compareTo(every) >= 0,
                "a deal of " + Durations.text(duration) + " is shorter than a period of " + Durations.text(every));
        check(
                duration.minusNanos(1).dividedBy(every) < MOST_PERIODS,
                "a deal of " + Durations.text(duration) + " has more than " + MOST_PERIODS + " periods of "
                        + Durations.text(every));
        check(
                response.compareTo(every) <= 0 && response.toMillis() >= 500,
                "a provider may take half a second or more, and no longer than " + Durations.text(every));
        check(leaves >= 1 && leaves <= 256, "leaves are 1 to 256");
        check(ceiling.signum() >= 0 && collateral.signum() >= 0, "amounts are not negative");
        check(ceiling.max(collateral).compareTo(TOO_MUCH) < 0, "amounts have 39 digits at most");
        check(forfeitAfter >= 1 && forfeitAfter <= 1000, "everything is forfeit after 1 to 1000 misses");
    }

    private static void check(boolean holds, String why) {
        if (!holds) {
            throw new IllegalArgumentException(why);
        }
    }
}
