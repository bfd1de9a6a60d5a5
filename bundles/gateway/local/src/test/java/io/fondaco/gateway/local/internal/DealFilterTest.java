package io.fondaco.gateway.local.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fondaco.chain.ChainPolicy;
import io.fondaco.deal.TableView;
import io.fondaco.model.TokenAmount;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;

public class DealFilterTest {

    private static final List<TableView> TABLES = List.of(
            new TableView("storage.client", "A", List.of(), List.of(state("Active"), state("Sealing"))),
            new TableView("storage.provider", "A", List.of(), List.of(state("Active"), state("Staged"))));

    @Rule
    public final TemporaryFolder temporary = new TemporaryFolder();

    @Test
    public void letsThroughWhatDealsCanBePickedBy() {
        Map<String, String> wanted = Map.of(
                "state", "Staged", "market", "storage.client", "party", "alice", "open", "true", "transfer", "local");
        assertThat(DealFilter.of(wanted, TABLES)).isEqualTo(wanted);
    }

    @Test
    public void refusesAStateNoDealIsEverInAndNamesThoseThereAre() {
        assertThatThrownBy(() -> DealFilter.of(Map.of("state", "Bogus"), TABLES))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("No deal is ever 'Bogus'; the states are Active, Sealing, Staged");
    }

    @Test
    public void refusesOtherValuesNoDealCanHave() {
        for (Map<String, String> wrong : List.of(
                Map.of("market", "storage"),
                Map.of("open", "yes"),
                Map.of("verified", "1"),
                Map.of("payloadCid", "nonsense"),
                Map.of("pieceCid", ""),
                Map.of("colour", "red"))) {
            assertThatThrownBy(() -> DealFilter.of(wrong, TABLES))
                    .as(wrong.toString())
                    .isInstanceOf(IllegalArgumentException.class);
        }
    }

    @Test
    public void whileNoMarketRunsNobodyKnowsWhichStatesThereAre() {
        Map<String, String> wanted = Map.of("state", "Bogus", "market", "storage.client");
        assertThat(DealFilter.of(wanted, List.of())).isEqualTo(wanted);
    }

    @Test
    public void findsAPayloadByEveryFormOfItsCid() {
        // In capitals it is another text of the same CID.
        String stored = "bafkreifjjcie6lypi6ny7amxnfftagclbuxndqonfipmb64f2km2devei4";
        String upper = "B" + stored.substring(1).toUpperCase(java.util.Locale.ROOT);
        assertThat(DealFilter.of(Map.of("payloadCid", upper), TABLES)).containsEntry("payloadCid", stored);
    }

    @Test
    public void aDealLastsAHundredAndEightyDaysOfEpochsWithinWhatTheNetworkTakes() {
        assertThat(DealTerms.usual(policy(60, 3_680_640))).isEqualTo(518_400);
        assertThat(DealTerms.usual(policy(60, 1000))).isEqualTo(1000);
        assertThat(DealTerms.usual(policy(600_000, 3_680_640))).isEqualTo(600_000);
    }

    @Test
    public void filesThatCannotBeReadOrWrittenAreRefusedBeforeAnyWork() throws IOException {
        Path folder = temporary.getRoot().toPath();
        Path file = Files.writeString(folder.resolve("file"), "x");
        UserFiles.requireReadable(file);
        UserFiles.requireWritable(file);
        UserFiles.requireWritable(folder.resolve("new"));
        assertThatThrownBy(() -> UserFiles.requireReadable(folder)).hasMessage(folder + " is not a file");
        assertThatThrownBy(() -> UserFiles.requireReadable(folder.resolve("none")))
                .hasMessage("There is no file " + folder.resolve("none"));
        assertThatThrownBy(() -> UserFiles.requireWritable(folder)).hasMessage(folder + " is a folder");
        assertThatThrownBy(() -> UserFiles.requireWritable(Path.of("/"))).hasMessage("/ is a folder");
        assertThatThrownBy(() -> UserFiles.requireWritable(folder.resolve("none/file")))
                .hasMessageContaining("There is no folder " + folder.resolve("none"));
        assertThatThrownBy(() -> UserFiles.requireWritable(Path.of("/dev/null")))
                .hasMessageContaining("is no file");
    }

    private static TableView.StateView state(String name) {
        return new TableView.StateView(name, "waits", "", "");
    }

    private static ChainPolicy policy(long shortest, long longest) {
        return new ChainPolicy("test", Duration.ofSeconds(1), shortest, longest, longest, 1, 10, TokenAmount.fil("1"));
    }
}
