package io.fondaco.market.arfleet.internal;

import static io.fondaco.market.arfleet.internal.Town.get;
import static org.assertj.core.api.Assertions.assertThat;

import io.fondaco.arfleet.PlacementView;
import io.fondaco.model.DealId;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;

/** A house that is shut at any point of a placement goes on where it was: one deal, paid once, shown from then on. */
public class ShutAtEveryPointTest {
    private static final int MOST = 40;

    @Rule
    public final TemporaryFolder folder = new TemporaryFolder();

    @Test
    public void whateverWasBegunIsDoneOnce() throws Exception {
        byte[] data = new byte[60_000];
        new Random(3).nextBytes(data);
        Path file = Files.write(folder.newFile().toPath(), data);
        int points = MOST;
        for (int point = 1; point < points; point++) {
            try (Town town = new Town(folder.newFolder().toPath(), "bob", "carol")) {
                town.announced(2);
                int shutAt = point;
                DealId id = get(town.market.assign(town.order(file, 1, 3)));
                town.until(() -> town.events.get() >= shutAt
                        || town.assignment(id).state().equals("Placed"));
                if (town.assignment(id).state().equals("Placed")) {
                    points = Math.min(points, point + 1);
                }
                town.shut();
                town.open();
                town.placed(id);
                List<PlacementView> placements = town.placements(id);
                assertThat(placements).as("shut at event " + point).hasSize(1);
                PlacementView only = placements.get(0);
                assertThat(only.state()).isEqualTo("COMPLETED");
                assertThat(town.balance("alice")).isEqualTo(Town.WELCOME.subtract(only.reward()));
                String provider = only.provider().equals(town.address("bob")) ? "bob" : "carol";
                assertThat(town.balance(provider)).isEqualTo(Town.WELCOME.subtract(only.collateral()));
                town.periods(1);
                town.shut();
                town.open();
                town.until(() -> town.market.watched().size() == 2);
                town.quiet();
                town.periods(4);
                town.until(() -> town.assignment(id).state().equals("Ended"));
                PlacementView.DealState deal = town.placements(id).get(0).deal().orElseThrow();
                assertThat(deal.status()).isEqualTo("Expired");
                assertThat(deal.misses())
                        .as("shut at event " + point + town.history(id))
                        .isZero();
                BigInteger sum = town.balance("alice").add(town.balance("bob")).add(town.balance("carol"));
                assertThat(sum).isEqualTo(Town.WELCOME.multiply(BigInteger.valueOf(3)));
            }
        }
        assertThat(points)
                .as("placing a replica has more steps than were tried")
                .isLessThan(MOST);
    }
}
