package io.fondaco.market.arfleet.internal;

import static io.fondaco.market.arfleet.internal.Town.get;
import static org.assertj.core.api.Assertions.assertThat;

import io.fondaco.arfleet.PlacementView;
import io.fondaco.model.DealId;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Random;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;

/** Three of four providers keep a file; one of them loses a twentieth of it. */
public class LossTest {
    /** 1,000 in the long campaign. */
    private static final int PERIODS = Boolean.getBoolean("fondaco.long") ? 1000 : 40;

    @Rule
    public final TemporaryFolder folder = new TemporaryFolder();

    private static void lose(Town town, String party, PlacementView placement, int oneIn) throws IOException {
        Path packed = town.folder
                .resolve("arfleet/provider")
                .resolve(party)
                .resolve(placement.id().local())
                .resolve("packed");
        try (FileChannel file = FileChannel.open(packed, StandardOpenOption.WRITE)) {
            for (long chunk = 0; chunk * ReplicaFiles.CHUNK < file.size(); chunk += oneIn) {
                file.write(ByteBuffer.allocate(ReplicaFiles.CHUNK), chunk * ReplicaFiles.CHUNK);
            }
        }
    }

    @Test
    public void whoLosesATwentiethIsCaughtSlashedAndReplacedAndEveryTokenIsAccountedFor() throws Exception {
        List<String> providers = List.of("bob", "carol", "dave", "erin");
        try (Town town = new Town(folder.getRoot().toPath(), providers.toArray(String[]::new))) {
            town.announced(4);
            byte[] data = new byte[1_600_000];
            new Random(5).nextBytes(data);
            Path file = Files.write(folder.newFile().toPath(), data);
            DealId id = get(town.market.assign(town.order(file, 3, PERIODS, 20)));
            town.placed(id);
            PlacementView bad = town.placements(id).get(0);
            String loser = providers.stream()
                    .filter(name -> town.address(name).equals(bad.provider()))
                    .findFirst()
                    .orElseThrow();
            lose(town, loser, bad, 20);
            // Twenty leaves find one in twenty with probability 0.64. Six misses take all of the collateral, or three
            // in a row:
            // that so many do not come in forty periods happens once in 10^11 runs.
            for (int period = 0; period < PERIODS + 2; period++) {
                town.periods(1);
                town.restored(id, 3);
            }
            town.until(() -> town.assignment(id).state().equals("Ended"));

            List<PlacementView> all = town.placements(id);
            PlacementView caught = all.stream()
                    .filter(p -> p.id().equals(bad.id()))
                    .findFirst()
                    .orElseThrow();
            PlacementView.DealState deal = caught.deal().orElseThrow();
            assertThat(deal.status()).as(deal.toString()).isEqualTo("Forfeited");
            assertThat(deal.slashed()).isEqualTo(bad.collateral());
            assertThat(all).hasSize(4);
            assertThat(all).filteredOn(p -> !p.id().equals(bad.id())).allSatisfy(p -> {
                assertThat(p.deal().orElseThrow().status()).isEqualTo("Expired");
                assertThat(p.deal().orElseThrow().misses()).isZero();
            });
            assertThat(all).extracting(PlacementView::provider).doesNotHaveDuplicates();

            // Whoever lost its collateral has less than it came with, but for what it earned before; nothing is
            // anywhere else.
            BigInteger sum = town.balance("alice");
            for (String provider : providers) {
                sum = sum.add(town.balance(provider));
            }
            assertThat(sum).isEqualTo(Town.WELCOME.multiply(BigInteger.valueOf(5)));
            assertThat(town.balance(loser))
                    .isEqualTo(Town.WELCOME.subtract(bad.collateral()).add(deal.paid()));
        }
    }
}
