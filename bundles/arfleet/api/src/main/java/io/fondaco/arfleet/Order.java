package io.fondaco.arfleet;

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
 * @param duration of each deal
 * @param ceiling the most that is paid for one replica, base units
 * @param collateral a provider puts up for each, base units
 * @param every how often leaves are asked for, a second or more
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

    public Order {
        check(redundancy >= 1 && redundancy <= MOST_REPLICAS, "redundancy is 1 to " + MOST_REPLICAS);
        check(every.toMillis() >= 1000, "leaves are asked for every second at most");
        check(duration.compareTo(every) >= 0, "a deal of " + duration + " is shorter than a period of " + every);
        check(
                response.toMillis() >= 500 && response.compareTo(every) <= 0,
                "a provider may take half a second or more, and no longer than " + every);
        check(leaves >= 1 && leaves <= 256, "leaves are 1 to 256");
        check(ceiling.signum() >= 0 && collateral.signum() >= 0, "amounts are not negative");
        check(forfeitAfter >= 1 && forfeitAfter <= 1000, "everything is forfeit after 1 to 1000 misses");
    }

    private static void check(boolean holds, String why) {
        if (!holds) {
            throw new IllegalArgumentException(why);
        }
    }
}
