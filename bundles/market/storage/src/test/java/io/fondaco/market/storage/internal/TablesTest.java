package io.fondaco.market.storage.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.fondaco.deal.DealTable;
import io.fondaco.deal.Stance;
import io.fondaco.deal.TableDiagram;
import io.fondaco.deal.TableView;
import io.fondaco.market.storage.internal.client.ClientDeal;
import io.fondaco.market.storage.internal.client.ClientEvent;
import io.fondaco.market.storage.internal.client.ClientTable;
import io.fondaco.market.storage.internal.provider.ProviderDeal;
import io.fondaco.market.storage.internal.provider.ProviderEvent;
import io.fondaco.market.storage.internal.provider.ProviderState;
import io.fondaco.market.storage.internal.provider.ProviderTable;
import io.fondaco.market.storage.internal.wire.DealStatus;
import io.fondaco.testing.kit.MachineWalker;
import io.fondaco.testing.kit.Samples;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.Test;

public class TablesTest {

    private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");

    private final DealTable<?, ClientEvent, ClientDeal, ?> client = ClientTable.table(Duration.ofSeconds(30));
    private final DealTable<?, ProviderEvent, ProviderDeal, ?> provider = ProviderTable.table(Duration.ofHours(1));

    @Test
    public void everyStateOfTheClientCanBeLeftByTimeAloneAndSurvivesARestart() {
        assertThat(walk(client, ClientEvent.class)).isEmpty();
    }

    @Test
    public void everyStateOfTheProviderCanBeLeftByTimeAloneAndSurvivesARestart() {
        assertThat(walk(provider, ProviderEvent.class)).isEmpty();
    }

    private static <S extends Enum<S>, E, R extends Record, W> List<String> walk(
            DealTable<S, E, R, W> table, Class<E> events) {
        return new MachineWalker<>(table, Samples.of(table.record()), c -> events.cast(Samples.of(c)), NOW).faults();
    }

    @Test
    public void theTwoTablesTogetherHaveEveryStateOfTheFieldButTheTwoThatOnlyAnswersHave() {
        Set<String> ours = new TreeSet<>();
        TableView.of(client).states().forEach(s -> ours.add(s.name()));
        TableView.of(provider).states().forEach(s -> ours.add(s.name()));
        ours.add("Unknown");
        Set<String> field = Arrays.stream(DealStatus.values())
                .map(DealStatus::spelled)
                .collect(Collectors.toCollection(TreeSet::new));
        assertThat(field).hasSize(31).containsAll(ours);
        field.removeAll(ours);
        assertThat(field).containsExactly("ProposalNotFound", "ProposalRejected");
    }

    @Test
    public void everyStateSaysWhatItDoesAndWhatComesNext() {
        for (TableView table : List.of(TableView.of(client), TableView.of(provider))) {
            assertThat(table.states()).allSatisfy(s -> {
                assertThat(s.what()).as(s.name()).endsWith(".").hasSizeGreaterThan(8);
                assertThat(s.next()).as(s.name()).endsWith(".").hasSizeGreaterThan(8);
            });
        }
    }

    @Test
    public void theProvidersStatesHaveTheNumbersOfTheField() {
        assertThat(ProviderState.values())
                .allSatisfy(s -> assertThat(s.wire().spelled()).isEqualTo(io.fondaco.deal.StateNames.of(s)));
    }

    @Test
    public void theTablesHaveEveryEventOfTheReference() {
        assertThat(ClientEvent.class.getPermittedSubclasses()).hasSize(35 + 1);
        assertThat(ProviderEvent.class.getPermittedSubclasses()).hasSize(43 + 2);
    }

    @Test
    public void aDealThatRanItsTimeSucceededAndOneThatWasSlashedFailed() {
        assertThat(ending(client, "Expired")).isEqualTo(Stance.Ending.SUCCEEDED);
        assertThat(ending(provider, "Slashed")).isEqualTo(Stance.Ending.FAILED);
    }

    private static <S extends Enum<S>, E, R extends Record, W> Stance.Ending ending(
            DealTable<S, E, R, W> table, String state) {
        return Arrays.stream(table.states().getEnumConstants())
                .filter(s -> io.fondaco.deal.StateNames.of(s).equals(state))
                .map(s -> ((Stance.Ends<E, R, W>) table.stance(s).orElseThrow()).ending())
                .findFirst()
                .orElseThrow();
    }

    @Test
    public void theDiagramsInTheDocsAreThoseOfTheTables() throws IOException {
        guarded("storage-client.mmd", TableDiagram.mermaid(TableView.of(client)));
        guarded("storage-provider.mmd", TableDiagram.mermaid(TableView.of(provider)));
    }

    /** With {@code -Dfondaco.write.docs=true} the files are written instead. */
    private static void guarded(String name, String diagram) throws IOException {
        Path file = Path.of("..", "..", "..", "docs", "tables", name);
        if (Boolean.getBoolean("fondaco.write.docs")) {
            Files.createDirectories(file.getParent());
            Files.writeString(file, diagram);
        }
        assertThat(file)
                .as("run the tests with -Dfondaco.write.docs=true and commit")
                .hasContent(diagram);
    }
}
