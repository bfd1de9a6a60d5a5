package io.fondaco.market.arfleet.internal.client;

import static org.assertj.core.api.Assertions.assertThat;

import io.fondaco.deal.TableView;
import io.fondaco.testing.kit.MachineWalker;
import io.fondaco.testing.kit.Samples;
import java.time.Instant;
import org.junit.Test;

public class AssignmentTableTest {
    @Test
    public void everyStateCanBeLeftByTimeAloneAndSurvivesARestart() {
        assertThat(new MachineWalker<>(
                                AssignmentTable.table(),
                                Samples.of(Assignment.class),
                                event -> AssignmentEvent.class.cast(Samples.of(event)),
                                Instant.parse("2026-01-01T00:00:00Z"))
                        .faults())
                .isEmpty();
    }

    @Test
    public void everyStateSaysWhatItDoesAndWhatComesNext() {
        assertThat(TableView.of(AssignmentTable.table()).states()).hasSize(4).allSatisfy(state -> {
            assertThat(state.what()).endsWith(".").hasSizeGreaterThan(8);
            assertThat(state.next()).endsWith(".").hasSizeGreaterThan(8);
        });
    }
}
