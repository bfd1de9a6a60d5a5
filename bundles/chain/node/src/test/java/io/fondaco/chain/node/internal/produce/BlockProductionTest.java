package io.fondaco.chain.node.internal.produce;

import static org.assertj.core.api.Assertions.assertThat;

import io.fondaco.chain.BlockContents;
import io.fondaco.chain.actors.miner.MinerView;
import io.fondaco.chain.block.BlockHeader;
import io.fondaco.chain.block.Tipset;
import io.fondaco.chain.block.WinningPoSt;
import io.fondaco.chain.consensus.Election;
import io.fondaco.chain.consensus.Randomness;
import io.fondaco.chain.consensus.Vrf;
import io.fondaco.chain.node.internal.Devnet;
import io.fondaco.chain.node.internal.FullBlock;
import io.fondaco.chain.node.internal.state.Lookback;
import io.fondaco.chain.node.internal.store.ChainIndex.Outcome;
import io.fondaco.chain.node.internal.store.ChainStore;
import io.fondaco.codec.ipld.MemoryBlocks;
import io.fondaco.model.Address;
import io.fondaco.model.Epoch;
import io.fondaco.model.TokenAmount;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.Test;

/** How a miner draws, and what the block it makes says. */
public class BlockProductionTest {
    private final Devnet net = new Devnet(3);
    private final Devnet.Node node = net.node();

    /** All blocks of the next epoch, taken. */
    private List<FullBlock> round() throws Exception {
        Epoch epoch = net.turn(1);
        List<FullBlock> made = new ArrayList<>();
        for (int i = 0; i < net.miners.size(); i++) {
            node.block(i, epoch).ifPresent(made::add);
        }
        node.engine.take(made);
        return made;
    }

    /** The first block a miner wins from now on, not taken; whatever the others would have made is not either. */
    private FullBlock won(int miner) throws Exception {
        Optional<FullBlock> made = Optional.empty();
        for (int i = 0; i < 50 && made.isEmpty(); i++) {
            made = node.block(miner, net.turn(1));
        }
        return made.orElseThrow();
    }

    private byte[] beacon(Epoch height) {
        return node.execution().beacon().at(height).data();
    }

    private Lookback lookback(Tipset parents, BlockHeader header) throws Exception {
        return node.execution().lookback(parents, header.height(), header.miner());
    }

    @Test
    public void aBlockStandsOnTheHeaviestTipsetAndSaysWhatFollowsFromIt() throws Exception {
        for (int i = 0; i < 6; i++) {
            round();
        }
        node.next.add(net.message(0, net.accounts.get(1).address(), 0, TokenAmount.fil("1")));
        node.next.add(net.message(2, net.accounts.get(1).address(), 0, TokenAmount.fil("2")));
        Tipset head = node.head();
        Outcome outcome = node.execution().outcome(head);
        FullBlock made = won(0);
        BlockHeader header = made.header();
        assertThat(header.parents()).isEqualTo(head.key());
        assertThat(header.parentWeight()).isEqualTo(node.engine.rules().weight(head));
        assertThat(header.stateRoot()).isEqualTo(outcome.state());
        assertThat(header.receipts()).isEqualTo(outcome.receipts());
        assertThat(header.parentBaseFee()).isEqualTo(outcome.baseFee());
        assertThat(header.timestamp()).isEqualTo(net.clock.timestamp(header.height()));
        assertThat(made.contents())
                .isEqualTo(new BlockContents(List.of(node.next.get(1).message()), List.of(node.next.get(0))));
        assertThat(header.messages())
                .isEqualTo(ChainStore.roots(new MemoryBlocks(), made.contents()).cid());
        assertThat(header.signedBy(lookback(head, header).worker())).isTrue();
        assertThat(node.engine.take(made))
                .as("its own rules find nothing wrong with it")
                .isTrue();
        assertThat(node.head().blocks()).containsExactly(header);
    }

    @Test
    public void electionAndTicketAreTheWorkersDrawsOverBeaconAndParents() throws Exception {
        for (int i = 0; i < 6; i++) {
            round();
        }
        Tipset head = node.head();
        BlockHeader header = won(1).header();
        Epoch height = header.height();
        Address worker = lookback(head, header).worker();
        assertThat(header.beaconEntries())
                .containsExactly(node.execution().beacon().at(height));
        assertThat(Vrf.verify(
                        worker,
                        Randomness.election(beacon(height), height, header.miner()),
                        header.electionProof().vrf()))
                .isTrue();
        assertThat(Vrf.verify(
                        worker,
                        Randomness.ticket(beacon(height), height, header.miner(), head.minTicket()),
                        header.ticket().vrf()))
                .isTrue();
        // Another node over the same chain draws the same: a proof is not chosen.
        Devnet.Node other = net.node();
        for (long epoch = 1; epoch <= head.height().number(); epoch++) {
            Tipset tipset = node.execution().index().ancestor(head, Epoch.of(epoch));
            if (tipset.height().number() == epoch) {
                List<BlockContents> contents = node.execution().contents(tipset);
                List<FullBlock> blocks = new ArrayList<>();
                for (int i = 0; i < contents.size(); i++) {
                    blocks.add(new FullBlock(tipset.blocks().get(i), contents.get(i)));
                }
                other.engine.take(blocks);
            }
        }
        assertThat(other.head()).isEqualTo(head);
        assertThat(other.block(1, height).orElseThrow().header()).isEqualTo(header);
    }

    @Test
    public void theClaimedWinsAreThoseOfThePowerSomeTimeAgoAndNoneMakesNoBlock() throws Exception {
        int won = 0;
        int lost = 0;
        for (int i = 0; i < 30; i++) {
            Tipset parents = node.head();
            Epoch height = net.turn(1);
            List<FullBlock> made = new ArrayList<>();
            node.next.clear();
            for (int miner = 0; miner < 3; miner++) {
                net.proof(node, miner).ifPresent(node.next::add);
            }
            for (int miner = 0; miner < 3; miner++) {
                Address id = net.miners.get(miner);
                Lookback counted = node.execution().lookback(parents, height, id);
                byte[] proof = net.keys
                        .sign(counted.worker(), Randomness.election(beacon(height), height, id))
                        .data();
                int wins = Election.MAINNET.wins(proof, counted.power(), counted.total());
                Optional<FullBlock> block = node.block(miner, height);
                assertThat(block.isPresent()).isEqualTo(wins > 0);
                block.ifPresent(
                        b -> assertThat(b.header().electionProof().winCount()).isEqualTo(wins));
                block.ifPresent(made::add);
                won += wins > 0 ? 1 : 0;
                lost += wins > 0 ? 0 : 1;
            }
            node.engine.take(made);
        }
        assertThat(won).isPositive();
        assertThat(lost).isPositive();
    }

    @Test
    public void aRoundWithoutABlockIsDrawnAgainByItsEpochAloneAndNotByATicketOfItsOwn() throws Exception {
        for (int i = 0; i < 4; i++) {
            round();
        }
        Tipset head = node.head();
        Epoch next = net.turn(1);
        byte[] missed = net.keys
                .sign(
                        node.execution().lookback(head, next, net.miners.get(0)).worker(),
                        Randomness.election(beacon(next), next, net.miners.get(0)))
                .data();
        net.turn(2);
        FullBlock late = won(0);
        BlockHeader header = late.header();
        assertThat(header.height()).isGreaterThan(head.height().plus(3));
        assertThat(header.parents()).isEqualTo(head.key());
        assertThat(header.electionProof().vrf()).isNotEqualTo(missed);
        // Nobody gains a ticket by letting rounds pass: it is still over the one of the last tipset.
        assertThat(Vrf.verify(
                        lookback(head, header).worker(),
                        Randomness.ticket(beacon(header.height()), header.height(), header.miner(), head.minTicket()),
                        header.ticket().vrf()))
                .isTrue();
        assertThat(header.timestamp()).isEqualTo(net.clock.timestamp(header.height()));
        assertThat(node.engine.take(late)).isTrue();
    }

    @Test
    public void theWinningProofIsInTheHeaderAndSaysThatNothingWasProven() throws Exception {
        BlockHeader header = won(0).header();
        MinerView miner = MinerView.of(node.execution().after(node.head()), header.miner(), net.genesis.policy())
                .orElseThrow();
        assertThat(miner.info().type().none()).isTrue();
        assertThat(header.winningPoSt())
                .containsExactly(new WinningPoSt(miner.info().type().windowPost(), new byte[0]));
    }

    @Test
    public void noMinerMakesASecondBlockAtAHeightOrOnTheSameParents() throws Exception {
        FullBlock first = won(0);
        Epoch height = first.header().height();
        node.next.add(net.message(0, net.accounts.get(1).address(), 0, TokenAmount.fil("1")));
        assertThat(node.block(0, height)).as("other messages").contains(first);
        assertThat(node.block(0, net.turn(1))).as("on the same parents, later").contains(first);
        SlashFilter filter = new SlashFilter(node.store);
        Devnet.Node fresh = net.node();
        fresh.next.addAll(node.next);
        FullBlock twin = fresh.block(0, height).orElseThrow();
        assertThat(twin.header()).isNotEqualTo(first.header());
        assertThat(filter.mayPublish(twin)).isFalse();
        assertThat(filter.mayPublish(first)).isTrue();
    }

    @Test
    public void noMinerBuildsPastItsOwnBlock() throws Exception {
        FullBlock own = null;
        List<FullBlock> others = new ArrayList<>();
        while (own == null || others.isEmpty()) {
            Epoch epoch = net.turn(1);
            List<FullBlock> made = new ArrayList<>();
            for (int i = 0; i < 3; i++) {
                node.block(i, epoch).ifPresent(made::add);
            }
            own = made.stream()
                    .filter(b -> b.header().miner().equals(net.miners.get(0)))
                    .findFirst()
                    .orElse(null);
            others = made.stream()
                    .filter(b -> !b.header().miner().equals(net.miners.get(0)))
                    .toList();
            if (own == null || others.isEmpty()) {
                node.engine.take(made);
            }
        }
        // Its own block got lost on the way: the others' tipset is the head here.
        node.engine.take(others);
        assertThat(node.head().blocks()).doesNotContain(own.header());
        for (int i = 0; i < 30; i++) {
            assertThat(node.block(0, net.turn(1))).isEmpty();
        }
        // With its own among the parents it goes on.
        node.engine.take(own);
        assertThat(node.head().blocks()).contains(own.header());
        assertThat(won(0).header().parents()).isEqualTo(node.head().key());
    }

    @Test
    public void blocksOfOneRoundStandTogetherByTicketAndTheNextOneBuildsOnAllOfThem() throws Exception {
        List<FullBlock> made = round();
        for (int i = 0; i < 20 && made.size() < 2; i++) {
            made = round();
        }
        assertThat(made).hasSizeGreaterThan(1);
        Tipset together = node.head();
        assertThat(together.blocks())
                .containsExactlyInAnyOrderElementsOf(
                        made.stream().map(FullBlock::header).toList());
        assertThat(together.blocks()).extracting(BlockHeader::miner).doesNotHaveDuplicates();
        assertThat(together.blocks().get(0).ticket()).isEqualTo(together.minTicket());
        assertThat(won(0).header().parents()).isEqualTo(together.key());
    }
}
