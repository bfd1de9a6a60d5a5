package io.fondaco.market.arfleet.internal;

import static io.fondaco.market.arfleet.internal.Town.get;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.fondaco.arfleet.PlacementView;
import io.fondaco.arfleet.Terms;
import io.fondaco.model.DealId;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;

/** A provider that vanishes, or promises what it does not have, is made up for by another, and the money comes back. */
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

    @Test
    public void aProviderThatAnnouncesRoomItDoesNotHaveIsLeftForAnother() throws Exception {
        try (Town town = new Town(folder.newFolder().toPath(), "bob", "carol")) {
            town.announced(2);
            Terms terms = town.market.terms("bob");
            // The cheapest by far, so it is asked first; its own books say how much it has.
            Terms small = new Terms(
                    terms.connections(),
                    ReplicaFiles.CHUNK,
                    BigInteger.ONE,
                    terms.perKilobyteSecond(),
                    terms.shortest(),
                    terms.longest(),
                    terms.challenges(),
                    terms.leaves(),
                    terms.collateral());
            get(town.market.announce("bob", small));
            Ground ground = new Ground(
                    new Account(town.unit.unit(), new ItemKeys(town.keys.items(ArFleetMarket.HOUSE))), town.settings());
            get(ground.find());
            Account bob = new Account(town.unit.unit(), new ItemKeys(town.keys.items("bob")));
            get(new Board(ground).announce(bob, small, 1L << 40, Long.MAX_VALUE >> 11, Duration.ofDays(1)));
            assertThat(get(town.market.market()))
                    .filteredOn(each -> each.provider().equals(town.address("bob")))
                    .allSatisfy(each -> assertThat(each.terms().capacity()).isEqualTo(1L << 40));
            DealId id = get(town.market.assign(town.order(file(), 1, 5)));
            town.placed(id);
            assertThat(town.placements(id))
                    .extracting(PlacementView::provider, PlacementView::state)
                    .containsExactlyInAnyOrder(
                            tuple(town.address("bob"), "UNAVAILABLE"), tuple(town.address("carol"), "COMPLETED"));
            assertThat(town.placements(id))
                    .filteredOn(placement -> placement.provider().equals(town.address("bob")))
                    .allSatisfy(placement -> assertThat(placement.message()).contains("8192 bytes free"));
            assertThat(town.balance("bob")).isEqualTo(Town.WELCOME);
        }
    }

    @Test
    public void aProviderThatLostTheTreeOfAReplicaMakesItAnewFromTheChunks() throws Exception {
        try (Town town = new Town(folder.newFolder().toPath(), "bob")) {
            town.announced(1);
            DealId id = get(town.market.assign(town.order(file(), 1, 4)));
            town.placed(id);
            town.periods(1);
            PlacementView placement = town.placements(id).get(0);
            town.shut();
            Path kept = town.folder
                    .resolve("arfleet/provider/bob")
                    .resolve(placement.id().local());
            Files.delete(kept.resolve(ReplicaFiles.TREE));
            town.open();
            town.until(() -> Files.exists(kept.resolve(ReplicaFiles.TREE)));
            town.quiet();
            town.periods(4);
            town.until(() -> town.assignment(id).state().equals("Ended"));
            PlacementView.DealState deal = town.placements(id).get(0).deal().orElseThrow();
            assertThat(deal.status()).isEqualTo("Expired");
            assertThat(deal.misses()).as(deal.toString()).isZero();
        }
    }
}
