package io.fondaco.chain.node.internal.pool;

import static io.fondaco.chain.node.internal.pool.Ground.message;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fondaco.chain.message.Message;
import io.fondaco.chain.message.SignedMessage;
import io.fondaco.chain.node.internal.pool.Verdict.Reason;
import io.fondaco.model.Address;
import io.fondaco.model.TokenAmount;
import java.util.ArrayList;
import java.util.List;
import org.junit.Test;

public class ReplacementTest {
    private final Ground ground = new Ground();
    private final Address alice = ground.account("alice");

    private static Limits limits(int perSender, int total, int replacement) {
        return new Limits(4, perSender, perSender * 2, total, replacement, 10, 6, 125, TokenAmount.atto(100_000), 100);
    }

    private Verdict receive(Address from, long nonce, long premium) {
        return ground.pool.receive(ground.unchecked(message(from, nonce, premium)));
    }

    @Test
    public void takesAQuarterMorePremiumToReplaceAMessage() {
        ground.start();
        assertThat(receive(alice, 0, 1001)).isEqualTo(Verdict.OK);
        Verdict low = receive(alice, 0, 1251);
        assertThat(low.reason()).isEqualTo(Reason.LOW_PREMIUM);
        assertThat(low.sentence())
                .isEqualTo("message 0 of " + alice + " has a premium of 1251 attoFIL: taking the place of "
                        + ground.pool.pending().get(0).cid() + " takes 1252");
        assertThat(receive(alice, 0, 1252)).isEqualTo(Verdict.OK);
        assertThat(ground.pool.pending())
                .extracting(m -> m.message().gasPremium())
                .containsExactly(TokenAmount.atto(1252));
    }

    @Test
    public void replacesAMessageWithoutPremiumByOneThatHasSome() {
        ground.start();
        receive(alice, 0, 0);
        assertThat(receive(alice, 0, 1)).isEqualTo(Verdict.OK);
    }

    @Test
    public void allowsATenthMoreAtLeast() {
        ground.limits = limits(10, 100, 110);
        ground.start();
        receive(alice, 0, 1000);
        assertThat(receive(alice, 0, 1099).reason()).isEqualTo(Reason.LOW_PREMIUM);
        assertThat(receive(alice, 0, 1100)).isEqualTo(Verdict.OK);
        assertThatThrownBy(() -> limits(10, 100, 109))
                .hasMessage("message pool: replacing takes 109 percent of the premium: 110 at least");
    }

    @Test
    public void keepsSoManyOfASender() {
        ground.limits = limits(3, 100, 125);
        ground.start();
        for (int nonce = 0; nonce < 3; nonce++) {
            assertThat(receive(alice, nonce, 100)).isEqualTo(Verdict.OK);
        }
        assertThat(receive(alice, 3, 100))
                .isEqualTo(new Verdict(
                        Reason.SENDER_FULL, "message 3 of " + alice + " is one too many: 3 of its sender are pending"));
        assertThat(receive(alice, 1, 200)).isEqualTo(Verdict.OK);
        SignedMessage ours = ground.signed(alice, 3, 100);
        ground.pool.push(ours);
        assertThat(receive(alice, 4, 100)).isEqualTo(Verdict.OK);
        assertThat(ground.pool.pending()).hasSize(5);
        assertThat(Limits.DEFAULT.perSender()).isEqualTo(1000);
        assertThat(Limits.DEFAULT.replacement()).isEqualTo(125);
        assertThat(Limits.DEFAULT.gap()).isEqualTo(4);
    }

    @Test
    public void dropsWhatPaysLeastFromTheEndOfItsSender() {
        ground.limits = limits(100, 20, 125);
        ground.start();
        Address bob = ground.account("bob");
        Address carol = ground.account("carol");
        ground.pool.headChanged(ground.head(), List.of(), List.of());
        for (int nonce = 0; nonce < 10; nonce++) {
            assertThat(receive(alice, nonce, 900)).isEqualTo(Verdict.OK);
            assertThat(receive(bob, nonce, 100)).isEqualTo(Verdict.OK);
        }
        assertThat(receive(carol, 0, 500)).isEqualTo(Verdict.OK);
        assertThat(ground.pool.pending()).hasSize(18);
        assertThat(nonces(alice)).hasSize(10);
        assertThat(nonces(bob)).containsExactly(0L, 1L, 2L, 3L, 4L, 5L, 6L);
        assertThat(nonces(carol)).containsExactly(0L);
        assertThat(receive(bob, 7, 100)).isEqualTo(Verdict.OK);
        assertThat(receive(bob, 8, 100)).isEqualTo(Verdict.OK);
        Verdict full = receive(bob, 9, 100);
        assertThat(full.reason()).isEqualTo(Reason.POOL_FULL);
        assertThat(full.sentence()).isEqualTo("message 9 of " + bob + " has no room: others of 18 pay more");
    }

    @Test
    public void dropsNoMessageThatWasSentFromHere() {
        ground.limits = limits(100, 20, 125);
        ground.start();
        Address bob = ground.account("bob");
        ground.pool.headChanged(ground.head(), List.of(), List.of());
        for (int nonce = 0; nonce < 30; nonce++) {
            ground.pool.push(ground.unchecked(message(alice, nonce, 0)));
        }
        for (int nonce = 0; nonce < 30; nonce++) {
            receive(bob, nonce, 5000);
        }
        assertThat(nonces(alice)).hasSize(30);
        assertThat(nonces(bob).size()).isBetween(18, 20);
    }

    @Test
    public void neverGivesTheNonceOfAMessageSentFromHereAway() {
        ground.limits = limits(100, 10, 125);
        ground.start();
        Address bob = ground.account("bob");
        SignedMessage ours = ground.signed(alice, 0, 100);
        ground.pool.headChanged(ground.head(), List.of(), List.of());
        ground.pool.push(ours);
        assertThat(receive(alice, 0, 200)).isEqualTo(Verdict.OK);
        for (int nonce = 0; nonce < 10; nonce++) {
            receive(bob, nonce, 5000);
        }
        assertThat(nonces(alice)).isEmpty();
        assertThat(ground.pool.nextNonce(alice)).isEqualTo(1);
        ground.pool.headChanged(ground.head(), List.of(), List.of());
        assertThat(ground.pool.pending()).contains(ours);
    }

    private List<Long> nonces(Address sender) {
        return ground.pool.pending().stream()
                .map(SignedMessage::message)
                .filter(m -> m.from().equals(sender))
                .map(m -> m.nonce())
                .toList();
    }

    @Test
    public void aLongMessageTakesTheRoomOfSeveral() {
        ground.limits = limits(10, 20, 125);
        List<Address> senders = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            senders.add(ground.account("sender " + i));
        }
        ground.start();
        // 60,000 bytes count as four messages.
        for (int i = 0; i < 5; i++) {
            assertThat(ground.pool.receive(ground.unchecked(large(senders.get(i), 1000 + i))))
                    .isEqualTo(Verdict.OK);
        }
        assertThat(ground.pool.pending()).hasSize(5);
        assertThat(ground.pool.receive(ground.unchecked(large(alice, 2000)))).isEqualTo(Verdict.OK);
        assertThat(ground.pool.pending())
                .extracting(m -> m.message().gasPremium())
                .containsExactlyInAnyOrder(
                        TokenAmount.atto(1002), TokenAmount.atto(1003), TokenAmount.atto(1004), TokenAmount.atto(2000));
    }

    private static Message large(Address from, long premium) {
        Message m = message(from, 0, premium, 1_000_000, 200_000_000);
        return new Message(
                0,
                m.to(),
                m.from(),
                m.nonce(),
                m.value(),
                m.gasLimit(),
                m.gasFeeCap(),
                m.gasPremium(),
                m.method(),
                new byte[60_000]);
    }
}
