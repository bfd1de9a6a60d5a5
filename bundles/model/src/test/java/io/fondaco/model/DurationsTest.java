package io.fondaco.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.Test;

public class DurationsTest {

    @Test
    public void readsAsPeopleSayIt() {
        assertThat(Durations.text(Duration.ofSeconds(20))).isEqualTo("20 s");
        assertThat(Durations.text(Duration.ofMinutes(90))).isEqualTo("1 h 30 min");
        assertThat(Durations.text(Duration.ofDays(400))).isEqualTo("400 d");
        assertThat(Durations.text(Duration.ofMillis(86_400_000L + 61_007))).isEqualTo("1 d 1 min 1 s 7 ms");
        assertThat(Durations.text(Duration.ofSeconds(-3))).isEqualTo("-3 s");
        assertThat(Durations.text(Duration.ofNanos(5))).isEqualTo("0 s");
        assertThat(Durations.text(Duration.ofSeconds(Long.MAX_VALUE))).startsWith("106751991167300 d");
    }
}
