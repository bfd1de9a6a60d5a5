package io.fondaco.chain.actors.multisig;

import static org.assertj.core.api.Assertions.assertThat;

import io.fondaco.chain.actors.ActorCode;
import io.fondaco.chain.actors.Codec;
import io.fondaco.chain.actors.ExitCode;
import io.fondaco.chain.actors.Keys;
import io.fondaco.chain.actors.Puppet;
import io.fondaco.chain.actors.Singletons;
import io.fondaco.chain.actors.World;
import io.fondaco.chain.actors.init.ExecParams;
import io.fondaco.chain.actors.init.InitActor;
import io.fondaco.model.Address;
import io.fondaco.model.Epoch;
import io.fondaco.model.TokenAmount;
import java.util.ArrayList;
import java.util.List;
import org.junit.Test;

/** Signers act together or not at all. Accounts 0, 1 and 2 sign, two of them are enough; 3 is a stranger. */
public class MultisigActorTest {
    private static final TokenAmount ONE = TokenAmount.fil("1");
    private static final TokenAmount TEN = TokenAmount.fil("10");
    private static final Address BOB = World.account(3);

    private final Puppet puppet = new Puppet(ActorCode.STORAGE_MINER);
    private final World world = new World(4, puppet);
    private final Address multisig = make(create(2, 0, 0, 0, 1, 2));

    private byte[] create(long threshold, long unlock, long start, int... accounts) {
        List<Address> signers = new ArrayList<>();
        for (int i : accounts) {
            signers.add(i % 2 == 0 ? world.key(i).address() : World.account(i));
        }
        return MultisigParams.Create.CODEC.encode(
                new MultisigParams.Create(signers, threshold, unlock, Epoch.of(start)));
    }

    private Address make(byte[] create) {
        return world.exec(0, ActorCode.MULTISIG, create, TEN).id();
    }

    private void refusesToMake(int exitCode, byte[] create) {
        world.fails(
                exitCode,
                0,
                Singletons.INIT,
                InitActor.EXEC,
                ExecParams.CODEC.encode(ExecParams.of(ActorCode.MULTISIG, create)),
                TEN);
    }

    private MultisigState state() {
        return world.tree().state(multisig, MultisigState.class).orElseThrow();
    }

    private static byte[] payment(TokenAmount value) {
        return MultisigParams.Propose.CODEC.encode(new MultisigParams.Propose(BOB, value, 0, Codec.NOTHING));
    }

    private MultisigParams.Proposed propose(int signer, byte[] proposal) {
        return MultisigParams.Proposed.CODEC.decode(world.ok(signer, multisig, MultisigActor.PROPOSE, proposal));
    }

    private static byte[] which(long id, byte... hash) {
        return MultisigParams.Which.CODEC.encode(new MultisigParams.Which(id, hash));
    }

    private MultisigParams.Approved approve(int signer, byte[] which) {
        return MultisigParams.Approved.CODEC.decode(world.ok(signer, multisig, MultisigActor.APPROVE, which));
    }

    /** Has the multisig call itself, with the approval of 0 and 1. @return the exit code of the call */
    private long itself(long method, byte[] params) {
        MultisigParams.Proposed proposed = propose(
                0,
                MultisigParams.Propose.CODEC.encode(
                        new MultisigParams.Propose(multisig, TokenAmount.ZERO, method, params)));
        return proposed.applied()
                ? proposed.code()
                : approve(state().signers().contains(World.account(1)) ? 1 : 2, which(proposed.id()))
                        .code();
    }

    @Test
    public void isMadeOfSignersThatAreNumbers() {
        assertThat(state().signers()).containsExactly(World.account(0), World.account(1), World.account(2));
        assertThat(state().threshold()).isEqualTo(2);
        assertThat(world.balance(multisig)).isEqualTo(TEN);
        refusesToMake(ExitCode.USR_ILLEGAL_ARGUMENT, create(1, 0, 0));
        refusesToMake(ExitCode.USR_ILLEGAL_ARGUMENT, create(0, 0, 0, 0, 1));
        refusesToMake(ExitCode.USR_ILLEGAL_ARGUMENT, create(3, 0, 0, 0, 1));
        refusesToMake(ExitCode.USR_ILLEGAL_ARGUMENT, create(-1, 0, 0, 0, 1));
        refusesToMake(ExitCode.USR_ILLEGAL_ARGUMENT, create(1, -1, 0, 0, 1));
        refusesToMake(ExitCode.USR_ILLEGAL_ARGUMENT, create(1, 0, 0, 0, 0));
        refusesToMake(
                ExitCode.USR_ILLEGAL_ARGUMENT,
                MultisigParams.Create.CODEC.encode(
                        new MultisigParams.Create(List.of(Address.actor(new byte[1])), 1, 0, Epoch.of(0))));
        List<Address> many = new ArrayList<>();
        for (int i = 0; i < 257; i++) {
            many.add(Address.id(100 + i));
        }
        refusesToMake(
                ExitCode.USR_ILLEGAL_ARGUMENT,
                MultisigParams.Create.CODEC.encode(new MultisigParams.Create(many, 1, 0, Epoch.of(0))));
        refusesToMake(ExitCode.USR_SERIALIZATION, Codec.NOTHING);
    }

    @Test
    public void paysWhenEnoughApproved() {
        TokenAmount before = world.balance(BOB);
        MultisigParams.Proposed proposed = propose(0, payment(ONE));
        assertThat(proposed.id()).isZero();
        assertThat(proposed.applied()).isFalse();
        assertThat(world.balance(BOB)).isEqualTo(before);
        world.reload();
        byte[] hash = state().pending().get(Keys.signed(0)).orElseThrow().hash();
        MultisigParams.Approved approved = approve(1, which(0, hash));
        assertThat(approved.applied()).isTrue();
        assertThat(approved.code()).isZero();
        assertThat(world.balance(BOB)).isEqualTo(before.plus(ONE));
        assertThat(state().pending().isEmpty()).isTrue();
        assertThat(propose(2, payment(ONE)).id()).isEqualTo(1);
    }

    @Test
    public void oneIsEnoughWhereTheThresholdIsOne() {
        Address single = make(create(1, 0, 0, 0, 1));
        TokenAmount before = world.balance(BOB);
        MultisigParams.Proposed proposed =
                MultisigParams.Proposed.CODEC.decode(world.ok(1, single, MultisigActor.PROPOSE, payment(ONE)));
        assertThat(proposed.applied()).isTrue();
        assertThat(world.balance(BOB)).isEqualTo(before.plus(ONE));
    }

    @Test
    public void tellsHowACallEndedAndIsDoneWithIt() {
        propose(0, MultisigParams.Propose.CODEC.encode(new MultisigParams.Propose(BOB, ONE, 77, Codec.NOTHING)));
        MultisigParams.Approved approved = approve(1, which(0));
        assertThat(approved.applied()).isTrue();
        assertThat(approved.code()).isEqualTo(ExitCode.USR_UNHANDLED_MESSAGE);
        assertThat(world.balance(multisig)).isEqualTo(TEN);
        world.fails(ExitCode.USR_NOT_FOUND, 2, multisig, MultisigActor.APPROVE, which(0));
    }

    @Test
    public void listensToSignersOnly() {
        world.fails(ExitCode.USR_FORBIDDEN, 3, multisig, MultisigActor.PROPOSE, payment(ONE));
        propose(0, payment(ONE));
        world.fails(ExitCode.USR_FORBIDDEN, 3, multisig, MultisigActor.APPROVE, which(0));
        world.fails(ExitCode.USR_FORBIDDEN, 3, multisig, MultisigActor.CANCEL, which(0));
        Address doll = world.puppet(ActorCode.STORAGE_MINER, ONE);
        byte[] relay = Puppet.Relay.CODEC.encode(
                new Puppet.Relay(multisig, MultisigActor.PROPOSE, payment(ONE), TokenAmount.ZERO));
        world.fails(ExitCode.USR_FORBIDDEN, 0, doll, Puppet.RELAY, relay);
    }

    @Test
    public void refusesProposalsThatCannotBe() {
        world.fails(ExitCode.USR_ILLEGAL_ARGUMENT, 0, multisig, MultisigActor.PROPOSE, payment(ONE.negate()));
        world.fails(ExitCode.USR_SERIALIZATION, 0, multisig, MultisigActor.PROPOSE, new byte[] {(byte) 0x80});
        propose(0, payment(TokenAmount.fil("11")));
        world.fails(ExitCode.USR_INSUFFICIENT_FUNDS, 1, multisig, MultisigActor.APPROVE, which(0));
        assertThat(state().pending().get(Keys.signed(0)).orElseThrow().approved())
                .hasSize(1);
    }

    @Test
    public void countsEachSignerOnce() {
        propose(0, payment(ONE));
        world.fails(ExitCode.USR_FORBIDDEN, 0, multisig, MultisigActor.APPROVE, which(0));
        world.fails(ExitCode.USR_NOT_FOUND, 1, multisig, MultisigActor.APPROVE, which(1));
        world.fails(ExitCode.USR_NOT_FOUND, 1, multisig, MultisigActor.APPROVE, which(-1));
        world.fails(ExitCode.USR_NOT_FOUND, 1, multisig, MultisigActor.APPROVE, which(Long.MAX_VALUE));
        world.fails(ExitCode.USR_NOT_FOUND, 1, multisig, MultisigActor.CANCEL, which(Long.MIN_VALUE));
        world.fails(ExitCode.USR_ILLEGAL_ARGUMENT, 1, multisig, MultisigActor.APPROVE, which(0, new byte[32]));
    }

    @Test
    public void onlyTheProposerCancels() {
        propose(0, payment(ONE));
        byte[] hash = state().pending().get(Keys.signed(0)).orElseThrow().hash();
        world.fails(ExitCode.USR_FORBIDDEN, 1, multisig, MultisigActor.CANCEL, which(0, hash));
        world.fails(ExitCode.USR_ILLEGAL_STATE, 0, multisig, MultisigActor.CANCEL, which(0, new byte[32]));
        world.fails(ExitCode.USR_NOT_FOUND, 0, multisig, MultisigActor.CANCEL, which(5));
        world.ok(0, multisig, MultisigActor.CANCEL, which(0, hash));
        assertThat(state().pending().isEmpty()).isTrue();
        world.fails(ExitCode.USR_NOT_FOUND, 1, multisig, MultisigActor.APPROVE, which(0));
    }

    @Test
    public void sendsATransactionOnceEvenIfTheReceiverComesBack() {
        Address doll = world.puppet(ActorCode.STORAGE_MINER, TokenAmount.ZERO);
        Address shared = make(MultisigParams.Create.CODEC.encode(
                new MultisigParams.Create(List.of(World.account(0), multisig), 1, 0, Epoch.of(0))));
        int[] came = {0};
        puppet.act((runtime, params) -> {
            came[0]++;
            assertThat(runtime.send(shared, MultisigActor.APPROVE, which(0), TokenAmount.ZERO)
                            .exitCode())
                    .isEqualTo(ExitCode.USR_FORBIDDEN);
            return Codec.NOTHING;
        });
        byte[] call =
                MultisigParams.Propose.CODEC.encode(new MultisigParams.Propose(doll, ONE, Puppet.DO, Codec.NOTHING));
        world.ok(0, shared, MultisigActor.PROPOSE, call);
        assertThat(came[0]).isEqualTo(1);
        assertThat(world.balance(doll)).isEqualTo(ONE);
    }

    private static byte[] signer(int account, boolean threshold) {
        return MultisigParams.Signer.CODEC.encode(new MultisigParams.Signer(World.account(account), threshold));
    }

    @Test
    public void changesItsSignersItself() {
        for (long method = MultisigActor.ADD_SIGNER; method <= MultisigActor.LOCK_BALANCE; method++) {
            world.fails(ExitCode.USR_FORBIDDEN, 0, multisig, method, Codec.NOTHING);
        }
        assertThat(itself(MultisigActor.ADD_SIGNER, signer(3, true))).isZero();
        assertThat(state().signers()).hasSize(4);
        assertThat(state().threshold()).isEqualTo(3);
    }

    @Test
    public void addsASignerOnce() {
        assertThat(itself(MultisigActor.ADD_SIGNER, signer(2, false))).isEqualTo(ExitCode.USR_FORBIDDEN);
        assertThat(itself(MultisigActor.ADD_SIGNER, signer(3, false))).isZero();
        assertThat(state().threshold()).isEqualTo(2);
    }

    @Test
    public void aSignerTakesItsApprovalsAlong() {
        propose(2, payment(ONE));
        propose(0, payment(ONE));
        assertThat(itself(MultisigActor.REMOVE_SIGNER, signer(2, false))).isZero();
        assertThat(state().signers()).containsExactly(World.account(0), World.account(1));
        assertThat(state().pending().get(Keys.signed(0))).isEmpty();
        assertThat(state().pending().get(Keys.signed(1))).isPresent();
        assertThat(itself(MultisigActor.REMOVE_SIGNER, signer(3, false))).isEqualTo(ExitCode.USR_FORBIDDEN);
        assertThat(itself(MultisigActor.REMOVE_SIGNER, signer(1, false))).isEqualTo(ExitCode.USR_ILLEGAL_ARGUMENT);
        assertThat(itself(MultisigActor.REMOVE_SIGNER, signer(1, true))).isZero();
        assertThat(state().threshold()).isEqualTo(1);
        assertThat(itself(MultisigActor.REMOVE_SIGNER, signer(0, false))).isEqualTo(ExitCode.USR_FORBIDDEN);
    }

    @Test
    public void aThresholdOfOneCannotSink() {
        assertThat(itself(MultisigActor.CHANGE_THRESHOLD, MultisigParams.THRESHOLD.encode(1L)))
                .isZero();
        assertThat(itself(MultisigActor.REMOVE_SIGNER, signer(2, true))).isEqualTo(ExitCode.USR_ILLEGAL_ARGUMENT);
    }

    @Test
    public void swapsOneSignerForAnother() {
        propose(1, payment(ONE));
        byte[] swap = MultisigParams.Swap.CODEC.encode(new MultisigParams.Swap(World.account(1), BOB));
        assertThat(itself(MultisigActor.SWAP_SIGNER, swap)).isZero();
        assertThat(state().signers()).containsExactly(World.account(0), World.account(2), BOB);
        assertThat(state().pending().isEmpty()).isTrue();
        assertThat(itself(MultisigActor.SWAP_SIGNER, swap)).isEqualTo(ExitCode.USR_FORBIDDEN);
        byte[] again = MultisigParams.Swap.CODEC.encode(new MultisigParams.Swap(World.account(0), BOB));
        assertThat(itself(MultisigActor.SWAP_SIGNER, again)).isEqualTo(ExitCode.USR_ILLEGAL_ARGUMENT);
    }

    @Test
    public void aThresholdThatSankLetsWaitingTransactionsThrough() {
        propose(0, payment(ONE));
        assertThat(itself(MultisigActor.CHANGE_THRESHOLD, MultisigParams.THRESHOLD.encode(0L)))
                .isEqualTo(ExitCode.USR_ILLEGAL_ARGUMENT);
        assertThat(itself(MultisigActor.CHANGE_THRESHOLD, MultisigParams.THRESHOLD.encode(4L)))
                .isEqualTo(ExitCode.USR_ILLEGAL_ARGUMENT);
        assertThat(itself(MultisigActor.CHANGE_THRESHOLD, MultisigParams.THRESHOLD.encode(1L)))
                .isZero();
        assertThat(approve(0, which(0)).applied()).isTrue();
    }

    @Test
    public void whatIsLockedUnlocksEvenly() {
        Address locked = make(create(1, 100, 10, 0));
        TokenAmount atto = TokenAmount.atto(1);
        at(10, locked, ExitCode.USR_INSUFFICIENT_FUNDS, atto);
        at(11, locked, ExitCode.USR_INSUFFICIENT_FUNDS, TokenAmount.fil("0.1").plus(atto));
        at(11, locked, ExitCode.OK, TokenAmount.fil("0.1"));
        at(60, locked, ExitCode.OK, TokenAmount.fil("4.9"));
        at(60, locked, ExitCode.OK, TokenAmount.ZERO);
        at(60, locked, ExitCode.USR_INSUFFICIENT_FUNDS, atto);
        at(110, locked, ExitCode.OK, TokenAmount.fil("5"));
    }

    private void at(long epoch, Address from, int exitCode, TokenAmount value) {
        world.at(epoch);
        if (exitCode == ExitCode.OK) {
            world.ok(0, from, MultisigActor.PROPOSE, payment(value));
        } else {
            world.fails(exitCode, 0, from, MultisigActor.PROPOSE, payment(value));
        }
    }

    @Test
    public void locksItsBalanceOnce() {
        byte[] lock = MultisigParams.Lock.CODEC.encode(new MultisigParams.Lock(Epoch.of(0), 50, TEN));
        assertThat(itself(
                        MultisigActor.LOCK_BALANCE,
                        MultisigParams.Lock.CODEC.encode(new MultisigParams.Lock(Epoch.of(0), 0, TEN))))
                .isEqualTo(ExitCode.USR_ILLEGAL_ARGUMENT);
        assertThat(itself(
                        MultisigActor.LOCK_BALANCE,
                        MultisigParams.Lock.CODEC.encode(new MultisigParams.Lock(Epoch.of(0), 50, ONE.negate()))))
                .isEqualTo(ExitCode.USR_ILLEGAL_ARGUMENT);
        assertThat(itself(MultisigActor.LOCK_BALANCE, lock)).isZero();
        assertThat(state().lock().at(Epoch.of(25))).isEqualTo(TokenAmount.fil("5"));
        assertThat(itself(MultisigActor.LOCK_BALANCE, lock)).isEqualTo(ExitCode.USR_FORBIDDEN);
    }

    @Test
    public void roundsWhatIsLockedUp() {
        MultisigState.Locked lock = new MultisigState.Locked(TokenAmount.atto(10), Epoch.of(0), 3);
        assertThat(lock.at(Epoch.of(1))).isEqualTo(TokenAmount.atto(7));
        assertThat(lock.at(Epoch.of(2))).isEqualTo(TokenAmount.atto(4));
        assertThat(lock.at(Epoch.of(3))).isEqualTo(TokenAmount.ZERO);
        assertThat(lock.at(Epoch.of(-5))).isEqualTo(TokenAmount.atto(10));
        MultisigState.Locked odd = new MultisigState.Locked(TokenAmount.atto(10), Epoch.of(Long.MIN_VALUE), 3);
        assertThat(odd.at(Epoch.of(Long.MAX_VALUE))).isEqualTo(TokenAmount.ZERO);
    }

    @Test
    public void theAuditSeesAThresholdNobodyCanReach() {
        world.tree().put(multisig, state().with(state().signers(), 4));
        assertThat(world.audited().violations())
                .extracting(Object::toString)
                .containsExactly(multisig + ": a threshold of 4 for 3 signers");
    }
}
