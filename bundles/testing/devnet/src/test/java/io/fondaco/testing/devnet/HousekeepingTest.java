package io.fondaco.testing.devnet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fondaco.chain.Outgoing;
import io.fondaco.chain.actors.StateException;
import io.fondaco.chain.block.Tipset;
import io.fondaco.chain.node.ChainNode;
import io.fondaco.model.Cid;
import io.fondaco.model.Epoch;
import io.fondaco.model.TokenAmount;
import io.fondaco.persistence.Vault;
import io.fondaco.persistence.memory.MemoryVaults;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.junit.Test;

/** Old states go, everything else stays. */
public class HousekeepingTest {
    @Test
    public void statesFarBelowFinalityGoAndTheChainGoesOn() throws Exception {
        Vault vault = new MemoryVaults().open("chain");
        try (Devnet net = new Devnet()) {
            ChainNode node = new ChainNode(
                    new ChainNode.Parts(
                            net.genesis(),
                            net.seed(),
                            vault,
                            net.keys,
                            net.time,
                            Optional.empty(),
                            Runnable::run,
                            Runnable::run),
                    new ChainNode.Settings(true, true, Map.of(), 0, 250));
            net.node().close();
            node.start();
            net.turn(20);
            Cid sent = net.await(node.pool().send(Outgoing.transfer(net.rich(0), net.rich(1), TokenAmount.fil("1"))))
                    .cid();
            net.turn(480);
            // Closing waits for the collection that is under way.
            node.close();
            long before = vault.statistics().blocks();
            ChainNode again = new ChainNode(
                    new ChainNode.Parts(
                            net.genesis(),
                            net.seed(),
                            vault,
                            net.keys,
                            net.time,
                            Optional.empty(),
                            Runnable::run,
                            Runnable::run),
                    new ChainNode.Settings(true, true, Map.of(), 0, 0));
            again.start();
            net.time.turn(Duration.ofSeconds(50));
            assertThat(again.head().height()).isGreaterThan(Epoch.of(540));
            assertThat(vault.statistics().blocks()).isGreaterThan(before);
            Tipset old = again.tipsetAt(Epoch.of(60));
            assertThat(again.contents(old.blocks().get(0).cid())).isPresent();
            assertThat(again.find(sent).orElseThrow().receipt().ok()).isTrue();
            assertThatThrownBy(() -> again.read(old.key(), view -> 0)).isInstanceOf(StateException.class);
            assertThat((Long) again.read(again.tipsetAt(Epoch.of(450)).key(), view -> view.epoch()
                            .number()))
                    .isBetween(440L, 450L);
            again.close();
        }
    }
}
