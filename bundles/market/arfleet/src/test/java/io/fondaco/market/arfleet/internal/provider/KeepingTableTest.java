package io.fondaco.market.arfleet.internal.provider;

import static org.assertj.core.api.Assertions.assertThat;

import io.fondaco.deal.DealTable;
import io.fondaco.deal.Stance;
import io.fondaco.testing.kit.MachineWalker;
import io.fondaco.testing.kit.Samples;
import java.time.Instant;
import org.junit.Test;

public class KeepingTableTest {
    private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");

    private final DealTable<KeepingState, KeepingEvent, Keeping, KeepingSteps> table = KeepingTable.table();

    @Test
    public void everyStateCanBeLeftByTimeAloneAndSurvivesARestart() {
        assertThat(new MachineWalker<>(
                                table,
                                Samples.of(Keeping.class),
                                event -> KeepingEvent.class.cast(Samples.of(event)),
                                NOW)
                        .faults())
                .isEmpty();
    }

    /** A provider whose keys are away for an hour must not delete what its collateral stands on. */
    @Test
    public void aReplicaIsNotGivenUpForAnHourOfFaultsWhileItsDealMayBeActive() {
        var bind = (Stance.Does<KeepingEvent, Keeping, KeepingSteps>)
                table.stance(KeepingState.RECEIVED).orElseThrow();
        long pause = bind.retry().longest().toMillis();
        assertThat(bind.retry().attempts() * pause).isGreaterThan(3_600_000);
        Keeping keeping = Samples.of(Keeping.class);
        assertThat(bind.patience().of(keeping, NOW))
                .isAfter(Instant.ofEpochMilli(keeping.activateBy()).plusSeconds(86_400));
    }
}
