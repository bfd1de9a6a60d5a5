package io.fondaco.market.arfleet.internal;

import static io.fondaco.market.arfleet.internal.Town.get;
import static org.assertj.core.api.Assertions.assertThat;

import io.fondaco.arfleet.ArFleet;
import io.fondaco.arfleet.PlacementView;
import io.fondaco.arfleet.Receipts;
import io.fondaco.model.DealId;
import java.io.IOException;
import java.io.InputStream;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;

/** The market as its users have it: a client, providers, a file. */
public class MarketTest {
    @Rule
    public final TemporaryFolder folder = new TemporaryFolder();

    private Path file(int bytes) throws IOException {
        byte[] data = new byte[bytes];
        new Random(bytes).nextBytes(data);
        return Files.write(folder.newFile().toPath(), data);
    }

    @Test
    public void aFileIsKeptByThreeProvidersShownInEveryPeriodPaidForAndGivenBack() throws Exception {
        try (Town town = new Town(folder.getRoot().toPath(), "bob", "carol", "dave")) {
            town.announced(3);
            Path file = file(300_000);
            DealId id = get(town.market.assign(town.order(file, 3, 5)));
            town.placed(id);
            List<PlacementView> placements = town.placements(id);
            assertThat(placements).hasSize(3).allSatisfy(p -> {
                assertThat(p.state()).isEqualTo("COMPLETED");
                assertThat(p.deal().orElseThrow().status()).isEqualTo("Activated");
            });
            assertThat(placements).extracting(PlacementView::provider).doesNotHaveDuplicates();
            for (PlacementView placement : placements) {
                assertThat(get(town.market.verify(placement.id().toString(), 4)))
                        .hasSize(7)
                        .allMatch(ArFleet.Check::holds);
            }
            Path back = folder.getRoot().toPath().resolve("back");
            get(town.market.fetch(id.toString(), back));
            assertThat(back).hasSameBinaryContentAs(file);
            town.periods(7);
            town.until(() -> town.assignment(id).state().equals("Ended"));
            assertThat(town.placements(id)).allSatisfy(p -> {
                assertThat(p.deal().orElseThrow().status()).isEqualTo("Expired");
                assertThat(p.deal().orElseThrow().passes())
                        .isEqualTo(p.deal().orElseThrow().periods());
                assertThat(p.deal().orElseThrow().misses()).isZero();
                assertThat(get(town.market.challenges(p.id().toString())))
                        .hasSize((int) p.deal().orElseThrow().periods())
                        .allSatisfy(c -> {
                            assertThat(c.passed()).isTrue();
                            assertThat(c.leaves()).hasSize(10);
                        });
            });
            Path receipt = folder.getRoot().toPath().resolve("receipt");
            get(town.market.receipt(placements.get(0).id().toString(), receipt));
            try (InputStream in = Files.newInputStream(receipt)) {
                Receipts.Verdict verdict = town.receipts.verify(in);
                assertThat(verdict.holds()).as(verdict.toString()).isTrue();
                assertThat(verdict.process()).isEqualTo(placements.get(0).process());
                assertThat(verdict.status()).isEqualTo("Expired");
            }
            BigInteger paid = BigInteger.ZERO;
            for (PlacementView p : town.placements(id)) {
                paid = paid.add(p.reward());
            }
            assertThat(town.balance("alice")).isEqualTo(Town.WELCOME.subtract(paid));
            BigInteger all = town.balance("alice");
            for (String provider : List.of("bob", "carol", "dave")) {
                assertThat(town.balance(provider)).isGreaterThan(Town.WELCOME);
                all = all.add(town.balance(provider));
            }
            assertThat(all).isEqualTo(Town.WELCOME.multiply(BigInteger.valueOf(4)));
        }
    }
}
