package io.fondaco.chain.market;

import static org.assertj.core.api.Assertions.assertThat;

import io.fondaco.chain.ChainDealEvent;
import io.fondaco.chain.ChainException;
import io.fondaco.chain.ClientDealProposal;
import io.fondaco.chain.EscrowBalance;
import io.fondaco.chain.Receipt;
import io.fondaco.chain.actors.Singletons;
import io.fondaco.chain.actors.power.PowerState;
import io.fondaco.model.Address;
import io.fondaco.model.Cid;
import io.fondaco.model.TokenAmount;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import org.junit.After;
import org.junit.Test;

/** Ends the process before and after each of its writes and sends. What is asked again afterwards happens once. */
public class KillTest {
    /** Every how manieth point is tried; all of them with {@code -Dfondaco.long=true}. */
    private static final int STRIDE = Boolean.getBoolean("fondaco.long") ? 1 : 3;

    private static final TokenAmount NEED = TokenAmount.fil("7");

    private Town town;
    private Fuse fuse;

    @After
    public void close() {
        if (town != null) {
            town.close();
        }
    }

    private void open(int last) {
        close();
        town = new Town();
        town.chain.close();
        fuse = new Fuse(last);
        town.open(fuse.journal(town.store), fuse.pool(town.net.node().pool()), town.keys);
    }

    private <T> T get(CompletionStage<T> stage) {
        CompletableFuture<T> future = stage.toCompletableFuture();
        for (int i = 0; !future.isDone(); i++) {
            alive();
            assertThat(i).as("epochs waited").isLessThan(100);
            town.net.turn(1);
        }
        try {
            return future.join();
        } catch (CompletionException failed) {
            alive();
            throw failed;
        }
    }

    private void alive() {
        if (fuse.blown()) {
            throw new Fuse.Killed();
        }
    }

    private Receipt receipt(Cid message) {
        CompletableFuture<Receipt> receipt = new CompletableFuture<>();
        town.chain.follow(message, receipt::complete);
        return get(receipt);
    }

    /** Runs a life with a kill at a point, then once more from its beginning; false if the point is beyond its end. */
    private boolean killedAt(int point, Consumer<KillTest> life) {
        open(point);
        try {
            life.accept(this);
        } catch (Fuse.Killed expected) {
            assertThat(fuse.blown()).isTrue();
        }
        boolean killed = fuse.blown();
        fuse = new Fuse(Integer.MAX_VALUE);
        town.restart();
        life.accept(this);
        town.net.turn(8);
        return killed;
    }

    /** What a house does until a deal is published, as its deals ask for it. */
    private void deal() {
        Address carol = town.net.keys.wallet("carol");
        get(town.chain.welcome(carol));
        Address miner = get(town.chain.minerFor(town.rich(1), town.peer("miner")));
        Address worker = town.chain.miner(miner).orElseThrow().worker();
        reserve("client", carol, carol, NEED);
        reserve("provider", worker, miner, TokenAmount.fil("1"));
        ClientDealProposal deal = town.deal(carol, miner, 200, 220);
        Receipt receipt = receipt(get(town.chain.publish(worker, deal.toBytes())));
        long id = town.chain.dealId(receipt, deal.proposalCid()).orElseThrow();
        List<ChainDealEvent> heard = new ArrayList<>();
        town.chain.watch(id, heard::add);
        get(town.chain.release("client"));
        get(town.chain.release("provider"));
        alive();
    }

    private void reserve(String key, Address wallet, Address holder, TokenAmount amount) {
        try {
            Optional<Cid> message = get(town.chain.reserve(key, wallet, holder, amount));
            message.ifPresent(cid -> assertThat(receipt(cid).ok()).isTrue());
        } catch (CompletionException over) {
            // It was released before the kill: the deal was past this step.
            assertThat(over.getCause()).isInstanceOf(ChainException.class).hasMessageContaining("released before");
        }
    }

    @Test
    public void doesEverythingOnceWhereverTheProcessIsKilled() {
        int tried = 0;
        for (int point = 0; killedAt(point, KillTest::deal); point += STRIDE) {
            tried++;
            Address carol = town.net.keys.wallet("carol");
            Address miner = get(town.chain.minerFor(town.rich(1), town.peer("miner")));
            String at = "killed at " + point;
            EscrowBalance client = town.chain.escrow(carol);
            assertThat(client.escrow()).as(at).isEqualTo(NEED);
            assertThat(client.reserved()).as(at).isEqualTo(TokenAmount.ZERO);
            EscrowBalance provider = town.chain.escrow(miner);
            assertThat(provider.escrow()).as(at).isEqualTo(TokenAmount.fil("1"));
            assertThat(provider.reserved()).as(at).isEqualTo(TokenAmount.ZERO);
            TokenAmount left = town.onChain(carol);
            assertThat(left).as(at).isLessThanOrEqualTo(TokenAmount.fil("993")).isGreaterThan(TokenAmount.fil("992"));
            assertThat(town.market().nextId()).as(at).isEqualTo(1);
            assertThat(miners()).as(at).isEqualTo(2);
            TokenAmount worker = town.onChain(town.worker(miner));
            assertThat(worker).as(at).isLessThan(TokenAmount.fil("9")).isGreaterThan(TokenAmount.fil("8"));
            assertThat(town.audit()).as(at).isEmpty();
        }
        assertThat(tried).isGreaterThan(30 / STRIDE);
    }

    private long miners() {
        return town.net.node().read(view -> view.tree()
                .state(Singletons.STORAGE_POWER, PowerState.class)
                .orElseThrow()
                .miners());
    }

    /** Nobody asks again after the kill: what was decided is carried out all the same. */
    @Test
    public void finishesWhatWasDecidedThoughNobodyAsksAgain() {
        for (int point = 0; point < 6; point++) {
            open(point);
            try {
                get(town.chain.add(town.rich(0), town.rich(0), NEED));
                town.net.turn(6);
                alive();
            } catch (Fuse.Killed expected) {
                assertThat(fuse.blown()).isTrue();
            }
            assertThat(fuse.blown()).as("point " + point).isEqualTo(true);
            town.restart();
            town.net.turn(8);
            // Before the decision is durable there is nothing to carry out.
            TokenAmount expected = point == 0 ? TokenAmount.ZERO : NEED;
            assertThat(town.chain.escrow(town.rich(0)).escrow())
                    .as("point " + point)
                    .isEqualTo(expected);
        }
    }

    @Test
    public void sendsNothingForAReservationThatWasReleasedBeforeItWasSent() {
        open(2);
        try {
            get(town.chain.reserve("a", town.rich(0), town.rich(0), NEED));
        } catch (Fuse.Killed expected) {
            assertThat(town.sentFor("reserve/a")).isEmpty();
        }
        fuse = new Fuse(Integer.MAX_VALUE);
        town.net.turn(1);
        town.chain.close();
        // A house that is told to let go before its pool can take anything.
        Fuse none = new Fuse(0);
        town.open(town.store, none.pool(town.net.node().pool()), town.keys);
        assertThat(get(town.chain.release("a"))).isEqualTo(NEED);
        town.restart();
        town.net.turn(8);
        assertThat(town.sentFor("reserve/a")).isEmpty();
        assertThat(town.chain.escrow(town.rich(0)).escrow()).isEqualTo(TokenAmount.ZERO);
        assertThat(town.chain.escrow(town.rich(0)).reserved()).isEqualTo(TokenAmount.ZERO);
    }
}
