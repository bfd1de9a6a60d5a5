package io.fondaco.console.shell.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import io.fondaco.chain.FullNode;
import io.fondaco.chain.actors.StateReader;
import io.fondaco.chain.block.Tipset;
import io.fondaco.chain.block.TipsetKey;
import io.fondaco.chain.message.SignedMessage;
import io.fondaco.model.Cid;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.After;
import org.junit.Test;

/** The chain's commands, on a chain. */
public class ChainCommandsTest {
    private final DevnetHouse house = new DevnetHouse();

    @After
    public void close() {
        house.close();
    }

    @Test
    public void theHeadIsShownWithItsBlocksAndThatTheyAreUnproven() throws Exception {
        house.net.turn(5);
        ChainHead command = house.with(new ChainHead());
        ChainHead.Head head = command.ask();
        assertThat(head.network()).isEqualTo("devnet");
        assertThat(head.epoch()).isEqualTo(house.net.node().head().height().number());
        assertThat(head.epochSeconds()).isEqualTo(1.0);
        ChainHead.Blocks blocks = head.blocks().orElseThrow();
        assertThat(blocks.key()).isEqualTo(house.net.node().head().key().cids());
        assertThat(blocks.blocks()).extracting(TipsetView.Block::miner).containsExactly(house.miner);
        assertThat(blocks.unproven()).isTrue();
        assertThat(DevnetHouse.shown(command, head))
                .contains("Epoch " + head.epoch() + " of devnet", "block      bafy", "base fee", "unproven", "weight");
        JsonNode json = DevnetHouse.json(command);
        assertThat(json.path("epoch").asLong()).isEqualTo(head.epoch());
        assertThat(json.path("blocks").path("unproven").asBoolean()).isTrue();
        assertThat(json.path("blocks").path("key").path(0).asText()).startsWith("bafy2bza");
        assertThat(json.path("blocks").path("blocks").path(0).path("miner").asText())
                .isEqualTo(house.miner.toString());
    }

    @Test
    public void theGenesisIsAHeadTooBeforeAnyBlock() {
        ChainHead.Head head = house.with(new ChainHead()).ask();
        assertThat(head.epoch()).isZero();
        assertThat(head.blocks().orElseThrow().unproven()).isTrue();
        assertThat(house.with(new ChainList()).ask()).hasSize(1);
    }

    @Test
    public void aPretendLedgerHasAHeadAndSaysThatItHasNoBlocks() throws Exception {
        ChainHead command = house.pretending(new ChainHead());
        assertThat(DevnetHouse.shown(command, command.ask()))
                .contains("Epoch 7 of pretend", "pretend ledger", "no blocks to show");
        assertThat(DevnetHouse.json(command).path("blocks").isNull()).isTrue();
        List<ChainCommand<?>> others = List.of(
                new ChainList(), show("3"), new ChainAudit(), new ChainFollow(), new MpoolList(), new PowerList());
        for (ChainCommand<?> other : others) {
            house.pretending(other);
            assertThatThrownBy(other::ask)
                    .as(other.getClass().getSimpleName())
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("This house runs on the pretend ledger")
                    .hasMessageContaining("chain:head");
        }
    }

    private static ChainShow show(String what) {
        ChainShow command = new ChainShow();
        command.what = what;
        return command;
    }

    @Test
    public void listsTipsetsTheNewestFirst() throws Exception {
        house.net.turn(8);
        ChainList command = house.with(new ChainList());
        command.count = 3;
        List<ChainList.Line> lines = command.ask();
        long head = house.net.node().head().height().number();
        assertThat(lines).extracting(ChainList.Line::epoch).containsExactly(head, head - 1, head - 2);
        assertThat(DevnetHouse.shown(command, lines)).contains(house.miner.toString());
        command.from = 2L;
        command.count = 1000;
        assertThat(command.ask()).extracting(ChainList.Line::epoch).containsExactly(2L, 1L, 0L);
        assertThat(DevnetHouse.json(command).path(2).path("epoch").asLong()).isZero();
        command.count = 0;
        assertThatThrownBy(command::ask).hasMessage("--count is 1 to 1000, not 0");
        command.count = 1;
        command.from = -1L;
        assertThatThrownBy(command::ask).hasMessageContaining("--from is an epoch");
    }

    @Test
    public void showsATipsetByEpochOrKeyAndABlockByItsCid() throws Exception {
        house.net.turn(3);
        SignedMessage sent = house.pay(house.bob, "2");
        house.net.turn(3);
        Tipset found = house.net
                .node()
                .find(sent.cid())
                .flatMap(in -> house.net.node().tipset(in.tipset()))
                .orElseThrow();
        ChainShow command = house.with(show(found.height().toString()));
        TipsetView tipset = (TipsetView) command.ask();
        assertThat(tipset.onChain()).isTrue();
        assertThat(tipset.executed()).extracting(MessageView::cid).contains(sent.cid());
        assertThat(DevnetHouse.shown(command, tipset))
                .contains("Tipset of epoch " + found.height(), sent.cid().toString(), "2 FIL: ok (0)");
        command.what = found.key().toString();
        assertThat(command.ask()).isEqualTo(tipset);
        command.what = found.key().cids().get(0).toString();
        BlockView block = (BlockView) command.ask();
        assertThat(block.messages().orElseThrow()).contains(sent.cid());
        assertThat(block.miner()).isEqualTo(house.miner);
        assertThat(DevnetHouse.shown(command, block)).contains("Block bafy", "messages   1", "won");
        JsonNode json = DevnetHouse.json(command);
        assertThat(json.path("kind").asText()).isEqualTo("block");
        assertThat(json.path("messages").path(0).asText()).isEqualTo(sent.cid().toString());
    }

    @Test
    public void showsWhatBecameOfAMessage() throws Exception {
        house.net.turn(2);
        SignedMessage sent = house.pay(house.bob, "1.5");
        ChainShow command = house.with(show(sent.cid().toString()));
        MessageView waiting = (MessageView) command.ask();
        assertThat(waiting.status()).isEqualTo("pending");
        assertThat(DevnetHouse.shown(command, waiting)).contains("status     pending", "value      1.5 FIL");
        house.net.turn(3);
        MessageView done = (MessageView) command.ask();
        assertThat(done.status()).isEqualTo("on chain");
        assertThat(DevnetHouse.shown(command, done)).contains("on chain: ok (0), epoch", "gas used", "tipset     bafy");
        JsonNode json = DevnetHouse.json(command);
        assertThat(json.path("kind").asText()).isEqualTo("message");
        assertThat(json.path("outcome").path("exitCode").asLong()).isZero();
        assertThat(json.path("from").asText()).isEqualTo(house.alice.toString());
    }

    @Test
    public void namesTheNextStepWhenThereIsNothingToShow() {
        house.net.turn(2);
        ChainShow command = house.with(show("1000"));
        assertThatThrownBy(command::ask)
                .hasMessageContaining("Epoch 1000 is yet to come")
                .hasMessageContaining("chain:head");
        command.what = "nonsense";
        assertThatThrownBy(command::ask).hasMessageContaining("'nonsense' is no CID");
        command.what = "bafkreifjjcie6lypi6ny7amxnfftagclbuxndqonfipmb64f2km2devei4";
        assertThatThrownBy(command::ask).hasMessageContaining("mpool:list");
        command.what = "{bafkreifjjcie6lypi6ny7amxnfftagclbuxndqonfipmb64f2km2devei4}";
        assertThatThrownBy(command::ask).hasMessageContaining("No tipset of these blocks");
    }

    @Test
    public void anEpochWithoutBlocksNamesTheOneBefore() {
        house.net.turn(4);
        Tipset three = house.net.node().tipsetAt(io.fondaco.model.Epoch.of(2));
        ChainShow command = house.with(show("3"));
        command.node =
                Fakes.of(FullNode.class, Map.of("head", none -> house.net.node().head(), "tipsetAt", epoch -> three));
        assertThatThrownBy(command::ask)
                .hasMessage("Nobody made a block in epoch 3; the last one before has blocks: chain:show 2");
    }

    @Test
    public void theAuditsJsonHasTheFourFieldsScriptsRelyOn() throws Exception {
        house.net.turn(10);
        ChainAudit command = house.with(new ChainAudit());
        JsonNode json = DevnetHouse.json(command);
        List<String> fields = new ArrayList<>();
        json.fieldNames().forEachRemaining(fields::add);
        assertThat(fields).containsExactly("ok", "epoch", "checked", "violations");
        assertThat(json.path("ok").asBoolean()).isTrue();
        assertThat(json.path("epoch").asLong())
                .isEqualTo(house.net.node().head().height().number());
        assertThat(json.path("checked").asLong()).isGreaterThan(50);
        assertThat(json.path("violations").isArray()).isTrue();
        assertThat(json.path("violations")).isEmpty();
        assertThat(DevnetHouse.shown(command, command.ask()))
                .startsWith("Sound at epoch ")
                .contains(" 0 broken");
    }

    @Test
    public void theAuditNamesWhatIsBroken() throws Exception {
        house.net.turn(2);
        ChainAudit command = house.with(new ChainAudit());
        StateReader whole = house.net.node();
        // Rules of another network: its supply is not what there is here.
        command.states = Fakes.of(
                StateReader.class,
                Map.of(
                        "read",
                        reading -> whole.read(view -> ((java.util.function.Function<StateReader.View, ?>) reading[0])
                                .apply(new StateReader.View(
                                        view.tipset(),
                                        view.tree(),
                                        view.policy()
                                                .with(new io.fondaco.chain.actors.Policy.Rewards(
                                                        io.fondaco.chain.actors.Policy.Minting.FLAT,
                                                        io.fondaco.model.TokenAmount.fil("36"),
                                                        io.fondaco.model.TokenAmount.fil("1000000000"),
                                                        java.math.BigInteger.ONE,
                                                        4800,
                                                        60,
                                                        30)),
                                        view.calls())))));
        ChainAudit.Found found = command.ask();
        assertThat(found.ok()).isFalse();
        assertThat(DevnetHouse.shown(command, found))
                .startsWith("BROKEN at epoch ")
                .contains("f00: all balances make", "keep the data folder and report it");
    }

    @Test
    public void aKeyOfOneBlockIsFoundAsThatBlock() {
        house.net.turn(2);
        Cid block = house.net.node().head().key().cids().get(0);
        assertThat(house.net.node().tipset(TipsetKey.of(block))).isPresent();
    }
}
