package io.fondaco.testing.devnet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fondaco.chain.ChainException;
import io.fondaco.chain.Included;
import io.fondaco.chain.Outgoing;
import io.fondaco.chain.actors.Singletons;
import io.fondaco.chain.actors.miner.MinerView;
import io.fondaco.chain.message.SignedMessage;
import io.fondaco.chain.node.ChainNode;
import io.fondaco.model.Address;
import io.fondaco.model.Epoch;
import io.fondaco.model.TokenAmount;
import io.fondaco.persistence.memory.MemoryVaults;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.Test;

/** A node that is alone, from the outside. */
public class ChainNodeTest {
    private static final TokenAmount ONE = TokenAmount.fil("1");

    @Test
    public void makesABlockAlmostEveryEpochAndKeepsItsPower() {
        try (Devnet net = new Devnet()) {
            net.turn(500);
            assertThat(net.node().head().height()).isGreaterThan(Epoch.of(490));
            boolean healthy = net.node().read(view -> {
                MinerView miner = MinerView.of(view.tree(), net.producer(0), view.policy())
                        .orElseThrow();
                return miner.deadlines().stream()
                        .flatMap(d -> d.partitions().stream())
                        .allMatch(p -> p.faulty().isEmpty() && !p.active().isEmpty());
            });
            assertThat(healthy).isTrue();
            assertThat(net.audit(0)).isEmpty();
        }
    }

    @Test
    public void carriesATransferOverAndTellsWhatBecameOfIt() {
        try (Devnet net = new Devnet()) {
            net.turn(2);
            SignedMessage sent = net.await(net.node().pool().send(Outgoing.transfer(net.rich(0), net.rich(1), ONE)));
            assertThat(net.node().find(sent.cid())).isEmpty();
            net.turn(3);
            Included included = net.node().find(sent.cid()).orElseThrow();
            assertThat(included.receipt().ok()).isTrue();
            assertThat(net.node().executed(included.tipset())).contains(included);
            assertThat(balance(net, net.rich(1))).isEqualTo(Devnet.FUNDS.plus(ONE));
            assertThat(net.node().pool().pending()).isEmpty();
        }
    }

    private static TokenAmount balance(Devnet net, Address account) {
        return net.node().read(view -> view.tree().actor(account).orElseThrow().balance());
    }

    @Test
    public void goesOnWhereItWasAndSendsNothingTwice() {
        try (Devnet net = new Devnet()) {
            net.turn(5);
            Outgoing rent = Outgoing.call(net.rich(0), net.rich(1), ONE, 0, new byte[0], "rent of May");
            SignedMessage sent = net.await(net.node().pool().send(rent));
            Epoch before = net.node().head().height();
            net.restart(0);
            assertThat(net.node().head().height()).isGreaterThanOrEqualTo(before);
            assertThat(net.await(net.node().pool().send(rent)).cid()).isEqualTo(sent.cid());
            net.turn(5);
            net.restart(0);
            assertThat(net.await(net.node().pool().send(rent)).cid()).isEqualTo(sent.cid());
            net.turn(5);
            assertThat(balance(net, net.rich(1))).isEqualTo(Devnet.FUNDS.plus(ONE));
            assertThat(net.audit(0)).isEmpty();
        }
    }

    @Test
    public void makesUpForWhatItSleptThrough() {
        try (Devnet net = new Devnet()) {
            net.turn(10);
            net.node().close();
            net.turn(1000);
            net.restart(0);
            net.turn(1);
            assertThat(net.node().head().height()).isGreaterThan(Epoch.of(1000));
            boolean healthy = net.node()
                    .read(view ->
                            MinerView.of(view.tree(), net.producer(0), view.policy()).orElseThrow().deadlines().stream()
                                    .flatMap(d -> d.partitions().stream())
                                    .allMatch(p -> p.faulty().isEmpty()));
            assertThat(healthy).isTrue();
        }
    }

    @Test
    public void triesACallWithoutKeepingAnythingOfIt() {
        try (Devnet net = new Devnet()) {
            net.turn(2);
            SignedMessage sample = net.await(net.node().pool().send(Outgoing.transfer(net.rich(2), net.rich(3), ONE)));
            Included tried = net.node().call(sample.message());
            assertThat(tried.receipt().ok()).isTrue();
            assertThat(balance(net, net.rich(3))).isEqualTo(Devnet.FUNDS);
        }
    }

    @Test
    public void tellsOfEachMoveOfTheHeadInOrder() {
        try (Devnet net = new Devnet()) {
            List<Epoch> heights = new ArrayList<>();
            net.node().follow(change -> heights.add(change.head().height()));
            net.turn(20);
            assertThat(heights)
                    .isSorted()
                    .hasSizeGreaterThan(15)
                    .endsWith(net.node().head().height());
        }
    }

    @Test
    public void refusesMessagesThatWouldFailWithTheReason() {
        try (Devnet net = new Devnet()) {
            net.turn(2);
            Outgoing tooMuch = Outgoing.transfer(net.rich(0), net.rich(1), Devnet.FUNDS.times(2));
            assertThatThrownBy(() -> net.await(net.node().pool().send(tooMuch)))
                    .hasCauseInstanceOf(ChainException.class)
                    .hasMessageContaining("f0100 has 1000000 FIL to send 2000000 FIL");
            Outgoing noMethod =
                    Outgoing.call(net.rich(0), Singletons.STORAGE_MARKET, TokenAmount.ZERO, 999, new byte[0], "");
            assertThatThrownBy(() -> net.await(net.node().pool().send(noMethod)))
                    .hasMessageContaining("999");
        }
    }

    @Test
    public void whoBeginsANetworkLateMakesUpForItsFirstEpochsWhenNobodyToldOfOthers() {
        try (Devnet net = new Devnet()) {
            net.node().close();
            net.turn(100);
            ChainNode late = new ChainNode(
                    new ChainNode.Parts(
                            net.genesis(),
                            net.seed(),
                            new MemoryVaults().open("chain"),
                            net.keys,
                            net.time,
                            Optional.empty(),
                            Runnable::run,
                            Runnable::run),
                    new ChainNode.Settings(true, false, Map.of(), 0, 0));
            late.start();
            net.turn(10);
            assertThat(late.head()).isEqualTo(late.genesis());
            net.turn(30);
            assertThat(late.head().height()).isGreaterThan(Epoch.of(130));
            boolean healthy = late.read(
                    view -> MinerView.of(view.tree(), net.producer(0), view.policy()).orElseThrow().deadlines().stream()
                            .flatMap(d -> d.partitions().stream())
                            .allMatch(p -> p.faulty().isEmpty() && !p.active().isEmpty()));
            assertThat(healthy).isTrue();
            late.close();
        }
    }
}
