package io.fondaco.testing.devnet;

import static org.assertj.core.api.Assertions.assertThat;

import io.fondaco.chain.actors.miner.MinerView;
import io.fondaco.chain.node.ChainNode;
import io.fondaco.model.Epoch;
import org.junit.Test;

/** A producer that stops, and comes back. */
public class StoppedProducerTest {
    private static MinerView miner(ChainNode node, Devnet net, int producer) {
        return node.read(view ->
                MinerView.of(view.tree(), net.producer(producer), view.policy()).orElseThrow());
    }

    @Test
    public void whoStopsLosesItsPowerAndTheOthersGoOn() {
        try (Devnet net = new Devnet(3)) {
            net.turn(10);
            net.node(2).close();
            net.turn(300);
            assertThat(net.node(0).head().height()).isGreaterThan(Epoch.of(295));
            assertThat(net.node(1).tipsetAt(Epoch.of(300)))
                    .isEqualTo(net.node(0).tipsetAt(Epoch.of(300)));
            assertThat(miner(net.node(0), net, 2).power().adjusted()).isZero();
            assertThat(miner(net.node(0), net, 1).power().adjusted()).isPositive();
            assertThat(net.audit(0)).isEmpty();
            // Back again, it catches up, declares its sectors recovered and has its power back a period later.
            net.restart(2);
            net.turn(300);
            assertThat(miner(net.node(0), net, 2).power().adjusted()).isPositive();
            assertThat(net.audit(2)).isEmpty();
        }
    }

    @Test
    public void whoComesLateBuildsOnWhatTheOthersHave() {
        for (int late = 26; late < 36; late += 3) {
            try (Devnet net = new Devnet(3)) {
                net.node(2).close();
                net.turn(late);
                net.restart(2);
                net.turn(25);
                Epoch settled = Epoch.of(net.node(0).head().height().number() - 3);
                assertThat(net.node(2).tipsetAt(settled))
                        .as("%s epochs late", late)
                        .isEqualTo(net.node(0).tipsetAt(settled));
            }
        }
    }
}
