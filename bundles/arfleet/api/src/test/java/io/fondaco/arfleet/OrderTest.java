package io.fondaco.arfleet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigInteger;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.Test;

public class OrderTest {
    private static final Duration HOUR = Duration.ofHours(1);
    private static final Duration DAY = Duration.ofDays(1);
    private static final BigInteger MOST = BigInteger.TEN.pow(39).subtract(BigInteger.ONE);

    private static Order order(Duration duration, Duration every, Duration response, BigInteger ceiling) {
        return new Order("alice", Path.of("photo"), 3, duration, ceiling, BigInteger.ONE, every, response, 8, 3);
    }

    private static void refused(Duration duration, Duration every, Duration response, BigInteger ceiling, String why) {
        assertThatThrownBy(() -> order(duration, every, response, ceiling))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(why);
    }

    @Test
    public void whatADealsProcessTakesIsTaken() {
        Duration second = Duration.ofSeconds(1);
        assertThat(order(second.multipliedBy(1 << 24), second, Duration.ofMillis(500), MOST)
                        .ceiling())
                .isEqualTo(MOST);
        assertThat(order(Duration.ofDays(366), Duration.ofDays(366), DAY, BigInteger.ZERO)
                        .every())
                .isEqualTo(Duration.ofDays(366));
    }

    @Test
    public void whatNoDealsProcessWouldTakeIsRefusedAtOnce() {
        Duration second = Duration.ofSeconds(1);
        refused(second.multipliedBy(1 << 24).plusMillis(1), second, second, MOST, "more than 16777216 periods");
        refused(Duration.ofSeconds(Long.MAX_VALUE), HOUR, HOUR, MOST, "more than 16777216 periods");
        refused(DAY, HOUR, HOUR, MOST.add(BigInteger.ONE), "39 digits");
        refused(DAY, HOUR, HOUR, BigInteger.ONE.negate(), "not negative");
        refused(Duration.ofDays(400), Duration.ofDays(367), HOUR, MOST, "every 366 days at least");
        refused(Duration.ofSeconds(Long.MAX_VALUE), Duration.ofSeconds(Long.MAX_VALUE), HOUR, MOST, "every 366 days");
        refused(DAY, Duration.ofMillis(999), Duration.ofMillis(600), MOST, "every second at most");
        refused(HOUR, DAY, HOUR, MOST, "shorter than a period");
        refused(DAY, HOUR, HOUR.plusNanos(1), MOST, "no longer than");
        refused(DAY, HOUR, Duration.ofMillis(499), MOST, "half a second or more");
        refused(DAY, HOUR, Duration.ofSeconds(Long.MAX_VALUE), MOST, "no longer than");
        refused(DAY, Duration.ZERO, Duration.ZERO, MOST, "every second at most");
    }
}
