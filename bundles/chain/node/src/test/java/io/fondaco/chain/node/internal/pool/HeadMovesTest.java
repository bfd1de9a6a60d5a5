package io.fondaco.chain.node.internal.pool;

import static io.fondaco.chain.node.internal.pool.Ground.GAS;
import static io.fondaco.chain.node.internal.pool.Ground.contents;
import static io.fondaco.chain.node.internal.pool.Ground.message;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fondaco.chain.BlockContents;
import io.fondaco.chain.Outgoing;
import io.fondaco.chain.message.Message;
import io.fondaco.chain.message.SignedMessage;
import io.fondaco.crypto.KeyType;
import io.fondaco.model.Address;
import io.fondaco.model.Cid;
import io.fondaco.model.TokenAmount;
import java.util.List;
import java.util.Optional;
import java.util.stream.LongStream;
import org.junit.Test;

public class HeadMovesTest {
    private final Ground ground = new Ground();
    private final Address alice = ground.account("alice");
    private final Address bob = ground.account("bob", KeyType.BLS, TokenAmount.fil("1"));
    private final Pool pool = ground.start();

    private SignedMessage received(Address from, long nonce) {
        SignedMessage signed = ground.signed(from, nonce, 100);
        assertThat(pool.receive(signed)).isEqualTo(Verdict.OK);
        return signed;
    }

    private SignedMessage send(String key) {
        return pool.send(Outgoing.call(alice, Ground.ANYONE, TokenAmount.atto(7), 0, new byte[0], key));
    }

    @Test
    public void messagesOnTheChainLeave() {
        SignedMessage first = received(alice, 0);
        SignedMessage second = received(alice, 1);
        ground.advance(first);
        assertThat(pool.pending()).containsExactly(second);
        assertThat(pool.nextNonce(alice)).isEqualTo(2);
    }

    @Test
    public void messagesOfBlocksThatLeaveTheChainComeBackWithTheirSignatures() {
        SignedMessage first = received(alice, 0);
        SignedMessage bls = received(bob, 0);
        Head before = ground.head();
        BlockContents block = ground.advance(first, bls);
        assertThat(pool.pending()).isEmpty();
        pool.headChanged(before, List.of(block), List.of());
        assertThat(pool.pending()).containsExactlyInAnyOrder(first, bls);
        pool.headChanged(before, List.of(block), List.of());
        assertThat(pool.pending()).hasSize(2);
        assertThat(pool.select(before, 1)).containsExactlyInAnyOrder(first, bls);
    }

    @Test
    public void messagesThatBothForksHaveStayOnTheChain() {
        SignedMessage first = received(alice, 0);
        SignedMessage second = received(alice, 1);
        BlockContents left = ground.advance(first, second);
        ground.accounts.put(alice, new Account(alice, 1, TokenAmount.fil("0.5")));
        pool.headChanged(ground.head(), List.of(left), List.of(contents(List.of(first))));
        assertThat(pool.pending()).containsExactly(second);
        assertThat(pool.nextNonce(alice)).isEqualTo(2);
    }

    @Test
    public void moreMessagesComeBackThanMayWaitForANonce() {
        List<SignedMessage> all = LongStream.range(0, 10)
                .mapToObj(nonce -> received(alice, nonce))
                .toList();
        BlockContents one = ground.advance(all.subList(0, 3).toArray(SignedMessage[]::new));
        BlockContents two = ground.advance(all.subList(3, 10).toArray(SignedMessage[]::new));
        ground.accounts.put(alice, new Account(alice, 0, TokenAmount.fil("1")));
        pool.headChanged(ground.head(), List.of(two, one), List.of());
        assertThat(pool.pending()).containsExactlyElementsOf(all);
    }

    @Test
    public void blsMessagesThatWereNeverSeenCannotComeBack() {
        SignedMessage unseen = ground.signed(bob, 0, 100);
        Head before = ground.head();
        BlockContents block = ground.advance(unseen);
        pool.headChanged(before, List.of(block), List.of());
        assertThat(pool.pending()).isEmpty();
    }

    @Test
    public void aMessageWhoseNonceAnotherUsedLeaves() {
        received(alice, 0);
        ground.advance(ground.signed(alice, 0, 555));
        assertThat(pool.pending()).isEmpty();
    }

    @Test
    public void whoWaitsForAKeyLearnsOfTheReplacementThatCame() {
        SignedMessage sent = send("rent");
        SignedMessage dearer = pool.replace(sent.cid(), Optional.empty());
        assertThat(pool.sentFor("rent")).contains(dearer.cid());
        Head before = ground.head();
        BlockContents block = ground.advance(sent);
        assertThat(pool.sentFor("rent")).contains(sent.cid());
        assertThat(pool.displacedBy(dearer.cid())).contains(sent.cid());
        assertThat(pool.displacedBy(sent.cid())).isEmpty();
        assertThat(pool.pending()).isEmpty();
        pool.headChanged(before, List.of(block), List.of());
        assertThat(pool.pending()).containsExactly(dearer);
        assertThat(pool.displacedBy(dearer.cid())).isEmpty();
        ground.accounts.put(alice, new Account(alice, 0, TokenAmount.fil("1")));
        ground.advance(dearer);
        assertThat(pool.sentFor("rent")).contains(dearer.cid());
        assertThat(send("rent")).isEqualTo(dearer);
    }

    @Test
    public void aReplacementMadeElsewhereAnswersForTheKey() {
        SignedMessage sent = send("rent");
        Message m = sent.message();
        SignedMessage elsewhere = ground.sign(new Message(
                0,
                m.to(),
                m.from(),
                m.nonce(),
                m.value(),
                m.gasLimit() + 5,
                m.gasFeeCap(),
                m.gasPremium(),
                m.method(),
                m.params()));
        ground.advance(elsewhere);
        assertThat(pool.sentFor("rent")).contains(elsewhere.cid());
        assertThat(send("rent")).isEqualTo(elsewhere);
        assertThat(pool.find(elsewhere.cid())).contains(elsewhere);
    }

    @Test
    public void aKeyIsFreeAgainWhenItsMessageCanNeverCome() {
        SignedMessage sent = send("rent");
        Message other = message(alice, 0, 100);
        SignedMessage thief = ground.sign(new Message(
                0, bob, alice, 0, TokenAmount.atto(1), GAS, other.gasFeeCap(), other.gasPremium(), 0, new byte[0]));
        ground.advance(thief);
        assertThat(pool.displacedBy(sent.cid())).contains(thief.cid());
        for (int i = 0; i < Ground.POLICY.rounds().finality(); i++) {
            ground.advance();
            assertThat(send("rent")).isEqualTo(sent);
        }
        ground.advance();
        assertThat(pool.sentFor("rent")).isEmpty();
        SignedMessage anew = send("rent");
        assertThat(anew.message().nonce()).isEqualTo(1);
        assertThat(pool.sentFor("rent")).contains(anew.cid());
    }

    @Test
    public void settlesWhatIsFinalAndStillKnowsIt() {
        SignedMessage sent = send("rent");
        ground.advance(sent);
        for (int i = 0; i < Ground.POLICY.rounds().finality(); i++) {
            ground.advance();
            assertThat(ground.outbox.open()).hasSize(1);
        }
        ground.advance();
        assertThat(ground.outbox.open()).isEmpty();
        assertThat(pool.find(sent.cid())).contains(sent);
        assertThat(send("rent")).isEqualTo(sent);
    }

    @Test
    public void ofTwoMessagesWithOneNonceInATipsetTheFirstOneCounts() {
        SignedMessage sent = send("rent");
        SignedMessage dearer = pool.replace(sent.cid(), Optional.empty());
        BlockContents first = ground.include(List.of(sent));
        pool.headChanged(ground.head(), List.of(), List.of(first, contents(List.of(dearer))));
        assertThat(pool.sentFor("rent")).contains(sent.cid());
    }

    @Test
    public void announcesAgainWhatIsNotOnTheChainAfterTenEpochs() {
        SignedMessage first = send("a");
        SignedMessage second = send("b");
        received(bob, 0);
        ground.announced.clear();
        for (int i = 0; i < 9; i++) {
            ground.advance();
        }
        assertThat(ground.announced).isEmpty();
        ground.advance();
        assertThat(ground.announced).containsExactly(first, second);
        ground.announced.clear();
        ground.advance(first);
        for (int i = 0; i < 9; i++) {
            ground.advance();
        }
        assertThat(ground.announced).containsExactly(second);
    }

    @Test
    public void keepsAMessageThatCouldNotBeAnnounced() {
        Pool deaf = new Pool(
                Ground.POLICY,
                Limits.DEFAULT,
                ground.head(),
                ground.signatures,
                (key, bytes) -> ground.keys.get(key).sign(bytes),
                ground.outbox,
                m -> {
                    throw new IllegalStateException("no network");
                });
        SignedMessage sent = deaf.send(Outgoing.transfer(alice, Ground.ANYONE, TokenAmount.atto(7)));
        assertThat(deaf.pending()).containsExactly(sent);
    }

    @Test
    public void tellsTheOutboxLaterWhatItCouldNotTakeNow() {
        SignedMessage sent = send("rent");
        SignedMessage dearer = pool.replace(sent.cid(), Optional.empty());
        ground.outbox.trouble(step -> MemoryOutbox.Trouble.FAILS_BEFORE);
        assertThatThrownBy(() -> ground.advance(sent)).hasMessage("disk full");
        assertThat(pool.pending()).isEmpty();
        assertThat(pool.sentFor("rent")).contains(dearer.cid());
        ground.outbox.trouble(step -> MemoryOutbox.Trouble.NONE);
        ground.advance();
        assertThat(pool.sentFor("rent")).contains(sent.cid());
        for (int i = 0; i < Ground.POLICY.rounds().finality(); i++) {
            ground.advance();
        }
        assertThat(ground.outbox.open()).isEmpty();
    }

    @Test
    public void afterARestartWhatWasSentIsPendingAndAnnounced() {
        SignedMessage first = send("a");
        SignedMessage second = send("b");
        SignedMessage dearer = pool.replace(second.cid(), Optional.empty());
        ground.advance(first);
        ground.forgetSignatures();
        ground.announced.clear();
        Pool again = ground.start();
        assertThat(again.pending()).containsExactly(dearer);
        assertThat(again.nextNonce(alice)).isEqualTo(2);
        assertThat(again.sentFor("a")).contains(first.cid());
        assertThat(again.sentFor("b")).contains(dearer.cid());
        ground.advance();
        assertThat(ground.announced).containsExactly(dearer);
        Cid unknown = ground.signed(alice, 9, 1).cid();
        assertThat(again.find(unknown)).isEmpty();
    }
}
