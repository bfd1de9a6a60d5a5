package io.fondaco.testing.devnet;

import static org.assertj.core.api.Assertions.assertThat;

import io.fondaco.chain.Outgoing;
import io.fondaco.chain.actors.StateTree;
import io.fondaco.chain.block.Tipset;
import io.fondaco.chain.node.ChainNode;
import io.fondaco.model.Cid;
import io.fondaco.model.Epoch;
import io.fondaco.model.TokenAmount;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.Test;

/** Three nodes that lose sight of each other and find back, while money moves. */
public class PartitionTest {
    private static final TokenAmount ONE = TokenAmount.fil("1");

    private final Random random = new Random(7);

    /** All money there is, wherever it is. */
    private static TokenAmount money(ChainNode node) {
        return node.read(view -> total(view.tree()));
    }

    private static TokenAmount total(StateTree tree) {
        TokenAmount[] sum = {TokenAmount.ZERO};
        tree.forEach((id, entry) -> sum[0] = sum[0].plus(entry.balance()));
        return sum[0];
    }

    @Test
    public void fiftyCutsLeaveOneHeadAndAllTheMoney() {
        try (Devnet net = new Devnet(3)) {
            List<Cid> sent = new ArrayList<>();
            TokenAmount supply = net.genesis().policy().rewards().supply();
            int[] reverted = {0};
            for (int node = 0; node < 3; node++) {
                net.node(node).follow(change -> reverted[0] += change.reverted().size());
            }
            int apart = 0;
            net.turn(5);
            for (int round = 0; round < 50; round++) {
                int alone = random.nextInt(3);
                net.cut(Set.of(alone));
                turn(net, 3 + random.nextInt(8), sent, supply);
                apart += net.node(alone).head().equals(net.node((alone + 1) % 3).head()) ? 0 : 1;
                net.heal();
                turn(net, 6, sent, supply);
                together(net);
            }
            net.turn(20);
            together(net);
            assertThat(apart).as("cuts that parted them").isGreaterThan(40);
            assertThat(reverted[0]).as("tipsets reverted").isGreaterThan(150);
            // Every message was sent from node 0 and is on every node's chain, once.
            assertThat(sent).hasSizeGreaterThan(200).doesNotHaveDuplicates();
            for (int node = 0; node < 3; node++) {
                for (Cid message : sent) {
                    assertThat(net.node(node).find(message))
                            .as("%s on node %s", message, node)
                            .isPresent();
                }
                TokenAmount received = net.node(node)
                        .read(view ->
                                view.tree().actor(net.rich(1)).orElseThrow().balance());
                assertThat(received).isEqualTo(Devnet.FUNDS.plus(ONE.times(sent.size())));
                assertThat(net.audit(node)).isEmpty();
            }
        }
    }

    private void turn(Devnet net, int epochs, List<Cid> sent, TokenAmount supply) {
        for (int i = 0; i < epochs; i++) {
            sent.add(net.await(net.node(0).pool().send(Outgoing.transfer(net.rich(0), net.rich(1), ONE)))
                    .cid());
            net.turn(1);
            for (int node = 0; node < 3; node++) {
                assertThat(money(net.node(node))).isEqualTo(supply);
            }
        }
    }

    private static void together(Devnet net) {
        Tipset head = net.node(0).head();
        Epoch settled = Epoch.of(head.height().number() - 2);
        for (int node = 1; node < 3; node++) {
            assertThat(net.node(node).tipsetAt(settled)).isEqualTo(net.node(0).tipsetAt(settled));
        }
    }
}
