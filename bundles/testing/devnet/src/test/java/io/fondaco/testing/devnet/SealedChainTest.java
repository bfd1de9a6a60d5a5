package io.fondaco.testing.devnet;

import static org.assertj.core.api.Assertions.assertThat;

import io.fondaco.chain.actors.miner.MinerView;
import io.fondaco.chain.block.BlockHeader;
import io.fondaco.chain.block.Tipset;
import io.fondaco.chain.block.WinningPoSt;
import io.fondaco.model.Address;
import io.fondaco.model.Epoch;
import io.fondaco.proof.ProofKind;
import java.util.HashSet;
import java.util.Set;
import org.junit.Test;

/** A network whose miners show with each block that they have their sectors. */
public class SealedChainTest {

    @Test
    public void threeProducersShowTheirSectorsWithEachBlockAndEachPeriod() {
        try (Devnet net = Devnet.sealed(3)) {
            net.turn(260);
            Set<Address> makers = new HashSet<>();
            Tipset at = net.node(0).head();
            assertThat(at.height()).isGreaterThan(Epoch.of(250));
            for (int blocks = 0;
                    at.height().number() > 0;
                    at = net.node(0).tipset(at.parents()).orElseThrow()) {
                for (BlockHeader block : at.blocks()) {
                    makers.add(block.miner());
                    assertThat(block.winningPoSt())
                            .extracting(WinningPoSt::type)
                            .containsExactly(0L);
                    assertThat((int) block.winningPoSt().get(0).proof()[0]).isEqualTo(ProofKind.VANILLA.number());
                    blocks++;
                }
            }
            assertThat(makers).containsExactlyInAnyOrder(net.producer(0), net.producer(1), net.producer(2));
            for (int i = 0; i < 3; i++) {
                assertThat(net.node(i).head()).isEqualTo(net.node(0).head());
                assertThat(net.audit(i)).isEmpty();
                Address miner = net.producer(i);
                long power = net.node(0).read(view -> MinerView.of(view.tree(), miner, view.policy())
                        .orElseThrow()
                        .power()
                        .raw()
                        .longValueExact());
                assertThat(power)
                        .as("all of %s was proven in its window", miner)
                        .isEqualTo(2 * 2048);
            }
        }
    }
}
