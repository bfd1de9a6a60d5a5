package io.fondaco.chain.node.internal.pool;

import static io.fondaco.chain.node.internal.pool.Ground.GAS;
import static io.fondaco.chain.node.internal.pool.Ground.message;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.fondaco.chain.BlockContents;
import io.fondaco.chain.ChainException;
import io.fondaco.chain.ChainException.Reason;
import io.fondaco.chain.Outgoing;
import io.fondaco.chain.actors.ExitCode;
import io.fondaco.chain.message.Message;
import io.fondaco.chain.message.SignedMessage;
import io.fondaco.crypto.KeyType;
import io.fondaco.model.Address;
import io.fondaco.model.TokenAmount;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.LongStream;
import org.junit.Test;

public class SendingTest {
    private final Ground ground = new Ground();
    private final Address alice = ground.account("alice");
    private final Address bob = ground.account("bob", KeyType.BLS, TokenAmount.fil("1"));
    private final Pool pool = ground.start();

    private static Outgoing out(Address from, String key) {
        return Outgoing.call(from, Ground.ANYONE, TokenAmount.atto(7), 2, new byte[] {1}, key);
    }

    private static Outgoing within(Address from, TokenAmount maxFee) {
        return new Outgoing(from, Ground.ANYONE, TokenAmount.ZERO, 2, new byte[0], Optional.of(maxFee), "");
    }

    private ChainException refused(Outgoing message) {
        return catchThrowableOfType(() -> pool.send(message), ChainException.class);
    }

    @Test
    public void givesAMessageNonceGasAndFee() {
        SignedMessage sent = pool.send(out(alice, ""));
        assertThat(sent.message())
                .isEqualTo(new Message(
                        0,
                        Ground.ANYONE,
                        alice,
                        0,
                        TokenAmount.atto(7),
                        1_000_000,
                        // 1000, six times an eighth more, rounded down: 1125, 1265, 1423, 1600, 1800, 2025.
                        TokenAmount.atto(2025 + 100_000),
                        TokenAmount.atto(100_000),
                        2,
                        new byte[] {1}));
        assertThat(sent.signedBy(alice)).isTrue();
        assertThat(ground.announced).containsExactly(sent);
        assertThat(ground.outbox.find(sent.cid())).contains(new Outbox.Entry(sent, ""));
        SignedMessage next = pool.send(out(alice, ""));
        assertThat(next.message().nonce()).isEqualTo(1);
        assertThat(ground.ranBefore).containsExactly(sent.message());
        assertThat(pool.send(out(bob, "")).signedBy(bob)).isTrue();
    }

    @Test
    public void sendsOneMessageForAKey() {
        SignedMessage sent = pool.send(out(alice, "rent"));
        assertThat(pool.send(out(alice, "rent"))).isEqualTo(sent);
        assertThat(pool.send(out(bob, "rent"))).isEqualTo(sent);
        assertThat(pool.pending()).containsExactly(sent);
        assertThat(pool.send(out(alice, "heating")).message().nonce()).isEqualTo(1);
    }

    @Test
    public void fillsTheFirstGap() {
        pool.receive(ground.signed(alice, 1, 100));
        assertThat(pool.send(out(alice, "")).message().nonce()).isZero();
        assertThat(pool.send(out(alice, "")).message().nonce()).isEqualTo(2);
    }

    @Test
    public void keepsTheGasLimitWithinABlock() {
        ground.outcome = new Outcome(0, 9_000_000_000L, "");
        ground.balance(alice, TokenAmount.fil("100"));
        pool.headChanged(ground.head(), List.of(), List.of());
        assertThat(pool.send(out(alice, "")).message().gasLimit()).isEqualTo(10_000_000_000L);
        ground.outcome = new Outcome(0, 1, "");
        pool.headChanged(ground.head(), List.of(), List.of());
        SignedMessage small = pool.send(out(alice, ""));
        assertThat(small.message().gasLimit())
                .isBetween(
                        38_863 + 36 * 1300 + 1300L * Pending.bytes(small),
                        38_863 + 36 * 1300 + 1300L * (Pending.bytes(small) + 8));
    }

    @Test
    public void aMessageThatWouldFailIsRefusedWithItsExitCode() {
        ground.outcome = new Outcome(ExitCode.USR_ILLEGAL_ARGUMENT, 800_000, "deal starts in the past");
        pool.headChanged(ground.head(), List.of(), List.of());
        ChainException refused = refused(out(alice, "rent"));
        assertThat(refused.reason()).isEqualTo(Reason.REFUSED);
        assertThat(refused)
                .hasMessage(
                        "a message to f01000 (method 2) would fail with illegal argument (16): deal starts in the past");
        assertThat(pool.pending()).isEmpty();
        assertThat(pool.sentFor("rent")).isEmpty();
        assertThat(pool.nextNonce(alice)).isZero();
        for (int code : new int[] {ExitCode.SYS_INSUFFICIENT_FUNDS, ExitCode.USR_INSUFFICIENT_FUNDS}) {
            ground.outcome = new Outcome(code, 800_000, "");
            pool.headChanged(ground.head(), List.of(), List.of());
            assertThat(refused(out(alice, "")).reason()).isEqualTo(Reason.INSUFFICIENT_FUNDS);
        }
    }

    @Test
    public void refusesWhatTheAccountCannotPay() {
        ground.balance(alice, TokenAmount.atto(102_025 * GAS + 6));
        pool.headChanged(ground.head(), List.of(), List.of());
        assertThat(refused(out(alice, "")).reason()).isEqualTo(Reason.INSUFFICIENT_FUNDS);
        ground.balance(alice, TokenAmount.atto(102_025 * GAS + 7));
        pool.headChanged(ground.head(), List.of(), List.of());
        assertThat(pool.send(out(alice, "")).message().nonce()).isZero();
    }

    @Test
    public void refusesSendersWithoutAccountOrKey() {
        Address stranger = Address.id(77);
        assertThat(refused(out(stranger, "")))
                .hasMessage("there is no account f077")
                .extracting(ChainException::reason)
                .isEqualTo(Reason.UNKNOWN);
        assertThatThrownBy(() -> pool.nextNonce(stranger)).hasMessage("there is no account f077");
        ground.keys.remove(alice);
        assertThat(refused(out(alice, "rent")).reason()).isEqualTo(Reason.UNKNOWN);
        assertThat(pool.pending()).isEmpty();
        assertThat(ground.outbox.open()).isEmpty();
    }

    @Test
    public void paysNoMoreThanItMay() {
        SignedMessage sent = pool.send(within(alice, TokenAmount.atto(50_000 * GAS)));
        assertThat(sent.message().requiredFunds()).isEqualTo(TokenAmount.atto(50_000 * GAS));
        assertThat(sent.message().gasPremium()).isEqualTo(TokenAmount.atto(50_000));
        assertThat(refused(within(alice, TokenAmount.atto(1000 * GAS - 1))))
                .hasMessage("a fee of at most 0.000000000999999999 FIL is not enough: 1000000 gas cost"
                        + " 0.000000001 FIL now");
        assertThat(pool.send(within(alice, TokenAmount.atto(1000 * GAS)))
                        .message()
                        .gasFeeCap())
                .isEqualTo(TokenAmount.atto(1000));
    }

    @Test
    public void paysWhatFullBlocksPaid() {
        List<SignedMessage> full = LongStream.range(0, 5)
                .mapToObj(
                        nonce -> ground.unchecked(message(alice, nonce, 200_000 + nonce, 1_000_000_000, 1_000_000_000)))
                .toList();
        ground.balance(alice, TokenAmount.fil("100"));
        ground.pool.headChanged(ground.head(), List.of(), List.of());
        Head before = ground.head();
        BlockContents block = ground.include(full);
        pool.headChanged(ground.head(), List.of(), List.of(block));
        assertThat(pool.send(out(bob, "")).message().gasPremium()).isEqualTo(TokenAmount.atto(200_002));
        pool.headChanged(before, List.of(block), List.of());
        assertThat(pool.send(out(bob, "")).message().gasPremium()).isEqualTo(TokenAmount.atto(100_000));
    }

    @Test
    public void replacesAMessageByADearerOne() {
        SignedMessage sent = pool.send(out(alice, "rent"));
        ground.announced.clear();
        SignedMessage dearer = pool.replace(sent.cid(), Optional.empty());
        assertThat(Syntax.sameButForGas(sent.message(), dearer.message())).isTrue();
        assertThat(dearer.message().gasPremium()).isEqualTo(TokenAmount.atto(125_000));
        assertThat(dearer.message().gasLimit()).isEqualTo(sent.message().gasLimit());
        assertThat(pool.pending()).containsExactly(dearer);
        assertThat(pool.sentFor("rent")).contains(dearer.cid());
        assertThat(pool.find(sent.cid())).contains(sent);
        assertThat(ground.announced).containsExactly(dearer);
        assertThatThrownBy(() -> pool.replace(sent.cid(), Optional.empty()))
                .hasMessage("no message " + sent.cid() + " is pending");
        assertThatThrownBy(() -> pool.replace(dearer.cid(), Optional.of(TokenAmount.atto(156_249 * GAS))))
                .hasMessageContaining("is not enough");
        assertThat(pool.replace(dearer.cid(), Optional.of(TokenAmount.atto(156_250 * GAS)))
                        .message()
                        .gasPremium())
                .isEqualTo(TokenAmount.atto(156_250));
    }

    @Test
    public void aPushedMessageIsOneOfThisNode() {
        SignedMessage m = ground.signed(alice, 0, 100);
        assertThat(pool.receive(m)).isEqualTo(Verdict.OK);
        assertThat(pool.push(m)).isEqualTo(m.cid());
        assertThat(pool.push(m)).isEqualTo(m.cid());
        assertThat(ground.outbox.open()).containsExactly(new Outbox.Entry(m, ""));
        assertThat(ground.announced).containsExactly(m);
        assertThat(pool.push(ground.signed(alice, 9, 1))).isNotNull();
        assertThatThrownBy(() -> pool.push(ground.signed(alice, 0, 101))).hasMessageContaining("takes 125");
    }

    @Test
    public void aSecondSendForTheKeyDuringTheEstimateIsTheAnswer() {
        List<SignedMessage> inner = new ArrayList<>();
        ground.whileEstimating = () -> {
            ground.whileEstimating = () -> {};
            inner.add(pool.send(out(alice, "rent")));
        };
        SignedMessage outer = pool.send(out(alice, "rent"));
        assertThat(inner).containsExactly(outer);
        assertThat(pool.pending()).containsExactly(outer);
    }

    @Test
    public void concurrentSendersGetConsecutiveNonces() throws Exception {
        int threads = 8;
        int each = 20;
        CyclicBarrier together = new CyclicBarrier(threads);
        ExecutorService workers = Executors.newFixedThreadPool(threads);
        try {
            List<Future<?>> running = new ArrayList<>();
            for (int t = 0; t < threads; t++) {
                int id = t;
                running.add(workers.submit(() -> {
                    together.await();
                    for (int i = 0; i < each; i++) {
                        pool.send(out(id % 2 == 0 ? alice : bob, "shared " + id / 4 + " " + i));
                    }
                    return null;
                }));
            }
            for (Future<?> future : running) {
                future.get();
            }
        } finally {
            workers.shutdownNow();
        }
        // Four threads share each key: two of either account, one of which comes first.
        assertThat(pool.pending()).hasSize(2 * each);
        for (Address sender : List.of(alice, bob)) {
            List<Long> nonces = pool.pending().stream()
                    .map(SignedMessage::message)
                    .filter(m -> m.from().equals(sender))
                    .map(Message::nonce)
                    .toList();
            assertThat(nonces)
                    .containsExactlyElementsOf(
                            LongStream.range(0, nonces.size()).boxed().toList());
        }
    }

    @Test
    public void longQueuesAreEstimatedOnTheHeadAlone() {
        ground.balance(alice, TokenAmount.fil("100"));
        pool.headChanged(ground.head(), List.of(), List.of());
        for (int i = 0; i < 33; i++) {
            pool.send(out(alice, ""));
        }
        assertThat(ground.ranBefore).hasSize(32);
        assertThat(pool.send(out(alice, "")).message().nonce()).isEqualTo(33);
        assertThat(ground.ranBefore).isEmpty();
    }
}
