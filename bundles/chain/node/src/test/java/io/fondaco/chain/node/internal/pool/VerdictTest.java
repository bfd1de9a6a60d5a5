package io.fondaco.chain.node.internal.pool;

import static io.fondaco.chain.node.internal.pool.Ground.GAS;
import static io.fondaco.chain.node.internal.pool.Ground.message;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fondaco.chain.ChainException;
import io.fondaco.chain.message.Message;
import io.fondaco.chain.message.MessageCodec;
import io.fondaco.chain.message.SignedMessage;
import io.fondaco.chain.node.internal.pool.Verdict.Kind;
import io.fondaco.chain.node.internal.pool.Verdict.Reason;
import io.fondaco.crypto.KeyType;
import io.fondaco.crypto.Signature;
import io.fondaco.model.Address;
import io.fondaco.model.TokenAmount;
import java.util.Arrays;
import java.util.List;
import org.junit.Test;

public class VerdictTest {
    private final Ground ground = new Ground();
    private final Address alice = ground.account("alice");
    private final Pool pool = ground.start();

    private Verdict receive(Message message) {
        return pool.receive(MessageCodec.encode(ground.sign(message)));
    }

    private void expect(Message message, Reason reason, String sentence) {
        assertThat(receive(message)).isEqualTo(new Verdict(reason, sentence.replace("ALICE", alice.toString())));
        assertThat(pool.pending()).isEmpty();
    }

    private static Message with(Message m, long version, Address to, TokenAmount value, byte[] params) {
        return new Message(
                version,
                to,
                m.from(),
                m.nonce(),
                value,
                m.gasLimit(),
                m.gasFeeCap(),
                m.gasPremium(),
                m.method(),
                params);
    }

    @Test
    public void takesMessagesOfBothKindsOfKeys() {
        Address bob = ground.account("bob", KeyType.BLS, TokenAmount.fil("1"));
        pool.headChanged(ground.head(), List.of(), List.of());
        assertThat(receive(message(alice, 0, 100))).isEqualTo(Verdict.OK);
        assertThat(receive(message(bob, 0, 100)).kind()).isEqualTo(Kind.ACCEPT);
        assertThat(pool.pending()).extracting(m -> m.message().from()).containsExactlyInAnyOrder(alice, bob);
    }

    @Test
    public void rejectsWhatIsNoMessage() {
        Verdict verdict = pool.receive(new byte[] {1, 2, 3});
        assertThat(verdict.kind()).isEqualTo(Kind.REJECT);
        assertThat(verdict.sentence()).startsWith("not a signed message: ");
        byte[] whole = MessageCodec.encode(ground.signed(alice, 0, 1));
        assertThat(pool.receive(Arrays.copyOf(whole, whole.length + 1)).reason())
                .isEqualTo(Reason.MALFORMED);
        assertThat(pool.receive(Arrays.copyOf(whole, whole.length - 1)).reason())
                .isEqualTo(Reason.MALFORMED);
        byte[] emptyReceiver = whole.clone();
        assertThat(pool.receive(new byte[0]).reason()).isEqualTo(Reason.MALFORMED);
        emptyReceiver[1] = (byte) 0x8b;
        assertThat(pool.receive(emptyReceiver).reason()).isEqualTo(Reason.MALFORMED);
    }

    @Test
    public void rejectsMessagesOfMoreThan64Kibibytes() {
        assertThat(pool.receive(new byte[65_537]))
                .isEqualTo(new Verdict(Reason.TOO_BIG, "a message of 65537 bytes: 65536 are the most"));
        Message m = message(alice, 0, 100, 10_000, 200_000_000);
        int overhead = MessageCodec.encode(ground.sign(m)).length + 2;
        SignedMessage fits = ground.sign(with(m, 0, m.to(), m.value(), new byte[65_536 - overhead]));
        assertThat(MessageCodec.encode(fits).length).isEqualTo(65_536);
        assertThat(pool.receive(fits)).isEqualTo(Verdict.OK);
        SignedMessage over = ground.sign(with(m, 0, m.to(), m.value(), new byte[65_537 - overhead]));
        assertThat(pool.receive(over).reason()).isEqualTo(Reason.TOO_BIG);
    }

    @Test
    public void rejectsWhatNoBlockMayHoldAndSaysWhy() {
        Message m = message(alice, 0, 100);
        expect(
                with(m, 1, m.to(), m.value(), new byte[0]),
                Reason.MALFORMED,
                "message 0 of ALICE has version 1: 0 is the only one");
        expect(
                with(m, 0, Address.bls(new byte[48]), m.value(), new byte[0]),
                Reason.MALFORMED,
                "message 0 of ALICE goes to nobody: its receiver is the empty BLS address");
        expect(
                with(m, 0, m.to(), TokenAmount.atto(-1), new byte[0]),
                Reason.MALFORMED,
                "message 0 of ALICE carries -0.000000000000000001 FIL: 0 to 2000000000 FIL is allowed");
        expect(
                with(m, 0, m.to(), TokenAmount.fil("2000000000").plus(TokenAmount.atto(1)), new byte[0]),
                Reason.MALFORMED,
                "message 0 of ALICE carries 2000000000.000000000000000001 FIL: 0 to 2000000000 FIL is allowed");
        expect(
                message(alice, 0, 10_001, 10_000, GAS),
                Reason.MALFORMED,
                "message 0 of ALICE has a premium of 10001 attoFIL: 0 to its fee cap of 10000 is allowed");
        expect(
                message(alice, 0, -1, 10_000, GAS),
                Reason.MALFORMED,
                "message 0 of ALICE has a premium of -1 attoFIL: 0 to its fee cap of 10000 is allowed");
        expect(
                message(alice, 0, -2, -1, GAS),
                Reason.MALFORMED,
                "message 0 of ALICE has a fee cap of -0.000000000000000001 FIL: 0 to 2000000000 FIL is allowed");
        assertThat(receive(message(alice, 0, 0, 10_000, 0)).reason()).isEqualTo(Reason.MALFORMED);
        assertThat(receive(message(alice, 0, 0, 10_000, -5)).reason()).isEqualTo(Reason.MALFORMED);
        expect(
                message(alice, 0, 0, 10_000, 10_000_000_001L),
                Reason.MALFORMED,
                "message 0 of ALICE has a gas limit of 10000000001: "
                        + onChain(message(alice, 0, 0, 10_000, 10_000_000_001L))
                        + ", what carrying it takes, to 10000000000, what a block has, is allowed");
        for (Reason reason : List.of(Reason.MALFORMED, Reason.TOO_BIG, Reason.BAD_SIGNATURE)) {
            assertThat(reason.kind()).isEqualTo(Kind.REJECT);
        }
    }

    private long onChain(Message m) {
        return 38_863 + 36 * 1300 + 1300L * MessageCodec.encode(ground.sign(m)).length;
    }

    @Test
    public void wantsAGasLimitThatPaysForCarryingTheMessage() {
        long least = onChain(message(alice, 0, 100, 10_000, 200_000));
        assertThat(receive(message(alice, 0, 100, 10_000, least - 1)).reason()).isEqualTo(Reason.MALFORMED);
        assertThat(receive(message(alice, 0, 100, 10_000, least))).isEqualTo(Verdict.OK);
    }

    @Test
    public void rejectsSignaturesOfOthersAndOfKindsThatDoNotGoWithTheSender() {
        Address bob = ground.account("bob", KeyType.BLS, TokenAmount.fil("1"));
        pool.headChanged(ground.head(), List.of(), List.of());
        Message m = message(alice, 0, 100);
        Signature other = ground.sign(message(alice, 0, 101)).signature();
        assertThat(pool.receive(new SignedMessage(m, other)))
                .isEqualTo(new Verdict(
                        Reason.BAD_SIGNATURE, "message 0 of " + alice + " has a signature that is not its sender's"));
        Signature bls = ground.sign(message(bob, 0, 100)).signature();
        assertThat(pool.receive(new SignedMessage(m, bls)).sentence())
                .isEqualTo("message 0 of " + alice
                        + " is signed with BLS: messages are from f3 with a BLS or from f1 with a secp256k1 signature");
        assertThat(pool.receive(new SignedMessage(message(bob, 1, 100), bls)).reason())
                .isEqualTo(Reason.BAD_SIGNATURE);
        Signature delegated = new Signature(Signature.Type.DELEGATED, new byte[65]);
        assertThat(pool.receive(new SignedMessage(m, delegated)).reason()).isEqualTo(Reason.MALFORMED);
        SignedMessage fromId = new SignedMessage(message(Address.id(100), 0, 100), other);
        assertThat(pool.receive(fromId).reason()).isEqualTo(Reason.MALFORMED);
        assertThat(pool.pending()).isEmpty();
    }

    @Test
    public void keepsGoodSignaturesOfBlsMessagesOnly() {
        Address bob = ground.account("bob", KeyType.BLS, TokenAmount.fil("1"));
        pool.headChanged(ground.head(), List.of(), List.of());
        Message m = message(bob, 0, 100);
        SignedMessage bad = new SignedMessage(m, ground.sign(message(bob, 1, 5)).signature());
        assertThat(pool.receive(bad).reason()).isEqualTo(Reason.BAD_SIGNATURE);
        assertThat(ground.signatures.of(m)).isEmpty();
        assertThat(receive(m)).isEqualTo(Verdict.OK);
        assertThat(ground.signatures.of(m)).contains(ground.sign(m));
        assertThat(ground.signatures.verify(bad)).isFalse();
        assertThat(ground.signatures.of(m)).contains(ground.sign(m));
        Message ofAlice = message(alice, 0, 100);
        assertThat(receive(ofAlice)).isEqualTo(Verdict.OK);
        assertThat(ground.signatures.of(ofAlice)).isEmpty();
    }

    @Test
    public void asksForTheBytesOfTheCidAsBlocksDoSoThatOneCheckDoesForBoth() {
        Address bob = ground.account("bob", KeyType.BLS, TokenAmount.fil("1"));
        for (Address sender : List.of(alice, bob)) {
            SignedMessage message = ground.signed(sender, 0, 100);
            byte[] cid = message.message().cid().toBytes();
            Signatures signatures = new Signatures(
                    (signature, signer, bytes) ->
                            signature.equals(message.signature()) && signer.equals(sender) && Arrays.equals(bytes, cid),
                    1);
            assertThat(signatures.verify(message)).isTrue();
        }
    }

    @Test
    public void ignoresWhatHonestNodesMaySend() {
        Address stranger = ground.account("stranger");
        ground.accounts.remove(stranger);
        assertThat(pool.receive(ground.signed(stranger, 0, 100)))
                .isEqualTo(new Verdict(
                        Reason.NO_ACCOUNT, "message 0 of " + stranger + " is of a sender without an account"));
        ground.accounts.put(alice, new Account(alice, 3, TokenAmount.fil("1")));
        pool.headChanged(ground.head(), List.of(), List.of());
        expect(
                message(alice, 2, 100),
                Reason.NONCE_USED,
                "message 2 of ALICE comes too late: the account is at nonce 3");
        expect(message(alice, -1, 100), Reason.NONCE_GAP, "message -1 of ALICE has a nonce that no account reaches");
        expect(
                message(alice, 8, 100),
                Reason.NONCE_GAP,
                "message 8 of ALICE comes too early: nonce 3 is next, and 4 more may wait for it");
        expect(
                message(alice, 3, 0, 99, GAS),
                Reason.LOW_FEE_CAP,
                "message 3 of ALICE has a fee cap of 99 attoFIL: 100 is the least at a base fee of 1000");
        ground.balance(alice, TokenAmount.atto(10_100 * GAS + 6));
        pool.headChanged(ground.head(), List.of(), List.of());
        expect(
                message(alice, 3, 100),
                Reason.LOW_FUNDS,
                "message 3 of ALICE takes 0.000000010100000007 FIL with those before it: the account has"
                        + " 0.000000010100000006 FIL");
        assertThat(Reason.values())
                .filteredOn(reason -> reason.kind() == Kind.IGNORE)
                .contains(Reason.NO_ACCOUNT, Reason.NONCE_USED, Reason.NONCE_GAP, Reason.DUPLICATE)
                .contains(Reason.LOW_FEE_CAP, Reason.LOW_PREMIUM, Reason.LOW_FUNDS, Reason.POOL_FULL);
    }

    @Test
    public void letsFourNoncesWait() {
        assertThat(receive(message(alice, 4, 100))).isEqualTo(Verdict.OK);
        assertThat(receive(message(alice, 5, 100)).reason()).isEqualTo(Reason.NONCE_GAP);
        assertThat(receive(message(alice, 0, 100))).isEqualTo(Verdict.OK);
        assertThat(receive(message(alice, 5, 100))).isEqualTo(Verdict.OK);
        assertThat(pool.nextNonce(alice)).isEqualTo(1);
    }

    @Test
    public void countsTheFundsOfAllMessagesBefore() {
        ground.balance(alice, TokenAmount.atto(2 * (10_100 * GAS + 7)));
        pool.headChanged(ground.head(), List.of(), List.of());
        assertThat(receive(message(alice, 0, 100))).isEqualTo(Verdict.OK);
        assertThat(receive(message(alice, 1, 100))).isEqualTo(Verdict.OK);
        assertThat(receive(message(alice, 2, 100)).reason()).isEqualTo(Reason.LOW_FUNDS);
    }

    @Test
    public void ignoresAMessageThatIsHere() {
        SignedMessage m = ground.signed(alice, 0, 100);
        assertThat(pool.receive(m)).isEqualTo(Verdict.OK);
        assertThat(pool.receive(m))
                .isEqualTo(new Verdict(Reason.DUPLICATE, "message 0 of " + alice + " is here already"));
        assertThat(pool.pending()).containsExactly(m);
    }

    @Test
    public void tellsWhoPushesWhy() {
        ground.balance(alice, TokenAmount.ZERO);
        pool.headChanged(ground.head(), List.of(), List.of());
        assertThatThrownBy(() -> pool.push(ground.signed(alice, 0, 100)))
                .isInstanceOf(ChainException.class)
                .hasMessageContaining("the account has 0 FIL")
                .extracting(e -> ((ChainException) e).reason())
                .isEqualTo(ChainException.Reason.INSUFFICIENT_FUNDS);
        assertThat(ground.outbox.open()).isEmpty();
        assertThat(ground.announced).isEmpty();
    }
}
