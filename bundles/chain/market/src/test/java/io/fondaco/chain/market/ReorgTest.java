package io.fondaco.chain.market;

import static org.assertj.core.api.Assertions.assertThat;

import io.fondaco.chain.BlockContents;
import io.fondaco.chain.ChainDealEvent;
import io.fondaco.chain.HeadChange;
import io.fondaco.chain.Outgoing;
import io.fondaco.chain.Receipt;
import io.fondaco.chain.block.BlockCodec;
import io.fondaco.chain.block.BlockHeader;
import io.fondaco.chain.block.BlockMessage;
import io.fondaco.chain.block.Tipset;
import io.fondaco.chain.message.Message;
import io.fondaco.chain.message.SignedMessage;
import io.fondaco.crypto.PrivateKey;
import io.fondaco.model.Address;
import io.fondaco.model.Cid;
import io.fondaco.model.Epoch;
import io.fondaco.model.TokenAmount;
import io.fondaco.testing.devnet.Devnet;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.junit.After;
import org.junit.Before;
import org.junit.Test;

/**
 * A chain that is taken over by another one from the same genesis. The other one is made by a node that hears nothing of
 * what is sent here; meanwhile this one makes no blocks, so that the other one gets heavier.
 */
public class ReorgTest {
    private Town town;
    private Devnet elsewhere;
    private final List<HeadChange> changes = new ArrayList<>();

    @Before
    public void open() {
        town = new Town();
        elsewhere = new Devnet(1, Town.SHORT);
    }

    @After
    public void close() {
        assertThat(town.audit()).isEmpty();
        town.close();
        elsewhere.close();
    }

    private static long now(Devnet net) {
        return net.time.now().getEpochSecond();
    }

    /** Lets the other node go on with its own chain until it is longer than ours, and has it take over here. */
    private void reorganise() {
        town.net.node().follow(changes::add);
        PrivateKey key = silence(town.net);
        elsewhere.turn(now(town.net) - now(elsewhere) + 6);
        town.net.turn(6);
        town.net.keys.add(key);
        copy(elsewhere, town.net);
        assertThat(changes).anyMatch(change -> !change.reverted().isEmpty());
    }

    /** Has a node make no more blocks. */
    private static PrivateKey silence(Devnet net) {
        PrivateKey key = net.keys.export(net.owner(0));
        net.keys.delete(net.owner(0));
        return key;
    }

    private static void copy(Devnet from, Devnet to) {
        Deque<Tipset> chain = new ArrayDeque<>();
        Tipset at = from.node().head();
        while (to.node().contents(at.blocks().get(0).cid()).isEmpty()) {
            chain.addFirst(at);
            at = from.node().tipset(at.parents()).orElseThrow();
        }
        chain.forEach(tipset -> tipset.blocks().forEach(block -> copy(block, from, to)));
        assertThat(to.node().head().key()).isEqualTo(from.node().head().key());
    }

    private static void copy(BlockHeader block, Devnet from, Devnet to) {
        BlockContents contents = from.node().contents(block.cid()).orElseThrow();
        List<SignedMessage> signed = new ArrayList<>(contents.secp());
        for (Message message : contents.bls()) {
            signed.add(from.node().pool().find(message.cid()).orElseThrow());
        }
        for (SignedMessage message : signed) {
            if (to.node().pool().find(message.cid()).isEmpty()) {
                to.await(to.node().pool().push(message));
            }
        }
        to.await(to.node()
                .submitBlock(BlockCodec.encode(new BlockMessage(
                        block,
                        contents.bls().stream().map(Message::cid).toList(),
                        contents.secp().stream().map(SignedMessage::cid).toList()))));
    }

    @Test
    public void tellsOfAMessageThatWasRevertedOnceWhereItEndsUp() {
        town.net.turn(4);
        Cid cid = town.get(town.net
                        .node()
                        .pool()
                        .send(Outgoing.transfer(town.rich(0), town.rich(1), TokenAmount.fil("1"))))
                .cid();
        List<Receipt> heard = new ArrayList<>();
        town.chain.follow(cid, heard::add);
        while (town.net.node().find(cid).isEmpty()) {
            town.net.turn(1);
        }
        Epoch first = town.net.node().find(cid).orElseThrow().height();
        town.net.turn(1);
        reorganise();
        assertThat(town.net.node().find(cid)).isEmpty();
        assertThat(heard).isEmpty();
        for (int i = 0; heard.isEmpty() && i < 60; i++) {
            town.net.turn(1);
        }
        town.net.turn(5);
        assertThat(heard).hasSize(1);
        assertThat(heard.get(0).message()).isEqualTo(cid);
        assertThat(heard.get(0).epoch()).isGreaterThan(first.plus(5));
        assertThat(heard.get(0).epoch())
                .isEqualTo(town.net.node().find(cid).orElseThrow().height());
        assertThat(town.onChain(town.rich(1))).isEqualTo(TokenAmount.fil("1000001"));
    }

    @Test
    public void countsMoneyThatWasRevertedAsOnItsWayAgain() {
        Address alice = town.rich(0);
        town.net.turn(2);
        Cid cid = town.get(town.chain.reserve("a", alice, alice, TokenAmount.fil("5")))
                .orElseThrow();
        while (town.net.node().find(cid).isEmpty()) {
            town.net.turn(1);
        }
        assertThat(town.chain.escrow(alice).escrow()).isEqualTo(TokenAmount.fil("5"));
        reorganise();
        assertThat(town.chain.escrow(alice).escrow()).isEqualTo(TokenAmount.ZERO);
        assertThat(town.get(town.chain.reserve("a", alice, alice, TokenAmount.fil("5"))))
                .contains(cid);
        assertThat(town.receipt(cid).ok()).isTrue();
        assertThat(town.chain.escrow(alice).escrow()).isEqualTo(TokenAmount.fil("5"));
    }

    @Test
    public void tellsOfNoPreCommitmentThatIsRevertedBeforeItIsSettled() {
        Address client = town.rich(0);
        Address miner = town.miner(town.rich(1));
        long id = town.published(town.deal(client, miner, 200, 220));
        List<ChainDealEvent> heard = new ArrayList<>();
        town.chain.watch(id, heard::add);
        // The other chain has all of this, and nothing of what follows.
        PrivateKey key = silence(elsewhere);
        elsewhere.turn(now(town.net) - now(elsewhere));
        elsewhere.keys.add(key);
        copy(town.net, elsewhere);
        Epoch first = town.preCommit(miner, 7, id).epoch();
        assertThat(town.chain.deal(id).orElseThrow().sector()).hasValue(7);
        reorganise();
        assertThat(town.chain.deal(id).orElseThrow().sector()).isEmpty();
        assertThat(heard).isEmpty();
        for (int i = 0; heard.isEmpty() && i < 60; i++) {
            town.net.turn(1);
        }
        assertThat(heard).hasSize(1);
        ChainDealEvent.Precommitted told = (ChainDealEvent.Precommitted) heard.get(0);
        assertThat(told.sector()).isEqualTo(7);
        assertThat(told.at()).isGreaterThan(first);
        assertThat(told.at())
                .isLessThanOrEqualTo(town.net.node().head().height().minus(3));
    }
}
