package io.fondaco.market.arfleet.internal;

import static io.fondaco.market.arfleet.internal.Town.get;

import io.fondaco.model.DealId;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;

public class MoneyBackTest {
    @Rule
    public final TemporaryFolder folder = new TemporaryFolder();

    @Test
    public void theRewardOfAPlacementThatFailsAfterItsAssignmentWasCalledOffComesBack() throws Exception {
        try (Town town = new Town(folder.getRoot().toPath(), "bob")) {
            town.announced(1);
            town.lost = request -> request.path().startsWith("/cmd/accept");
            Path file = Files.write(folder.newFile().toPath(), new byte[20_000]);
            DealId id = get(town.market.assign(town.order(file, 1, 5)));
            town.until(
                    () -> town.placements(id).stream().anyMatch(p -> p.state().equals("FUNDED")));
            get(town.engine.cancel(id, "not wanted any more"));
            town.until(() -> town.placements(id).get(0).state().equals("UNAVAILABLE"));
            town.until(() -> town.balance("alice").equals(Town.WELCOME));
        }
    }
}
