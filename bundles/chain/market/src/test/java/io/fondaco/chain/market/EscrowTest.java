package io.fondaco.chain.market;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fondaco.chain.ChainException;
import io.fondaco.chain.ChainException.Reason;
import io.fondaco.chain.EscrowBalance;
import io.fondaco.chain.Receipt;
import io.fondaco.model.Address;
import io.fondaco.model.Cid;
import io.fondaco.model.TokenAmount;
import java.util.HashSet;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import org.junit.After;
import org.junit.Test;

public class EscrowTest {
    private final Town town = new Town();
    private final Address alice = town.rich(0);

    @After
    public void close() {
        assertThat(town.audit()).isEmpty();
        town.close();
    }

    private static TokenAmount fil(long whole) {
        return TokenAmount.fil(Long.toString(whole));
    }

    private <T> T get(CompletionStage<T> stage) {
        return town.get(stage);
    }

    private void refused(CompletionStage<?> stage, Reason reason, String why) {
        assertThatThrownBy(() -> get(stage))
                .isInstanceOf(CompletionException.class)
                .cause()
                .isInstanceOfSatisfying(
                        ChainException.class, e -> assertThat(e.reason()).isEqualTo(reason))
                .hasMessageContaining(why);
    }

    @Test
    public void reservesByAddingWhatIsMissingAndOnlyOncePerKey() {
        Cid message = get(town.chain.reserve("a", alice, alice, fil(3))).orElseThrow();
        assertThat(get(town.chain.reserve("a", alice, alice, fil(3)))).contains(message);
        assertThat(town.chain.escrow(alice)).isEqualTo(new EscrowBalance(TokenAmount.ZERO, TokenAmount.ZERO, fil(3)));
        Receipt receipt = town.receipt(message);
        assertThat(receipt.ok()).isTrue();
        assertThat(town.chain.escrow(alice)).isEqualTo(new EscrowBalance(fil(3), TokenAmount.ZERO, fil(3)));
        assertThat(get(town.chain.reserve("a", alice, alice, fil(3)))).isEmpty();
        assertThat(get(town.chain.release("a"))).isEqualTo(fil(3));
        assertThat(get(town.chain.release("a"))).isEqualTo(TokenAmount.ZERO);
        refused(town.chain.reserve("a", alice, alice, fil(3)), Reason.REFUSED, "was released before");
        assertThat(get(town.chain.reserve("b", alice, alice, fil(2)))).isEmpty();
        assertThat(get(town.chain.reserve("c", alice, alice, fil(2)))).isPresent();
        assertThat(town.receipt(get(town.chain.reserve("d", alice, alice, fil(1)))
                                .orElseThrow())
                        .ok())
                .isTrue();
        assertThat(town.chain.escrow(alice)).isEqualTo(new EscrowBalance(fil(5), TokenAmount.ZERO, fil(5)));
    }

    @Test
    public void spendsAKeyThatIsReleasedBeforeItIsUsed() {
        assertThat(get(town.chain.release("never"))).isEqualTo(TokenAmount.ZERO);
        refused(town.chain.reserve("never", alice, alice, fil(1)), Reason.REFUSED, "was released before");
    }

    @Test
    public void waitsForMoneyThatIsOnItsWayForSomethingElse() {
        Cid message = get(town.chain.reserve("a", alice, alice, fil(3))).orElseThrow();
        get(town.chain.release("a"));
        assertThat(get(town.chain.reserve("b", alice, alice, fil(2)))).contains(message);
        town.receipt(message);
        assertThat(town.chain.escrow(alice)).isEqualTo(new EscrowBalance(fil(3), TokenAmount.ZERO, fil(2)));
    }

    @Test
    public void knowsAHolderByEachOfItsAddresses() {
        Address id = town.net.node().read(view -> view.tree().resolve(alice).orElseThrow());
        town.receipt(get(town.chain.reserve("a", alice, alice, fil(3))).orElseThrow());
        assertThat(town.chain.escrow(id)).isEqualTo(town.chain.escrow(alice));
        get(town.chain.release("a"));
        assertThat(get(town.chain.reserve("b", alice, id, fil(3)))).isEmpty();
    }

    @Test
    public void refusesToReserveMoreThanTheWalletHoldsAndSetsNothingAside() {
        refused(
                town.chain.reserve("a", alice, alice, fil(1_000_001)),
                Reason.INSUFFICIENT_FUNDS,
                "1000001 FIL more are needed");
        Address nobody = town.net.keys.wallet("nobody");
        refused(town.chain.reserve("b", alice, nobody, fil(1)), Reason.REFUSED, "illegal argument");
        assertThat(town.chain.escrow(alice).reserved()).isEqualTo(TokenAmount.ZERO);
        assertThat(town.chain.escrow(nobody).reserved()).isEqualTo(TokenAmount.ZERO);
        assertThat(get(town.chain.reserve("a", alice, alice, fil(1)))).isPresent();
    }

    @Test
    public void addsAndWithdrawsOnceForEachTimeItIsAsked() {
        Cid first = get(town.chain.add(alice, alice, fil(5)));
        assertThat(get(town.chain.add(alice, alice, fil(5)))).isEqualTo(first);
        town.receipt(first);
        Cid second = get(town.chain.add(alice, alice, fil(5)));
        assertThat(second).isNotEqualTo(first);
        town.receipt(second);
        assertThat(town.chain.escrow(alice).escrow()).isEqualTo(fil(10));
        get(town.chain.reserve("a", alice, alice, fil(4)));
        Cid out = get(town.chain.withdraw(alice, alice, fil(7)));
        assertThat(get(town.chain.withdraw(alice, alice, fil(7)))).isEqualTo(out);
        assertThat(town.receipt(out).ok()).isTrue();
        assertThat(town.chain.escrow(alice)).isEqualTo(new EscrowBalance(fil(4), TokenAmount.ZERO, fil(4)));
        refused(town.chain.withdraw(alice, alice, fil(1)), Reason.INSUFFICIENT_FUNDS, "nothing free");
        refused(town.chain.add(alice, alice, TokenAmount.ZERO), Reason.REFUSED, "more than nothing");
        refused(town.chain.withdraw(alice, alice, fil(-1)), Reason.REFUSED, "more than nothing");
    }

    @Test
    public void countsOnNoMoneyThatIsOnItsWayOut() {
        town.receipt(get(town.chain.add(alice, alice, fil(5))));
        Cid out = get(town.chain.withdraw(alice, alice, fil(5)));
        Optional<Cid> in = get(town.chain.reserve("a", alice, alice, fil(5)));
        assertThat(in).isPresent();
        town.receipt(out);
        town.receipt(in.get());
        assertThat(town.chain.escrow(alice)).isEqualTo(new EscrowBalance(fil(5), TokenAmount.ZERO, fil(5)));
    }

    @Test
    public void paysAMinersMoneyToItsOwner() {
        Address owner = town.rich(1);
        Address miner = town.miner(owner);
        town.receipt(get(town.chain.add(alice, miner, fil(5))));
        TokenAmount before = town.onChain(owner);
        assertThat(town.receipt(get(town.chain.withdraw(town.worker(miner), miner, fil(9))))
                        .ok())
                .isTrue();
        assertThat(town.onChain(owner)).isEqualTo(before.plus(fil(5)));
        refused(town.chain.add(alice, town.net.keys.wallet("x"), fil(1)), Reason.REFUSED, "illegal argument");
    }

    @Test
    public void asksAMinerForMoreCollateralTheLargerThePiece() {
        var small = town.chain.collateral(Town.SIZE, false);
        var large = town.chain.collateral(io.fondaco.model.PieceSize.ofPadded(1L << 34), false);
        assertThat(small.least().signum()).isPositive();
        assertThat(large.least()).isGreaterThan(small.least().times(1000));
        assertThat(large.most()).isEqualTo(town.chain.policy().supply());
    }

    /** Random work from a seed. What leaves a wallet but for gas is in the escrow, and nothing is promised twice. */
    @Test
    public void keepsItsBooksThroughRandomOperationsAndRestarts() {
        Random random = new Random(7);
        Set<String> released = new HashSet<>();
        TokenAmount reservedMost = TokenAmount.ZERO;
        for (int i = 0; i < 120; i++) {
            String key = "k" + (i / 30) + "/" + random.nextInt(10);
            TokenAmount amount = fil(1 + random.nextInt(50));
            switch (random.nextInt(6)) {
                case 0, 1 -> {
                    if (released.contains(key)) {
                        refused(town.chain.reserve(key, alice, alice, amount), Reason.REFUSED, "released before");
                    } else {
                        get(town.chain.reserve(key, alice, alice, amount));
                    }
                }
                case 2 -> {
                    released.add(key);
                    get(town.chain.release(key));
                }
                case 3 -> {
                    EscrowBalance now = town.chain.escrow(alice);
                    if (now.available().compareTo(now.reserved().plus(fil(60))) > 0) {
                        get(town.chain.withdraw(alice, alice, amount));
                    }
                }
                case 4 -> town.restart();
                default -> town.net.turn(2);
            }
            EscrowBalance now = town.chain.escrow(alice);
            reservedMost = reservedMost.max(now.reserved());
            assertThat(town.audit()).isEmpty();
        }
        town.net.turn(8);
        EscrowBalance last = town.chain.escrow(alice);
        assertThat(last.available()).isGreaterThanOrEqualTo(last.reserved());
        assertThat(last.escrow()).isGreaterThan(TokenAmount.ZERO);
        TokenAmount gone = fil(1_000_000).minus(town.onChain(alice)).minus(last.escrow());
        assertThat(gone).as("gas").isBetween(TokenAmount.ZERO, fil(1));
    }
}
