package io.fondaco.market.storage.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.fondaco.persistence.IndexRow;
import io.fondaco.persistence.sqlite.Settings;
import io.fondaco.persistence.sqlite.SqliteStore;
import io.fondaco.testing.kit.Samples;
import java.util.concurrent.TimeUnit;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;

public class AgreementTest {

    @Rule
    public final TemporaryFolder folder = new TemporaryFolder();

    @Test
    public void shortensAMessageWithoutCuttingACharacterInTwo() throws Exception {
        Agreement agreement = Samples.of(Agreement.class);
        try (SqliteStore store = new SqliteStore(folder.getRoot().toPath().resolve("house.db"), Settings.USUAL)) {
            for (int before = 390; before <= 400; before++) {
                String message = "x".repeat(before) + "\uD83D\uDE00\uD83D\uDE00" + "y".repeat(20);
                String shown = agreement.facets(message).get("message");
                assertThat(shown).endsWith("...").hasSizeBetween(399, 400);
                assertThat(message).startsWith(shown.substring(0, shown.length() - 3));
                store.put(new IndexRow("deal", "bafyone@alice", 1, agreement.facets(message), new byte[0]))
                        .toCompletableFuture()
                        .get(10, TimeUnit.SECONDS);
            }
        }
        assertThat(agreement.facets("z".repeat(400)).get("message")).isEqualTo("z".repeat(400));
    }
}
