package io.fondaco.market.arfleet.internal;

import static io.fondaco.market.arfleet.internal.Town.get;
import static org.assertj.core.api.Assertions.assertThat;

import io.fondaco.ao.Signer;
import io.fondaco.ao.Tag;
import io.fondaco.arfleet.PlacementView;
import io.fondaco.model.DealId;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;

/** Anybody may put lines into the schedule of a deal that are not for it: the deal drops them. */
public class ScheduleMeddlingTest {
    @Rule
    public final TemporaryFolder folder = new TemporaryFolder();

    @Test
    public void linesOfStrangersBeforeBetweenAndAfterCostNoProviderAPeriod() throws Exception {
        try (Town town = new Town(folder.newFolder().toPath(), "bob")) {
            town.announced(1);
            byte[] data = new byte[200_000];
            new Random(9).nextBytes(data);
            Path file = Files.write(folder.newFile().toPath(), data);
            DealId id = get(town.market.assign(town.order(file, 1, 8)));
            town.placed(id);
            PlacementView placement = town.placements(id).get(0);
            Account stranger = new Account(town.unit.unit(), Signer.ed25519(new byte[32]));
            String token = town.market.place().orElseThrow().token();
            for (int step = 0; step < 8 * 60; step++) {
                Account.Answered line = get(stranger.send(token, new Tag("Action", "Info")));
                town.time.turn(Duration.ofMillis(Town.EVERY / 60));
                get(town.unit.unit().assign(placement.process(), line.message(), List.of()));
                if (step % 7 == 0) {
                    get(stranger.send(placement.process(), new Tag("Action", "Tick")));
                }
                town.quiet();
            }
            town.until(() ->
                    !town.placements(id).get(0).deal().orElseThrow().status().equals("Activated"));
            PlacementView.DealState deal = town.placements(id).get(0).deal().orElseThrow();
            assertThat(deal.misses()).as(deal.toString()).isZero();
            assertThat(deal.passes()).isEqualTo(deal.periods());
        }
    }

    @Test
    public void moreLinesThanAreReadAtOnceWhenAPeriodBeginsCostNoProviderThePeriod() throws Exception {
        try (Town town = new Town(folder.newFolder().toPath(), "bob")) {
            town.announced(1);
            byte[] data = new byte[50_000];
            new Random(9).nextBytes(data);
            DealId id = get(
                    town.market.assign(town.order(Files.write(folder.newFile().toPath(), data), 1, 3)));
            town.placed(id);
            // Nobody but the provider looks at the clock.
            town.market.watched().stream().filter(Warden.class::isInstance).forEach(Watching::close);
            PlacementView placement = town.placements(id).get(0);
            Account stranger = new Account(town.unit.unit(), Signer.ed25519(new byte[32]));
            String token = town.market.place().orElseThrow().token();
            for (int period = 0; period < 3; period++) {
                List<String> lines = new ArrayList<>();
                for (int i = 0; i < 120; i++) {
                    lines.add(
                            get(stranger.send(token, new Tag("Action", "Info"))).message());
                }
                Instant begins =
                        town.placements(id).get(0).deal().orElseThrow().next().orElseThrow();
                town.time.turn(Duration.between(town.time.now(), begins));
                for (String line : lines) {
                    get(town.unit.unit().assign(placement.process(), line, List.of()));
                }
                for (int i = 0; i < 8; i++) {
                    town.time.turn(Duration.ofMillis(Town.EVERY / 20));
                    town.quiet();
                }
            }
            get(stranger.send(placement.process(), new Tag("Action", "Tick")));
            PlacementView.DealState deal = town.placements(id).get(0).deal().orElseThrow();
            assertThat(deal.misses()).as(deal.toString()).isZero();
            assertThat(deal.passes()).isEqualTo(3);
        }
    }
}
