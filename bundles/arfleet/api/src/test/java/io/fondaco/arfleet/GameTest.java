package io.fondaco.arfleet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.fondaco.arfleet.Game.Answer;
import io.fondaco.arfleet.Game.Question;
import io.fondaco.replica.Draw;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.time.Duration;
import org.junit.Test;

public class GameTest {

    private static final BigDecimal STORAGE = new BigDecimal("1000000");

    private static Question question(double loss, double confidence, Duration within, Duration every) {
        return new Question(1L << 30, Duration.ofDays(180), loss, confidence, within, every, STORAGE, 0.01, 0.2, 2, 5);
    }

    /** The table of the verification game. */
    @Test
    public void asManyDrawsAreNeededAsThePublishedTableSays() {
        double[] losses = {0.5, 0.25, 0.1, 0.05, 0.01, 0.001};
        double[] confidences = {0.5, 0.9, 0.99, 0.999};
        long[][] draws = {
            {1, 4, 7, 10},
            {3, 9, 17, 25},
            {7, 22, 44, 66},
            {14, 45, 90, 135},
            {69, 230, 459, 688},
            {693, 2302, 4603, 6905}
        };
        for (int i = 0; i < losses.length; i++) {
            for (int j = 0; j < confidences.length; j++) {
                assertThat(Detection.draws(losses[i], confidences[j])).isEqualTo(draws[i][j]);
            }
        }
        assertThat(Detection.of(0.25, 20)).isCloseTo(0.9968, within(0.0001));
        assertThat(Detection.of(1e-4, 26_280)).isCloseTo(0.928, within(0.001));
        assertThat(Detection.of(1, 1)).isEqualTo(1);
    }

    /** Within three deviations, whatever the number of leaves: they are drawn as deals draw them. */
    @Test
    public void simulatedLossesAreFoundAsOftenAsComputed() {
        int rounds = 4000;
        for (int leaves : new int[] {1000, 1025, 131_072}) {
            for (double loss : new double[] {0.001, 0.01, 0.1}) {
                int lost = (int) Math.round(leaves * loss);
                int draws = 100;
                int found = 0;
                for (int round = 0; round < rounds; round++) {
                    byte[] seed = ByteBuffer.allocate(16)
                            .putInt(leaves)
                            .putInt(lost)
                            .putInt(round)
                            .array();
                    boolean hit = false;
                    for (long leaf : Draw.leaves(seed, leaves, draws)) {
                        // The last ones are lost: the tree's edge is where others drew unevenly.
                        hit |= leaf >= leaves - lost;
                    }
                    found += hit ? 1 : 0;
                }
                double expected = Detection.of((double) lost / leaves, draws);
                double deviation = Math.sqrt(rounds * expected * (1 - expected));
                assertThat((double) found)
                        .as("%d of %d leaves lost", lost, leaves)
                        .isCloseTo(rounds * expected, within(3 * deviation + 1));
            }
        }
    }

    @Test
    public void termsFindTheLossInTimeAndMakeHonestyTheBestPlay() {
        Answer answer = Game.solve(question(0.01, 0.99, Duration.ofDays(7), Duration.ofHours(6)));
        assertThat(answer.draws()).isEqualTo(459);
        assertThat(answer.leaves()).isEqualTo(17);
        assertThat(answer.found()).isGreaterThanOrEqualTo(0.99);
        assertThat(answer.periods()).isEqualTo(720);
        assertThat(answer.honestyPays()).isTrue();
        assertThat(answer.collateral()).isEqualTo(answer.slash().multiply(BigInteger.valueOf(5)));
        // 1 GiB for 180 days costs 6,000,000 to store.
        assertThat(answer.reward()).isBetween(BigInteger.valueOf(7_200_000), BigInteger.valueOf(8_000_000));
    }

    @Test
    public void withoutAnIntervalItAsksAsSeldomAsItMay() {
        Answer answer = Game.solve(question(0.001, 0.99, Duration.ofDays(1), Duration.ZERO));
        assertThat(answer.leaves()).isLessThanOrEqualTo(256);
        assertThat(answer.every()).isEqualTo(Duration.ofSeconds(86_400 / 18));
        assertThat(answer.found()).isGreaterThanOrEqualTo(0.99);
    }

    @Test
    public void everyOtherPlayIsWorseWhateverTheSizesAndTimes() {
        for (long bytes : new long[] {1, 5000, 1L << 30, 1L << 44}) {
            for (Duration every : new Duration[] {Duration.ofMinutes(1), Duration.ofHours(6), Duration.ofDays(2)}) {
                for (double downtime : new double[] {0, 0.01, 0.2}) {
                    Answer answer = Game.solve(new Question(
                            bytes,
                            Duration.ofDays(40),
                            0.1,
                            0.9,
                            Duration.ofDays(4),
                            every,
                            STORAGE,
                            downtime,
                            0,
                            1.5,
                            3));
                    assertThat(answer.honestyPays()).as("%s", answer).isTrue();
                }
            }
        }
    }

    @Test
    public void whatCannotBeAnsweredIsRefusedWithWhatToAskFor() {
        assertThatThrownBy(() -> Game.solve(question(0.001, 0.999, Duration.ofDays(7), Duration.ofDays(7))))
                .hasMessageContaining("6905 draws")
                .hasMessageContaining("ask more often");
        assertThatThrownBy(() -> question(0, 0.9, Duration.ofDays(8), Duration.ofDays(9)))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> Detection.draws(0, 0.9)).hasMessageContaining("loss");
        assertThatThrownBy(() -> Detection.draws(0.1, 1)).hasMessageContaining("confidence");
    }
}
