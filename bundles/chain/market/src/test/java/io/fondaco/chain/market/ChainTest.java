package io.fondaco.chain.market;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fondaco.chain.ChainPolicy;
import io.fondaco.chain.MinerInfo;
import io.fondaco.chain.Outgoing;
import io.fondaco.chain.Receipt;
import io.fondaco.chain.actors.Policy;
import io.fondaco.chain.message.Message;
import io.fondaco.chain.message.SignedMessage;
import io.fondaco.model.Address;
import io.fondaco.model.Cid;
import io.fondaco.model.Epoch;
import io.fondaco.model.TokenAmount;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.After;
import org.junit.Test;

public class ChainTest {
    private Town town = new Town();

    @After
    public void close() {
        assertThat(town.audit()).isEmpty();
        town.close();
    }

    private void again(Policy policy, MarketSettings settings) {
        town.close();
        town = new Town(policy, settings);
    }

    @Test
    public void tellsTheRulesOfTheNetwork() {
        ChainPolicy policy = town.chain.policy();
        assertThat(policy.name()).isEqualTo("devnet");
        assertThat(policy.epoch()).hasSeconds(1);
        assertThat(policy.minDealDuration()).isEqualTo(10);
        assertThat(policy.confidence()).isEqualTo(3);
        assertThat(policy.sealing()).isEqualTo(4 + 2 * 3 + 10);
        town.net.turn(5);
        assertThat(town.chain.head()).isEqualTo(town.net.node().head().height()).isGreaterThan(Epoch.of(1));
        assertThat(town.chain.timeOf(Epoch.of(5)))
                .isEqualTo(town.net.genesis().timestamp().plusSeconds(5));
    }

    @Test
    public void countsWhatPendingMessagesMayCostAsSpent() {
        Address alice = town.rich(0);
        town.net.turn(1);
        TokenAmount before = town.chain.balance(alice);
        assertThat(before).isEqualTo(TokenAmount.fil("1000000"));
        town.get(town.net.node().pool().send(Outgoing.transfer(alice, town.rich(1), TokenAmount.fil("7"))));
        assertThat(town.chain.balance(alice)).isLessThan(before.minus(TokenAmount.fil("7")));
        town.net.turn(3);
        assertThat(town.chain.balance(alice)).isEqualTo(town.onChain(alice));
        assertThat(town.chain.balance(town.net.keys.wallet("nobody"))).isEqualTo(TokenAmount.ZERO);
    }

    @Test
    public void givesANewcomerItsGrantOnceAlsoAfterARestart() {
        Address carol = town.net.keys.wallet("carol");
        TokenAmount treasury = town.onChain(town.net.owner(0));
        var first = town.chain.welcome(carol);
        town.restart();
        var second = town.chain.welcome(carol);
        assertThat(town.get(second)).isEqualTo(TokenAmount.fil("1000"));
        assertThat(town.get(town.chain.welcome(carol))).isEqualTo(TokenAmount.fil("1000"));
        town.net.turn(10);
        assertThat(town.onChain(carol)).isEqualTo(TokenAmount.fil("1000"));
        assertThat(town.onChain(town.net.owner(0))).isLessThan(treasury.minus(TokenAmount.fil("1000")));
        assertThat(first).isNotSameAs(second);
    }

    @Test
    public void takesGrantsFromTheTreasuryThatIsNamed() {
        again(
                Town.SHORT,
                new MarketSettings(3, 10, TokenAmount.fil("5"), Optional.of(town.rich(2)), TokenAmount.fil("10")));
        Address carol = town.net.keys.wallet("carol");
        assertThat(town.get(town.chain.welcome(carol))).isEqualTo(TokenAmount.fil("5"));
        assertThat(town.onChain(town.rich(2))).isLessThan(TokenAmount.fil("999995"));
    }

    @Test
    public void givesNothingWhereNobodyHasTheKeyOfATreasury() {
        Address carol = town.net.keys.wallet("carol");
        town.net.keys.delete(town.net.owner(0));
        assertThat(town.get(town.chain.welcome(carol))).isEqualTo(TokenAmount.ZERO);
        assertThat(town.net.node().pool().pending()).isEmpty();
    }

    @Test
    public void makesAnOwnerOneMinerWhoseWorkerCanPay() {
        Address owner = town.rich(0);
        Address miner = town.get(town.chain.minerFor(owner, town.peer("one")));
        MinerInfo info = town.chain.miner(miner).orElseThrow();
        assertThat(info.owner()).isEqualTo(owner);
        assertThat(info.peerId()).isEqualTo(town.peer("one"));
        assertThat(info.sectorSize()).isEqualTo(32L << 30);
        assertThat(info.worker().protocol()).isEqualTo(Address.Protocol.BLS);
        assertThat(town.chain.balance(info.worker())).isEqualTo(TokenAmount.fil("10"));
        assertThat(town.get(town.chain.minerFor(owner, town.peer("one")))).isEqualTo(miner);
        town.restart();
        assertThat(town.get(town.chain.minerFor(owner, town.peer("one")))).isEqualTo(miner);
        assertThat(town.workersMade()).isEqualTo(1);
    }

    @Test
    public void makesOneMinerForTwoWhoAskAtOnce() {
        var first = town.chain.minerFor(town.rich(0), town.peer("one"));
        var second = town.chain.minerFor(town.rich(0), town.peer("one"));
        assertThat(town.get(first)).isEqualTo(town.get(second));
        assertThat(town.workersMade()).isEqualTo(1);
    }

    @Test
    public void takesTheMinerAnOwnerHadBeforeAndTellsItsPeerId() {
        Address miner = town.net.producer(0);
        assertThat(town.chain.miner(miner)).isEmpty();
        town.net.turn(5);
        assertThat(town.get(town.chain.minerFor(town.net.owner(0), town.peer("old"))))
                .isEqualTo(miner);
        assertThat(town.chain.miner(miner).orElseThrow().peerId()).isEqualTo(town.peer("old"));
        assertThat(town.workersMade()).isZero();
    }

    @Test
    public void changesThePeerIdBackAndForth() {
        Address miner = town.miner(town.rich(0));
        for (String name : List.of("two", "one", "two")) {
            assertThat(town.get(town.chain.minerFor(town.rich(0), town.peer(name))))
                    .isEqualTo(miner);
            assertThat(town.chain.miner(miner).orElseThrow().peerId()).isEqualTo(town.peer(name));
        }
    }

    @Test
    public void givesAWorkerThatSpentMostOfItsMoneyAsMuchAgain() {
        Address owner = town.rich(0);
        Address miner = town.get(town.chain.minerFor(owner, town.peer("one")));
        Address worker = town.worker(miner);
        town.get(town.net.node().pool().send(Outgoing.transfer(worker, town.rich(1), TokenAmount.fil("8"))));
        town.net.turn(3);
        town.get(town.chain.minerFor(owner, town.peer("one")));
        town.get(town.chain.minerFor(owner, town.peer("one")));
        town.restart();
        town.get(town.chain.minerFor(owner, town.peer("one")));
        town.net.turn(6);
        assertThat(town.onChain(worker)).isBetween(TokenAmount.fil("11"), TokenAmount.fil("12"));
        assertThat(town.get(town.chain.minerFor(owner, town.peer("one")))).isEqualTo(miner);
        town.net.turn(6);
        assertThat(town.onChain(worker)).isLessThan(TokenAmount.fil("12"));
    }

    @Test
    public void saysThatAnOwnerWithoutMoneyGetsNoMinerAndMakesItOnceItHasSome() {
        Address poor = town.net.keys.wallet("poor");
        assertThatThrownBy(() -> town.get(town.chain.minerFor(poor, town.peer("poor"))))
                .hasMessageContaining(poor.toString());
        town.get(town.chain.welcome(poor));
        assertThat(town.get(town.chain.minerFor(poor, town.peer("poor")))).isNotNull();
        assertThat(town.workersMade()).isEqualTo(1);
    }

    @Test
    public void tellsOfAMessageOnceWhenItIsDeepEnoughAndAlsoLongAfter() {
        Cid cid = town.get(town.net
                        .node()
                        .pool()
                        .send(Outgoing.transfer(town.rich(0), town.rich(1), TokenAmount.fil("1"))))
                .cid();
        List<Receipt> heard = new ArrayList<>();
        town.chain.follow(cid, heard::add);
        while (heard.isEmpty()) {
            town.net.turn(1);
        }
        Receipt receipt = heard.get(0);
        assertThat(receipt.message()).isEqualTo(cid);
        assertThat(receipt.exitCode()).isZero();
        assertThat(town.head()).isEqualTo(receipt.epoch().number() + 3);
        town.net.turn(20);
        assertThat(heard).hasSize(1);
        town.chain.follow(cid, heard::add);
        assertThat(heard).hasSize(2);
    }

    @Test
    public void tellsOfAReplacementUnderItsOwnName() {
        var sent = town.get(
                town.net.node().pool().send(Outgoing.transfer(town.rich(0), town.rich(1), TokenAmount.fil("1"))));
        var dearer = town.get(town.net.node().pool().replace(sent.cid(), Optional.empty()));
        assertThat(town.receipt(sent.cid()).message()).isEqualTo(dearer.cid());
        town.restart();
        town.net.turn(60);
        Receipt late = town.receipt(sent.cid());
        assertThat(late.message()).isEqualTo(dearer.cid());
        assertThat(late.ok()).isTrue();
    }

    @Test
    public void tellsThatAMessageFailedWhoseNonceWasUsedForSomethingElse() {
        var sent = town.get(
                town.net.node().pool().send(Outgoing.transfer(town.rich(0), town.rich(1), TokenAmount.fil("1"))));
        Message was = sent.message();
        SignedMessage other = SignedMessage.sign(
                new Message(
                        0,
                        town.rich(2),
                        was.from(),
                        was.nonce(),
                        was.value(),
                        was.gasLimit(),
                        was.gasFeeCap().times(2),
                        was.gasPremium().times(2),
                        0,
                        new byte[0]),
                town.net.keys.export(town.rich(0)));
        town.get(town.net.node().pool().push(other));
        Receipt receipt = town.receipt(sent.cid());
        assertThat(receipt.message()).isEqualTo(other.cid());
        assertThat(receipt.exitCode()).isEqualTo(2);
        assertThat(town.onChain(town.rich(2))).isEqualTo(TokenAmount.fil("1000001"));
    }

    @Test
    public void goesOnWhenAFollowerThrowsAndLeavesOutOneThatWentAway() {
        Cid cid = town.get(town.net
                        .node()
                        .pool()
                        .send(Outgoing.transfer(town.rich(0), town.rich(1), TokenAmount.fil("1"))))
                .cid();
        List<Receipt> heard = new ArrayList<>();
        town.chain.follow(cid, receipt -> {
            throw new IllegalStateException("on purpose");
        });
        town.chain.follow(cid, receipt -> heard.add(null)).close();
        town.chain.follow(cid, heard::add);
        town.net.turn(6);
        assertThat(heard).hasSize(1).doesNotContainNull();
    }

    @Test
    public void refusesWhatIsAskedOnceItIsClosed() {
        town.chain.close();
        assertThatThrownBy(() -> town.get(town.chain.welcome(town.rich(0)))).hasMessageContaining("are closed");
    }
}
