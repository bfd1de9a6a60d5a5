package io.fondaco.chain.node.internal.pool;

import static io.fondaco.chain.node.internal.pool.Ground.GAS;
import static io.fondaco.chain.node.internal.pool.Ground.message;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.fondaco.chain.actors.Policy;
import io.fondaco.chain.message.Message;
import io.fondaco.chain.message.SignedMessage;
import io.fondaco.crypto.KeyType;
import io.fondaco.model.Address;
import io.fondaco.model.TokenAmount;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.Test;

public class SelectionTest {
    private static final long BLOCK = 10_000_000_000L;
    private static final TokenAmount RICH = TokenAmount.fil("100");

    private final Ground ground = new Ground();
    private final Address alice = ground.account("alice", KeyType.SECP256K1, RICH);
    private final Address bob = ground.account("bob", KeyType.SECP256K1, RICH);
    private final Address carol = ground.account("carol", KeyType.BLS, RICH);

    private SignedMessage add(Address from, long nonce, long premium, long gas) {
        SignedMessage m = ground.unchecked(message(from, nonce, premium, 1_000_000, gas));
        assertThat(ground.pool.receive(m)).isEqualTo(Verdict.OK);
        return m;
    }

    private List<SignedMessage> select(double quality) {
        return ground.pool.select(ground.pool.head(), quality);
    }

    @Test
    public void takesWhatPaysMostForItsGasFirst() {
        ground.start();
        SignedMessage poor = add(alice, 0, 100, 2 * GAS);
        SignedMessage rich = add(bob, 0, 200, GAS);
        SignedMessage poorer = add(alice, 1, 50, GAS);
        assertThat(select(1)).containsExactly(rich, poor, poorer);
        assertThat(select(0.5)).containsExactly(rich, poor, poorer);
    }

    @Test
    public void aPoorMessageComesAlongWithARichOneThatNeedsIt() {
        ground.start();
        SignedMessage first = add(alice, 0, 10, GAS);
        SignedMessage second = add(alice, 1, 1000, GAS);
        SignedMessage middle = add(bob, 0, 300, GAS);
        assertThat(select(1)).containsExactly(first, second, middle);
    }

    @Test
    public void takesMessagesOfBothKindsOfKeys() {
        ground.start();
        SignedMessage bls = ground.sign(message(carol, 0, 300));
        assertThat(ground.pool.receive(bls)).isEqualTo(Verdict.OK);
        SignedMessage secp = add(alice, 0, 100, GAS);
        assertThat(select(1)).containsExactly(bls, secp);
    }

    @Test
    public void leavesOutWhatCannotRun() {
        ground.start();
        add(alice, 1, 100, GAS);
        SignedMessage pays = ground.unchecked(message(bob, 0, 5, 2000, GAS));
        SignedMessage doesNot = ground.unchecked(message(bob, 1, 5, 999, GAS));
        SignedMessage stuck = ground.unchecked(message(bob, 2, 500, 2000, GAS));
        for (SignedMessage m : List.of(pays, doesNot, stuck)) {
            assertThat(ground.pool.receive(m)).isEqualTo(Verdict.OK);
        }
        assertThat(select(1)).containsExactly(pays);
        ground.balance(bob, pays.message().requiredFunds());
        ground.pool.headChanged(ground.head(), List.of(), List.of());
        assertThat(select(1)).isEmpty();
    }

    @Test
    public void keepsToTheGasOfABlockAndFillsWhatIsLeft() {
        ground.start();
        SignedMessage big = add(alice, 0, 500, 6_000_000_000L);
        add(bob, 0, 400, 6_000_000_000L);
        SignedMessage c0 = ground.sign(message(carol, 0, 300, 1_000_000, 3_000_000_000L));
        SignedMessage c1 = ground.sign(message(carol, 1, 300, 1_000_000, 3_000_000_000L));
        ground.pool.receive(c0);
        ground.pool.receive(c1);
        assertThat(select(1)).containsExactly(big, c0);
        // Blocks before a late one are expected to take the first chains; it takes the last whole.
        assertThat(select(0.2)).containsExactly(c0, c1);
    }

    @Test
    public void keepsToTheNumberOfMessagesOfABlock() {
        Policy two = Ground.POLICY.with(new Policy.Blocks(BLOCK, BLOCK / 2, 2, 256));
        Pool pool = new Pool(
                two,
                Limits.DEFAULT,
                ground.head(),
                ground.signatures,
                (key, bytes) -> {
                    throw new AssertionError("nothing to sign");
                },
                ground.outbox,
                m -> {});
        for (long nonce = 0; nonce < 3; nonce++) {
            pool.receive(ground.unchecked(message(alice, nonce, 100)));
        }
        pool.receive(ground.unchecked(message(bob, 0, 101)));
        assertThat(pool.select(pool.head(), 1))
                .extracting(m -> m.message().from())
                .containsExactly(bob, alice);
    }

    @Test
    public void whatWasSentFromHereComesFirst() {
        ground.start();
        SignedMessage other = add(bob, 0, 100_000, GAS);
        SignedMessage ours = ground.sign(message(alice, 0, 0));
        ground.pool.push(ours);
        assertThat(select(1)).containsExactly(ours, other);
        assertThat(select(0)).containsExactly(ours, other);
    }

    @Test
    public void aBlockThatMayComeLateTakesWhatTheFirstOnesLeave() {
        ground.start();
        SignedMessage best = add(alice, 0, 1000, BLOCK);
        SignedMessage next = add(bob, 0, 990, BLOCK);
        assertThat(select(1)).containsExactly(best);
        assertThat(select(0.85)).containsExactly(best);
        // With an average ticket two or three blocks of six come first: places behind are likelier than the first one.
        assertThat(select(0.5)).containsExactly(next);
    }

    @Test
    public void whatDependsOnTheBestMessagesTakesThemAlong() {
        ground.start();
        List<SignedMessage> all = new ArrayList<>();
        for (long nonce = 0; nonce < 4; nonce++) {
            all.add(add(alice, nonce, 1000 - nonce, BLOCK / 4));
            add(bob, nonce, 990 - nonce, BLOCK / 4);
        }
        for (double quality : new double[] {0, 0.1, 0.3, 0.5, 0.7, 0.84}) {
            assertRuns(select(quality), ground);
        }
        assertThat(select(0.85)).containsExactlyElementsOf(all);
    }

    @Test
    public void aGoodTicketMakesTheFirstPlaceTheLikeliest() {
        double[] good = BlockOdds.places(0.85, 5);
        for (int place = 1; place < BlockOdds.PLACES; place++) {
            assertThat(good[place]).isLessThan(good[place - 1]);
        }
        for (double quality : new double[] {0, 0.25, 0.5, 0.75, 0.84, 1}) {
            double[] odds = BlockOdds.places(quality, 5);
            assertThat(Arrays.stream(odds).sum()).isCloseTo(1, within(1e-3));
            assertThat(Arrays.stream(odds).allMatch(p -> p >= 0)).isTrue();
        }
        assertThat(BlockOdds.places(1, 5)[0]).isCloseTo(0.99977, within(1e-5));
        double[] bad = BlockOdds.places(0, 5);
        assertThat(bad[0]).isZero();
        assertThat(bad[6]).isCloseTo(0.17547, within(1e-5));
    }

    @Test
    public void refusesATicketQualityThatIsNone() {
        ground.start();
        for (double quality : new double[] {-0.1, 1.1, Double.NaN}) {
            assertThatThrownBy(() -> select(quality)).isInstanceOf(IllegalArgumentException.class);
        }
    }

    @Test
    public void countsThePremiumThatIsLeftAboveTheBaseFee() {
        long[][] rows = {{8, 8, 8, 0}, {8, 19, 10, 10}, {100, 110, 50, 10}};
        for (long[] row : rows) {
            Sender sender = new Sender(alice);
            sender.put(Pending.of(ground.unchecked(message(alice, 0, row[2], row[1], GAS)), false));
            NonceRun run = NonceRun.of(sender, ground.accounts.get(alice), TokenAmount.atto(row[0]), BLOCK);
            assertThat(run.chain(0, 1).performance()).isEqualTo(row[3]);
        }
        Sender below = new Sender(alice);
        below.put(Pending.of(ground.unchecked(message(alice, 0, 123_455, 123_455, GAS)), false));
        assertThat(NonceRun.of(below, ground.accounts.get(alice), TokenAmount.atto(123_456), BLOCK)
                        .size())
                .isZero();
    }

    @Test
    public void selectsForAnotherHeadThanThePools() {
        ground.start();
        SignedMessage first = add(alice, 0, 100, GAS);
        SignedMessage second = add(alice, 1, 100, GAS);
        Head before = ground.head();
        ground.include(List.of(first));
        assertThat(ground.pool.select(ground.head(), 1)).containsExactly(second);
        assertThat(ground.pool.select(before, 1)).containsExactly(first, second);
    }

    /** Every message can run in turn: nonces follow the state's, and nobody's balance goes below nothing. */
    static void assertRuns(List<SignedMessage> block, Ground ground) {
        Map<Address, Account> accounts = new HashMap<>(ground.accounts);
        long gas = 0;
        for (SignedMessage signed : block) {
            Message m = signed.message();
            Account account = accounts.get(m.from());
            assertThat(m.nonce()).isEqualTo(account.nonce());
            TokenAmount left = account.balance().minus(m.value()).minus(m.requiredFunds());
            assertThat(left.isNegative()).isFalse();
            assertThat(m.gasFeeCap().atto().longValueExact()).isGreaterThanOrEqualTo(ground.baseFee);
            gas += m.gasLimit();
            accounts.put(m.from(), new Account(m.from(), m.nonce() + 1, left));
        }
        assertThat(gas).isLessThanOrEqualTo(BLOCK);
    }
}
