package io.fondaco.ao.unit.internal;

import static io.fondaco.ao.unit.internal.Rig.get;
import static io.fondaco.ao.unit.internal.Rig.refusal;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fondaco.ao.AoException;
import io.fondaco.ao.AoException.Reason;
import io.fondaco.ao.DataItem;
import io.fondaco.ao.Result;
import io.fondaco.ao.ResultRange;
import io.fondaco.ao.Signer;
import io.fondaco.ao.Tag;
import java.time.Duration;
import java.util.List;
import org.junit.After;
import org.junit.Before;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;

/** The clock sends messages. */
public class CronTest {

    private static final List<Tag> TAGS = List.of(
            new Tag("Cron-Interval", "10-minutes"),
            new Tag("Cron-Tag-Name", "ten"),
            new Tag("Cron-Interval", "1-hour"),
            new Tag("Cron-Tag-Name", "hour"));

    @Rule
    public final TemporaryFolder folder = new TemporaryFolder();

    private Rig rig;
    private String process;
    private long born;
    private int orders;

    @Before
    public void start() {
        rig = new Rig(folder.getRoot().toPath()).start();
        process = rig.spawn(TAGS.toArray(Tag[]::new));
        born = rig.time.now().toEpochMilli();
    }

    @After
    public void stop() {
        rig.close();
    }

    private DataItem order(Signer by) {
        return DataItem.builder()
                .target(process)
                .anchor("o%031d".formatted(orders++))
                .data(" ")
                .sign(by);
    }

    private String ticks() {
        String state = rig.peek(process, "Counts");
        return state.contains("ticks=") ? state.replaceAll(".*ticks=([^,}]*).*", "$1") : "";
    }

    private String tick(String name, long minutes) {
        long time = born + minutes * 60_000;
        return name + "@" + time + "#" + time / 120_000;
    }

    @Test
    public void aProcessThatIsNotMonitoredHearsNothingOfTheClock() {
        rig.time.turn(Duration.ofHours(3));
        assertThat(ticks()).isEmpty();
    }

    @Test
    public void theClockSendsWhatTheTagsTellAtItsTime() {
        get(rig.unit.monitor(order(Rig.ALICE)));
        assertThat(rig.unit.process(process).orElseThrow().monitored()).isTrue();
        rig.time.turn(Duration.ofMinutes(9));
        assertThat(ticks()).isEmpty();
        rig.time.turn(Duration.ofMinutes(12));
        assertThat(ticks()).isEqualTo(tick("ten", 10) + " " + tick("ten", 20));
        rig.time.turn(Duration.ofMinutes(40));
        assertThat(ticks()).endsWith(tick("ten", 50) + " " + tick("ten", 60) + " " + tick("hour", 60));
    }

    @Test
    public void itsMessagesHaveResultsAndComeInTheOrderOfTime() {
        get(rig.unit.monitor(order(Rig.ALICE)));
        rig.time.turn(Duration.ofMinutes(15));
        rig.send(process, "Set", "x");
        rig.time.turn(Duration.ofMinutes(15));
        rig.hash(process);
        List<Result> results = rig.unit.results(process, ResultRange.oldest(10)).results();
        assertThat(results).extracting(Result::cron).containsExactly(false, true, false, true, true);
        assertThat(results).extracting(r -> (r.timestamp() - born) / 60_000).containsExactly(0L, 10L, 15L, 20L, 30L);
        assertThat(rig.unit.crons(process, 0, Long.MAX_VALUE, 100))
                .isEqualTo(List.of(results.get(1), results.get(3), results.get(4)));
        assertThat(rig.unit.crons(process, born + 600_000, born + 1_200_000, 100))
                .containsExactly(results.get(3));
        assertThat(rig.unit.crons(process, 0, Long.MAX_VALUE, 1)).containsExactly(results.get(1));
        assertThat(get(rig.unit.result(process, process)).cron()).isFalse();
    }

    @Test
    public void theClockOfAnEarlierLifeIsReplayedAndMadeUpFor() {
        get(rig.unit.monitor(order(Rig.ALICE)));
        rig.time.turn(Duration.ofMinutes(25));
        rig.send(process, "Set", "x");
        rig.time.turn(Duration.ofMinutes(10));
        String ticks = ticks();
        String hash = rig.hash(process);
        rig.restart();
        assertThat(rig.hash(process)).isEqualTo(hash);
        rig.unit.close();
        rig.time.turn(Duration.ofMinutes(20));
        rig.start();
        assertThat(ticks()).isEqualTo(ticks + " " + tick("ten", 40) + " " + tick("ten", 50));
    }

    @Test
    public void ofAVeryLongAbsenceOnlyTheEndIsMadeUpFor() {
        rig.unit.close();
        rig.settings = new Settings(2, 2, 200_000, Settings.DEFAULT.limits(), 100, 500, 10_000, 64, 4);
        rig.start();
        get(rig.unit.monitor(order(Rig.ALICE)));
        rig.unit.close();
        rig.time.turn(Duration.ofDays(1000));
        rig.start();
        assertThat(ticks().split(" ")).hasSizeBetween(1, 4);
        assertThat(ticks()).endsWith(tick("hour", 1000 * 24 * 60));
    }

    @Test
    public void nobodyButTheOwnerHasAWord() {
        assertThat(refusal(rig.unit.monitor(order(Rig.MALLORY))).reason()).isEqualTo(Reason.FORBIDDEN);
        DataItem message = rig.message(process, "Set", "x");
        assertThat(refusal(rig.unit.monitor(message))).hasMessageContaining("is of a type");
        assertThat(refusal(rig.unit.monitor(DataItem.builder().sign(Rig.ALICE))))
                .hasMessageContaining("names no process");
        byte[] forged = order(Rig.ALICE).toBytes();
        forged[5] ^= 1;
        assertThat(refusal(rig.unit.monitor(DataItem.read(forged))).reason()).isEqualTo(Reason.BAD_SIGNATURE);
    }

    @Test
    public void anOrderCountsOnce() {
        DataItem on = order(Rig.ALICE);
        get(rig.unit.monitor(on));
        get(rig.unit.unmonitor(order(Rig.ALICE)));
        assertThat(refusal(rig.unit.monitor(on)).reason()).isEqualTo(Reason.DUPLICATE);
        rig.time.turn(Duration.ofHours(1));
        assertThat(ticks()).isEmpty();
        rig.restart();
        rig.time.turn(Duration.ofHours(1));
        assertThat(ticks()).isEmpty();
    }

    @Test
    public void readsEveryUnit() {
        for (String unit : List.of("second", "minute", "hour", "day", "week", "month", "year", "block")) {
            Crons crons = Crons.of("p", List.of(new Tag("Cron-Interval", "2-" + unit + "s")), 5_999);
            assertThat(crons.after(new Crons.Tick(5_999, Integer.MAX_VALUE))
                            .orElseThrow()
                            .time())
                    .as(unit)
                    .isEqualTo(5_000
                            + 2
                                    * Duration.ofSeconds(
                                                    switch (unit) {
                                                        case "second" -> 1;
                                                        case "minute" -> 60;
                                                        case "hour" -> 3600;
                                                        case "day" -> 86_400;
                                                        case "week" -> 604_800;
                                                        case "month" -> 30 * 86_400;
                                                        case "year" -> 365 * 86_400;
                                                        default -> 120;
                                                    })
                                            .toMillis());
        }
        for (String bad : List.of("", "10", "minutes", "0-minutes", "-1-minutes", "10-fortnights", "9999999999-days")) {
            assertThatThrownBy(() -> Crons.of("p", List.of(new Tag("Cron-Interval", bad)), 0))
                    .as(bad)
                    .isInstanceOf(AoException.class);
        }
    }
}
