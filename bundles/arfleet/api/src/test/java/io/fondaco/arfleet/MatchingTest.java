package io.fondaco.arfleet;

import static org.assertj.core.api.Assertions.assertThat;

import io.fondaco.arfleet.Matching.Found;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.Test;

public class MatchingTest {

    private static final Instant NOW = Instant.parse("2026-11-22T00:00:00Z");
    private static final Wish WISH = new Wish(
            1_000_000,
            Duration.ofDays(10),
            BigInteger.valueOf(2_000),
            Duration.ofHours(1),
            10,
            BigInteger.valueOf(500));

    /** 1 MB for ten days costs {@code price} here. */
    private static Announcement provider(String name, String price) {
        return new Announcement(
                name,
                "1.0.0",
                1,
                NOW.plusSeconds(60),
                new Terms(
                        List.of(URI.create("http://127.0.0.1:8890")),
                        1 << 30,
                        BigInteger.ZERO,
                        new BigDecimal(price)
                                .movePointLeft(3)
                                .divide(BigDecimal.valueOf(864_000), java.math.MathContext.DECIMAL128),
                        Duration.ofDays(1),
                        Duration.ofDays(100),
                        Duration.ofMinutes(1),
                        64,
                        BigInteger.valueOf(1_000)));
    }

    private static List<String> names(Found found) {
        return found.quotes().stream().map(q -> q.announcement().provider()).toList();
    }

    private static Found find(List<Announcement> all, Map<String, Conduct> known) {
        return Matching.find(WISH, all, Set.of(), name -> known.getOrDefault(name, Conduct.UNKNOWN), NOW);
    }

    @Test
    public void theCheapestComesFirstAndItsPriceIsRoundedUp() {
        Found found = find(
                List.of(provider("dear", "1500"), provider("cheap", "900.2"), provider("middle", "1000")), Map.of());
        assertThat(names(found)).containsExactly("cheap", "middle", "dear");
        assertThat(found.quotes().get(0).price()).isEqualTo(901);
    }

    @Test
    public void whoMissedOrFailedCostsMoreThanItsPrice() {
        List<Announcement> all =
                List.of(provider("liar", "800"), provider("honest", "1000"), provider("newcomer", "1000"));
        Map<String, Conduct> known = Map.of(
                "liar", new Conduct(50, 50, 0, Optional.empty()),
                "honest", new Conduct(1000, 0, 0, Optional.of(Duration.ofMillis(50))));
        assertThat(names(find(all, known))).containsExactly("honest", "newcomer", "liar");
        assertThat(new Conduct(0, 0, 3, Optional.empty()).factor()).isGreaterThan(4);
        assertThat(new Conduct(10, 0, 0, Optional.of(Duration.ofSeconds(10))).factor())
                .isGreaterThan(new Conduct(10, 0, 0, Optional.of(Duration.ofMillis(10))).factor());
    }

    @Test
    public void eachThatDoesNotTakeItIsNamedWithWhy() {
        Announcement good = provider("good", "1000");
        Map<String, Announcement> bad = Map.of(
                "ended", change(good, "ended", NOW, "1.0.0", 1 << 30, 1, 100, 60, 64, 1000),
                "version", change(good, "version", NOW.plusSeconds(9), "2.0.0", 1 << 30, 1, 100, 60, 64, 1000),
                "bytes free", change(good, "bytes free", NOW.plusSeconds(9), "1.0.0", 999_999, 1, 100, 60, 64, 1000),
                "at least", change(good, "at least", NOW.plusSeconds(9), "1.0.0", 1 << 30, 11, 100, 60, 64, 1000),
                "at most", change(good, "at most", NOW.plusSeconds(9), "1.0.0", 1 << 30, 1, 9, 60, 64, 1000),
                "asked every",
                        change(good, "asked every", NOW.plusSeconds(9), "1.0.0", 1 << 30, 1, 100, 3601, 64, 1000),
                "leaves", change(good, "leaves", NOW.plusSeconds(9), "1.0.0", 1 << 30, 1, 100, 60, 9, 1000),
                "puts up", change(good, "puts up", NOW.plusSeconds(9), "1.0.0", 1 << 30, 1, 100, 60, 64, 499));
        Found found = find(List.copyOf(bad.values()), Map.of());
        assertThat(found.quotes()).isEmpty();
        bad.keySet().forEach(why -> assertThat(found.refused().get(why)).contains(why));
        Found dear = find(List.of(provider("dear", "2000.1")), Map.of());
        assertThat(dear.refused().get("dear")).isEqualTo("it asks for 2001, and 2000 is the most");
    }

    private static Announcement change(
            Announcement of,
            String name,
            Instant until,
            String version,
            long capacity,
            int shortest,
            int longest,
            int challenges,
            int leaves,
            int collateral) {
        return new Announcement(
                name,
                version,
                1,
                until,
                new Terms(
                        of.terms().connections(),
                        capacity,
                        of.terms().perDeal(),
                        of.terms().perKilobyteSecond(),
                        Duration.ofDays(shortest),
                        Duration.ofDays(longest),
                        Duration.ofSeconds(challenges),
                        leaves,
                        BigInteger.valueOf(collateral)));
    }

    @Test
    public void nobodyIsAskedTwiceForTheSameDataAndTheNewestAnnouncementCounts() {
        Announcement old = provider("one", "10");
        Terms terms = old.terms();
        Announcement fresh = new Announcement(
                "one",
                "1.0.0",
                2,
                NOW.plusSeconds(60),
                new Terms(
                        terms.connections(),
                        terms.capacity(),
                        BigInteger.TEN,
                        terms.perKilobyteSecond(),
                        terms.shortest(),
                        terms.longest(),
                        terms.challenges(),
                        terms.leaves(),
                        terms.collateral()));
        Found found = Matching.find(
                WISH, List.of(fresh, old, provider("two", "10")), Set.of("two"), name -> Conduct.UNKNOWN, NOW);
        assertThat(found.quotes()).hasSize(1);
        assertThat(found.quotes().get(0).price()).isEqualTo(20);
        assertThat(found.refused()).containsOnlyKeys("two");
    }
}
