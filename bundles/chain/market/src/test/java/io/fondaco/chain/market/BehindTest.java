package io.fondaco.chain.market;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fondaco.chain.ChainException;
import io.fondaco.chain.FullNode;
import io.fondaco.chain.HeadChange;
import io.fondaco.chain.MessagePool;
import io.fondaco.chain.Outgoing;
import io.fondaco.chain.Receipt;
import io.fondaco.chain.block.Tipset;
import io.fondaco.model.Address;
import io.fondaco.model.Cid;
import io.fondaco.model.Epoch;
import io.fondaco.model.TokenAmount;
import io.fondaco.testing.devnet.Devnet;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import org.junit.After;
import org.junit.Test;

/** A node that goes through its chain once more, and one that has another chain. */
public class BehindTest {
    private static final TokenAmount SUM = TokenAmount.fil("3");

    private final Town town = new Town();
    /** How far the node has come again; below 0 once it is up. */
    private long come = -1;

    private Consumer<HeadChange> told;

    @After
    public void close() {
        town.close();
    }

    private Tipset head() {
        return come < 0 ? town.net.node().head() : town.net.node().tipsetAt(Epoch.of(come));
    }

    @SuppressWarnings("unchecked")
    private FullNode syncing() {
        return (FullNode) Proxy.newProxyInstance(
                getClass().getClassLoader(), new Class<?>[] {FullNode.class}, (self, method, args) -> {
                    if (method.getName().equals("head")) {
                        return head();
                    }
                    if (method.getName().equals("follow")) {
                        told = (Consumer<HeadChange>) args[0];
                    }
                    try {
                        return method.invoke(town.net.node(), args);
                    } catch (InvocationTargetException thrown) {
                        throw thrown.getCause();
                    }
                });
    }

    /** A pool that takes no message for now. */
    private MessagePool shut() {
        return (MessagePool) Proxy.newProxyInstance(
                getClass().getClassLoader(), new Class<?>[] {MessagePool.class}, (self, method, args) -> {
                    if (method.getName().equals("send")) {
                        return CompletableFuture.failedFuture(
                                new ChainException(ChainException.Reason.UNAVAILABLE, "shut"));
                    }
                    return method.invoke(town.net.node().pool(), args);
                });
    }

    private void open(FullNode node, Devnet net) {
        town.chain = new MarketChain(
                node,
                net.node().pool(),
                net.node(),
                town.keys,
                town.store,
                net.time,
                town.settings,
                Runnable::run,
                Runnable::run);
    }

    private static void unavailable(CompletionStage<?> stage) {
        assertThat(stage.toCompletableFuture()).isCompletedExceptionally();
        assertThatThrownBy(() -> stage.toCompletableFuture().join())
                .cause()
                .isInstanceOfSatisfying(
                        ChainException.class, e -> assertThat(e.reason()).isEqualTo(ChainException.Reason.UNAVAILABLE))
                .hasMessageContaining("up with the clock");
    }

    private long events() {
        return town.store.readAll(0, 10_000).size();
    }

    @Test
    public void sendsAndTellsNothingUntilTheNodeIsUpWithTheClock() {
        Address alice = town.rich(0);
        town.net.turn(3);
        Cid paid = town.get(town.net.node().pool().send(Outgoing.transfer(alice, town.rich(1), SUM)))
                .cid();
        town.receipt(paid);
        town.chain.close();
        town.open(town.store, shut(), town.keys);
        assertThat(town.chain.add(alice, alice, SUM).toCompletableFuture()).isCompletedExceptionally();
        town.chain.close();
        town.net.turn(Town.SHORT.rounds().finality() + 1);
        long last =
                town.net.node().head().height().number() - Town.SHORT.rounds().finality() - 1;
        assertThat(town.net.node().find(paid).orElseThrow().height().number()).isLessThan(last - 2);
        long events = events();

        come = 0;
        open(syncing(), town.net);
        List<Receipt> heard = new ArrayList<>();
        town.chain.follow(paid, heard::add);
        town.chain.watch(7, event -> {}).close();
        for (come = 1; come <= last; come++) {
            told.accept(null);
            unavailable(town.chain.reserve("a", alice, alice, SUM));
            unavailable(town.chain.withdraw(alice, alice, SUM));
            unavailable(town.chain.minerFor(alice, town.peer("alice")));
            unavailable(town.chain.welcome(alice));
        }
        assertThat(heard).isEmpty();
        assertThat(town.net.node().pool().pending()).isEmpty();
        assertThat(events()).isEqualTo(events);

        come = -1;
        told.accept(null);
        assertThat(heard).extracting(Receipt::message).containsExactly(paid);
        assertThat(town.net.node().pool().pending()).hasSize(1);
        town.net.turn(2);
        assertThat(town.chain.escrow(alice).escrow()).isEqualTo(SUM);
        assertThatThrownBy(() -> town.chain.watch(7, event -> {})).hasMessage("no deal 7");
        assertThat(town.audit()).isEmpty();
    }

    @Test
    public void keepsBooksOfDifferentChainsApart() {
        Address alice = town.rich(0);
        assertThat(town.get(town.chain.reserve("a", alice, alice, SUM))).isPresent();
        town.chain.close();
        try (Devnet other = new Devnet(2, Town.SHORT)) {
            assertThat(other.node().network()).isEqualTo(town.net.node().network());
            assertThat(other.node().genesis().key())
                    .isNotEqualTo(town.net.node().genesis().key());
            open(other.node(), other);
            other.turn(3);
            assertThat(town.chain.escrow(alice).reserved()).isEqualTo(TokenAmount.ZERO);
            assertThat(other.node().pool().pending()).isEmpty();
            town.chain.close();
        }
        town.open();
        assertThat(town.chain.escrow(alice).reserved()).isEqualTo(SUM);
    }
}
