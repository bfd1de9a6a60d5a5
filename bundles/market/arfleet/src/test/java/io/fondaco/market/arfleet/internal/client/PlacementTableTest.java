package io.fondaco.market.arfleet.internal.client;

import static org.assertj.core.api.Assertions.assertThat;

import io.fondaco.deal.DealTable;
import io.fondaco.deal.TableView;
import io.fondaco.testing.kit.MachineWalker;
import io.fondaco.testing.kit.Samples;
import java.time.Instant;
import org.junit.Test;

public class PlacementTableTest {

    private final DealTable<PlacementState, PlacementEvent, Placement, PlacementSteps> table = PlacementTable.table();

    @Test
    public void everyStateCanBeLeftByTimeAloneAndSurvivesARestart() {
        assertThat(new MachineWalker<>(
                                table,
                                Samples.of(Placement.class),
                                event -> PlacementEvent.class.cast(Samples.of(event)),
                                Instant.parse("2026-01-01T00:00:00Z"))
                        .faults())
                .isEmpty();
    }

    @Test
    public void hasTheFieldsStatesAndNoOthers() {
        assertThat(PlacementState.values())
                .extracting(Enum::name)
                .containsExactly(
                        "CREATED",
                        "INITIALIZED",
                        "ENCRYPTED",
                        "PROCESS_SPAWNED",
                        "FUNDED",
                        "ACCEPTED",
                        "TRANSFERRED",
                        "COMPLETED",
                        "FAILED",
                        "UNAVAILABLE");
        assertThat(TableView.of(table).states()).hasSize(10);
    }

    @Test
    public void everyStateSaysWhatItDoesAndWhatComesNext() {
        assertThat(TableView.of(table).states()).allSatisfy(state -> {
            assertThat(state.what()).endsWith(".").hasSizeGreaterThan(8);
            assertThat(state.next()).endsWith(".").hasSizeGreaterThan(8);
        });
    }
}
