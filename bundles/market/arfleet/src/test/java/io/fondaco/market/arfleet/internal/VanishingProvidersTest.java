package io.fondaco.market.arfleet.internal;

import static io.fondaco.market.arfleet.internal.Town.get;
import static org.assertj.core.api.Assertions.assertThat;

import io.fondaco.arfleet.PlacementView;
import io.fondaco.model.DealId;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;

/** A provider that vanishes is made up for by another, and the money it was to have comes back. */
public class VanishingProvidersTest {
    @Rule
    public final TemporaryFolder folder = new TemporaryFolder();

    private Path file() throws IOException {
        byte[] data = new byte[100_000];
        new Random(1).nextBytes(data);
        return Files.write(folder.newFile().toPath(), data);
    }

    private void vanishesAt(String route) throws Exception {
        try (Town town = new Town(folder.newFolder().toPath(), "bob", "carol")) {
            town.announced(2);
            String first = town.address("bob");
            // Whoever is asked first: the cheapest, and of equals the one whose address comes first.
            String victim = first.compareTo(town.address("carol")) < 0 ? "bob" : "carol";
            town.lost =
                    request -> request.party().equals(victim) && request.path().startsWith("/cmd/" + route);
            DealId id = get(town.market.assign(town.order(file(), 1, 5)));
            town.placed(id);
            List<PlacementView> placements = town.placements(id);
            assertThat(placements).as(route).hasSize(2);
            assertThat(placements)
                    .filteredOn(p -> p.provider().equals(town.address(victim)))
                    .allSatisfy(p -> assertThat(p.state()).isEqualTo("UNAVAILABLE"));
            assertThat(placements)
                    .filteredOn(p -> !p.provider().equals(town.address(victim)))
                    .allSatisfy(p -> assertThat(p.state()).isEqualTo("COMPLETED"));
            BigInteger reward = placements.get(0).reward();
            assertThat(town.balance("alice")).as(route).isEqualTo(Town.WELCOME.subtract(reward));
            assertThat(town.balance(victim)).as(route).isEqualTo(Town.WELCOME);
        }
    }

    @Test
    public void atThePing() throws Exception {
        vanishesAt("ping");
    }

    @Test
    public void atThePlacement() throws Exception {
        vanishesAt("placement");
    }

    @Test
    public void whenItIsToAccept() throws Exception {
        vanishesAt("accept");
    }

    @Test
    public void whenItIsToTakeChunks() throws Exception {
        vanishesAt("transfer");
    }

    @Test
    public void whenItIsToComplete() throws Exception {
        vanishesAt("complete");
    }

    @Test
    public void aProviderThatIsGoneForGoodAfterTheDealBeganLosesItsCollateralAndIsReplaced() throws Exception {
        try (Town town = new Town(folder.newFolder().toPath(), "bob", "carol")) {
            town.announced(2);
            DealId id = get(town.market.assign(town.order(file(), 1, 12)));
            town.placed(id);
            PlacementView first = town.placements(id).get(0);
            String victim = first.provider().equals(town.address("bob")) ? "bob" : "carol";
            town.market.watched().stream().filter(Prover.class::isInstance).forEach(Watching::close);
            for (int period = 0; period < 14; period++) {
                town.periods(1);
                town.restored(id, 1);
            }
            town.until(() -> town.assignment(id).state().equals("Ended"));
            List<PlacementView> all = town.placements(id);
            assertThat(all).as(town.history(id)).hasSize(2);
            assertThat(all)
                    .filteredOn(p -> p.id().equals(first.id()))
                    .allSatisfy(p -> assertThat(p.deal().orElseThrow().status()).isEqualTo("Forfeited"));
            assertThat(all)
                    .filteredOn(p -> !p.id().equals(first.id()))
                    .allSatisfy(p -> assertThat(p.deal().orElseThrow().status()).isEqualTo("Expired"));
            assertThat(town.balance(victim)).isEqualTo(Town.WELCOME.subtract(first.collateral()));
        }
    }
}
