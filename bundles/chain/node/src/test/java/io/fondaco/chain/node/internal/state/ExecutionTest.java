package io.fondaco.chain.node.internal.state;

import static org.assertj.core.api.Assertions.assertThat;

import io.fondaco.chain.actors.Singletons;
import io.fondaco.chain.actors.StateTree;
import io.fondaco.chain.actors.miner.MinerView;
import io.fondaco.chain.actors.reward.RewardState;
import io.fondaco.chain.block.BlockHeader;
import io.fondaco.chain.block.Tipset;
import io.fondaco.chain.message.SignedMessage;
import io.fondaco.chain.node.internal.Devnet;
import io.fondaco.chain.node.internal.FullBlock;
import io.fondaco.chain.node.internal.state.TipsetMessages.Carried;
import io.fondaco.model.Address;
import io.fondaco.model.Cid;
import io.fondaco.model.Epoch;
import io.fondaco.model.TokenAmount;
import java.util.ArrayList;
import java.util.List;
import org.junit.Test;

/** What a tipset does to the state, and in which order. */
public class ExecutionTest {
    private final Devnet net = new Devnet(3);
    private Devnet.Node node = net.node();
    private final Address to = net.accounts.get(1).address();
    private final SignedMessage first = net.message(0, to, 0, TokenAmount.fil("1"));
    private final SignedMessage second = net.message(0, to, 1, TokenAmount.fil("3"));
    private final SignedMessage bls = net.message(2, to, 0, TokenAmount.fil("2"));

    /** A node whose head is a tipset of two blocks or more, all of which hold the same messages. */
    private Tipset two(List<SignedMessage> messages) throws Exception {
        while (true) {
            Epoch epoch = net.turn(1);
            node = net.node();
            node.next.addAll(messages);
            List<FullBlock> made = made(epoch);
            if (made.size() > 1) {
                node.engine.take(made);
                assertThat(node.head().blocks()).hasSameSizeAs(made);
                return node.head();
            }
        }
    }

    private List<FullBlock> made(Epoch epoch) throws Exception {
        List<FullBlock> made = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            node.block(i, epoch).ifPresent(made::add);
        }
        return made;
    }

    private StateTree after() throws Exception {
        return node.execution().after(node.head());
    }

    @Test
    public void runsEachMessageOnceTheBlsOnesOfABlockBeforeTheOthers() throws Exception {
        Tipset head = two(List.of(first, bls, second));
        List<Cid> order =
                node.execution().ordered(head).stream().map(Carried::cid).toList();
        assertThat(order).containsExactly(bls.message().cid(), first.cid(), second.cid());
        assertThat(node.execution().receipts(node.execution().outcome(head))).hasSize(3);
        assertThat(after().actor(to).orElseThrow().balance()).isEqualTo(Devnet.FUNDS.plus(TokenAmount.fil("6")));
        // The block with the smallest ticket is paid for them; the others hold nothing that is left to run.
        TipsetMessages messages = node.execution()
                .messages(head, node.execution().state(head.blocks().get(0).stateRoot()));
        assertThat(messages.blocks().get(0)).hasSize(3);
        assertThat(messages.blocks().subList(1, messages.blocks().size()))
                .allSatisfy(b -> assertThat(b).isEmpty());
    }

    @Test
    public void paysEachBlockForItsWins() throws Exception {
        Tipset head = two(List.of());
        StateTree before = node.execution().state(head.blocks().get(0).stateRoot());
        TokenAmount perWin = before.state(Singletons.REWARD, RewardState.class)
                .orElseThrow()
                .thisEpochReward()
                .dividedBy(5);
        for (BlockHeader block : head.blocks()) {
            TokenAmount gained = after().actor(block.miner())
                    .orElseThrow()
                    .balance()
                    .minus(before.actor(block.miner()).orElseThrow().balance());
            assertThat(gained).isEqualTo(perWin.times(block.electionProof().winCount()));
        }
    }

    @Test
    public void epochsWithoutBlocksHaveTheirCronToo() throws Exception {
        long period = net.genesis.policy().proving().period();
        net.turn(period);
        List<FullBlock> made = List.of();
        while (made.isEmpty()) {
            made = made(net.turn(1));
        }
        node.engine.take(made);
        assertThat(node.head().height().number()).isGreaterThan(period);
        // Every deadline went by unproven, and each was closed in its own epoch.
        for (Address miner : net.miners) {
            MinerView view = MinerView.of(after(), miner, net.genesis.policy()).orElseThrow();
            assertThat(view.activeSectors().isEmpty()).isTrue();
            assertThat(view.power().raw()).isZero();
        }
    }
}
