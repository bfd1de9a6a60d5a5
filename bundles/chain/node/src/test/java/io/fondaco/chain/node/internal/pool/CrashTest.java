package io.fondaco.chain.node.internal.pool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.fondaco.chain.ChainException;
import io.fondaco.chain.Outgoing;
import io.fondaco.chain.message.SignedMessage;
import io.fondaco.chain.node.internal.pool.MemoryOutbox.Died;
import io.fondaco.chain.node.internal.pool.MemoryOutbox.Trouble;
import io.fondaco.model.Address;
import io.fondaco.model.TokenAmount;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.Test;

/** The process may end, and the outbox may fail, between any two steps. */
public class CrashTest {
    private final Ground ground = new Ground();
    private final Address alice = ground.account("alice");
    private Pool pool = ground.start();

    private SignedMessage send(String key) {
        return pool.send(Outgoing.call(alice, Ground.ANYONE, TokenAmount.atto(7), 0, new byte[0], key));
    }

    private void trouble(int at, Trouble trouble) {
        ground.outbox.trouble(step -> step == at ? trouble : Trouble.NONE);
    }

    private void restart() {
        ground.outbox.trouble(step -> Trouble.NONE);
        ground.forgetSignatures();
        pool = ground.start();
        pool.headChanged(ground.head(), List.of(), List.of());
    }

    /** Nothing that anybody saw is lost, no nonce stands for two things, and a key for one message. */
    private void sound() {
        Map<Long, SignedMessage> byNonce = new HashMap<>();
        for (SignedMessage seen : ground.announced) {
            assertThat(pool.find(seen.cid())).contains(seen);
            SignedMessage there = byNonce.put(seen.message().nonce(), seen);
            if (there != null) {
                assertThat(Syntax.sameButForGas(there.message(), seen.message()))
                        .isTrue();
            }
        }
        assertThat(pool.pending()).extracting(m -> m.message().nonce()).doesNotHaveDuplicates();
        assertThat(ground.announced).containsAll(pool.pending());
    }

    @Test
    public void aSendThatDiesIsMadeOnceWhenItIsAskedForAgain() {
        for (Trouble trouble : new Trouble[] {Trouble.DIES_BEFORE, Trouble.DIES_AFTER}) {
            String key = "rent " + trouble;
            trouble(0, trouble);
            assertThatThrownBy(() -> send(key)).isInstanceOf(Died.class);
            assertThat(ground.announced).noneMatch(m -> pool.sentFor(key).equals(Optional.of(m.cid())));
            restart();
            boolean kept = trouble == Trouble.DIES_AFTER;
            assertThat(pool.sentFor(key).isPresent()).isEqualTo(kept);
            int before = pool.pending().size();
            SignedMessage sent = send(key);
            assertThat(pool.pending()).hasSize(before + (kept ? 0 : 1)).contains(sent);
            assertThat(ground.announced).contains(sent);
            sound();
        }
        assertThat(pool.pending()).hasSize(2);
    }

    @Test
    public void aReplacementThatDiesLeavesOneOfTheTwo() {
        for (Trouble trouble : new Trouble[] {Trouble.DIES_BEFORE, Trouble.DIES_AFTER}) {
            String key = "rent " + trouble;
            SignedMessage sent = send(key);
            trouble(0, trouble);
            assertThatThrownBy(() -> pool.replace(sent.cid(), Optional.empty())).isInstanceOf(Died.class);
            restart();
            boolean kept = trouble == Trouble.DIES_AFTER;
            assertThat(pool.sentFor(key).orElseThrow().equals(sent.cid())).isEqualTo(!kept);
            assertThat(pool.pending().contains(sent)).isEqualTo(!kept);
            assertThat(pool.find(sent.cid())).contains(sent);
            sound();
        }
    }

    @Test
    public void aSendThatMayHaveBeenKeptIsTakenBackBeforeItsNonceIsUsedAgain() {
        for (Trouble trouble : new Trouble[] {Trouble.FAILS_BEFORE, Trouble.FAILS_AFTER}) {
            long nonce = pool.nextNonce(alice);
            trouble(0, trouble);
            ChainException failed = catchThrowableOfType(() -> send("a " + trouble), ChainException.class);
            assertThat(failed.reason()).isEqualTo(ChainException.Reason.UNAVAILABLE);
            assertThat(failed).hasMessageStartingWith("message " + nonce + " of " + alice + " was not sent");
            assertThat(pool.sentFor("a " + trouble)).isEmpty();
            assertThat(pool.pending()).hasSize((int) nonce);
            ground.outbox.trouble(step -> Trouble.FAILS_BEFORE);
            assertThatThrownBy(() -> send("b " + trouble)).hasMessageStartingWith("nothing can be sent: ");
            ground.outbox.trouble(step -> Trouble.NONE);
            SignedMessage other = pool.send(Outgoing.transfer(alice, Ground.ANYONE, TokenAmount.atto(5)));
            assertThat(other.message().nonce()).isEqualTo(nonce);
            assertThat(ground.outbox.sentFor("a " + trouble)).isEmpty();
            restart();
            assertThat(pool.pending()).contains(other).hasSize((int) nonce + 1);
            sound();
        }
    }

    @Test
    public void aReplacementThatMayHaveBeenKeptIsTakenBack() {
        SignedMessage sent = send("rent");
        trouble(0, Trouble.FAILS_AFTER);
        assertThatThrownBy(() -> pool.replace(sent.cid(), Optional.empty())).isInstanceOf(ChainException.class);
        assertThat(pool.pending()).containsExactly(sent);
        ground.outbox.trouble(step -> Trouble.NONE);
        assertThat(send("rent")).isEqualTo(sent);
        assertThat(ground.outbox.open()).hasSize(1);
        SignedMessage dearer = pool.replace(sent.cid(), Optional.empty());
        assertThat(pool.sentFor("rent")).contains(dearer.cid());
        sound();
    }

    @Test
    public void aPushThatDiesOrFailsIsNotAnnounced() {
        for (Trouble trouble : Trouble.values()) {
            if (trouble != Trouble.NONE) {
                new CrashTest().push(trouble);
            }
        }
    }

    private void push(Trouble trouble) {
        SignedMessage m = ground.signed(alice, 0, 100);
        trouble(0, trouble);
        assertThat(catchThrowable(() -> pool.push(m))).isNotNull();
        assertThat(pool.pending()).isEmpty();
        assertThat(ground.announced).isEmpty();
        boolean died = trouble == Trouble.DIES_BEFORE || trouble == Trouble.DIES_AFTER;
        if (died) {
            restart();
            assertThat(pool.pending()).hasSize(trouble == Trouble.DIES_AFTER ? 1 : 0);
        }
        assertThat(pool.push(m)).isEqualTo(m.cid());
        assertThat(pool.pending()).containsExactly(m);
        assertThat(ground.announced).containsExactly(m);
        assertThat(ground.outbox.open()).hasSize(1);
    }

    @Test
    public void aHeadChangeThatDiesIsMadeUpForByTheNextProcess() {
        for (int at = 0; at < 3; at++) {
            for (Trouble trouble : new Trouble[] {Trouble.DIES_BEFORE, Trouble.DIES_AFTER}) {
                String key = "rent " + at + trouble;
                SignedMessage sent = send(key);
                SignedMessage dearer = pool.replace(sent.cid(), Optional.empty());
                trouble(at, trouble);
                int epochs = 0;
                Throwable died = catchThrowable(() -> ground.advance(sent));
                while (died == null && epochs++ < 40) {
                    died = catchThrowable(() -> ground.advance());
                }
                assertThat(died).isInstanceOf(Died.class);
                restart();
                assertThat(pool.pending()).isEmpty();
                assertThat(pool.find(sent.cid())).contains(sent);
                assertThat(pool.sentFor(key).orElseThrow()).isIn(sent.cid(), dearer.cid());
                assertThat(send(key).message().nonce()).isEqualTo(sent.message().nonce());
                for (int i = 0; i < 32; i++) {
                    ground.advance();
                }
                assertThat(ground.outbox.open()).isEmpty();
            }
        }
    }
}
