package io.fondaco.chain.actors.paych;

import static org.assertj.core.api.Assertions.assertThat;

import io.fondaco.chain.actors.ActorCode;
import io.fondaco.chain.actors.Codec;
import io.fondaco.chain.actors.ExitCode;
import io.fondaco.chain.actors.Puppet;
import io.fondaco.chain.actors.Singletons;
import io.fondaco.chain.actors.World;
import io.fondaco.chain.actors.init.ExecParams;
import io.fondaco.chain.actors.init.ExecReturn;
import io.fondaco.chain.actors.init.InitActor;
import io.fondaco.chain.paych.ExtraCall;
import io.fondaco.chain.paych.Merge;
import io.fondaco.chain.paych.SignedVoucher;
import io.fondaco.chain.paych.VoucherCodec;
import io.fondaco.crypto.KeyPair;
import io.fondaco.model.Address;
import io.fondaco.model.Epoch;
import io.fondaco.model.Multihash;
import io.fondaco.model.TokenAmount;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import org.junit.Test;

/** A channel pays what vouchers say and nothing else. Account 0 pays account 1; account 2 is a stranger. */
public class PaychActorTest {
    private static final TokenAmount TEN = TokenAmount.fil("10");
    private static final int FROM = 0;
    private static final int TO = 1;

    private final Puppet puppet = new Puppet(ActorCode.STORAGE_MINER, 7);
    private final World world = new World(3, puppet);
    private final ExecReturn channel = world.exec(FROM, ActorCode.PAYMENT_CHANNEL, parties(0, 1), TEN);

    private byte[] parties(int from, int to) {
        return PaychParams.Channel.CODEC.encode(
                new PaychParams.Channel(world.key(from).address(), World.account(to)));
    }

    /** A voucher to begin with: lane 0, nonce 1, one FIL. */
    private Draft voucher() {
        return new Draft(channel.robust());
    }

    /** A voucher that is being written. */
    private static final class Draft {
        private Address of;
        private long min;
        private long max;
        private byte[] hash = {};
        private ExtraCall extra;
        private long lane;
        private long nonce = 1;
        private TokenAmount amount = TokenAmount.fil("1");
        private long minSettle;
        private List<Merge> merges = List.of();

        Draft(Address of) {
            this.of = of;
        }

        Draft lane(long number, long n, String fil) {
            lane = number;
            nonce = n;
            amount = TokenAmount.fil(fil);
            return this;
        }

        SignedVoucher sign(KeyPair key) {
            SignedVoucher plain = unsigned();
            return key == null ? plain : plain.sign(key.privateKey());
        }

        SignedVoucher unsigned() {
            return new SignedVoucher(
                    of,
                    Epoch.of(min),
                    Epoch.of(max),
                    hash,
                    Optional.ofNullable(extra),
                    lane,
                    nonce,
                    amount,
                    Epoch.of(minSettle),
                    merges,
                    Optional.empty());
        }
    }

    private byte[] update(Draft draft) {
        return update(draft, new byte[0]);
    }

    private byte[] update(Draft draft, byte[] secret) {
        return PaychParams.Update.CODEC.encode(new PaychParams.Update(draft.sign(world.key(FROM)), secret));
    }

    private void redeems(Draft draft) {
        world.ok(TO, channel.id(), PaychActor.UPDATE_CHANNEL_STATE, update(draft));
    }

    private void refuses(int exitCode, Draft draft) {
        PaychState before = state();
        world.fails(exitCode, TO, channel.id(), PaychActor.UPDATE_CHANNEL_STATE, update(draft));
        assertThat(state()).isEqualTo(before);
    }

    private PaychState state() {
        return world.tree().state(channel.id(), PaychState.class).orElseThrow();
    }

    private void toSend(String fil) {
        assertThat(state().toSend()).isEqualTo(TokenAmount.fil(fil));
    }

    @Test
    public void isBetweenTwoAccounts() {
        assertThat(state().from()).isEqualTo(World.account(0));
        assertThat(state().to()).isEqualTo(World.account(1));
        toSend("0");
        KeyPair stranger = World.key("stranger");
        byte[] withStranger =
                PaychParams.Channel.CODEC.encode(new PaychParams.Channel(World.account(0), stranger.address()));
        Address made =
                world.exec(FROM, ActorCode.PAYMENT_CHANNEL, withStranger, TEN).id();
        assertThat(world.tree().state(made, PaychState.class).orElseThrow().to())
                .isEqualTo(world.tree().resolve(stranger.address()).orElseThrow());
        refusesParties(ExitCode.USR_FORBIDDEN, channel.id());
        refusesParties(ExitCode.USR_FORBIDDEN, Singletons.INIT);
        refusesParties(ExitCode.USR_ILLEGAL_STATE, Address.actor(new byte[1]));
        world.fails(ExitCode.USR_FORBIDDEN, 0, channel.id(), 1, parties(0, 1));
    }

    private void refusesParties(int exitCode, Address to) {
        byte[] params = PaychParams.Channel.CODEC.encode(new PaychParams.Channel(World.account(0), to));
        world.fails(
                exitCode,
                0,
                Singletons.INIT,
                InitActor.EXEC,
                ExecParams.CODEC.encode(ExecParams.of(ActorCode.PAYMENT_CHANNEL, params)));
    }

    @Test
    public void paysWhatTheLastVoucherOfEachLaneSays() {
        redeems(voucher());
        toSend("1");
        redeems(voucher().lane(0, 2, "3"));
        toSend("3");
        redeems(voucher().lane(5, 1, "4"));
        toSend("7");
        redeems(voucher().lane(0, 9, "2"));
        toSend("6");
        world.reload();
        assertThat(state().lanes().get(0)).contains(new PaychState.Lane(TokenAmount.fil("2"), 9));
        assertThat(state().lanes().get(5)).contains(new PaychState.Lane(TokenAmount.fil("4"), 1));
    }

    @Test
    public void eitherPartyRedeemsWhatTheOtherSigned() {
        byte[] back =
                PaychParams.Update.CODEC.encode(new PaychParams.Update(voucher().sign(world.key(TO)), new byte[0]));
        world.ok(FROM, channel.id(), PaychActor.UPDATE_CHANNEL_STATE, back);
        toSend("1");
        world.fails(ExitCode.USR_ILLEGAL_ARGUMENT, TO, channel.id(), PaychActor.UPDATE_CHANNEL_STATE, back);
        world.fails(ExitCode.USR_FORBIDDEN, 2, channel.id(), PaychActor.UPDATE_CHANNEL_STATE, back);
    }

    @Test
    public void refusesVouchersThatAreNotSignedForIt() {
        byte[] unsigned =
                PaychParams.Update.CODEC.encode(new PaychParams.Update(voucher().sign(null), new byte[0]));
        world.fails(ExitCode.USR_ILLEGAL_ARGUMENT, TO, channel.id(), PaychActor.UPDATE_CHANNEL_STATE, unsigned);
        byte[] own =
                PaychParams.Update.CODEC.encode(new PaychParams.Update(voucher().sign(world.key(TO)), new byte[0]));
        world.fails(ExitCode.USR_ILLEGAL_ARGUMENT, TO, channel.id(), PaychActor.UPDATE_CHANNEL_STATE, own);
        Address other =
                world.exec(FROM, ActorCode.PAYMENT_CHANNEL, parties(0, 1), TEN).id();
        refuses(ExitCode.USR_ILLEGAL_ARGUMENT, new Draft(other));
        refuses(ExitCode.USR_ILLEGAL_ARGUMENT, new Draft(Address.actor(new byte[1])));
        world.fails(ExitCode.USR_SERIALIZATION, TO, channel.id(), PaychActor.UPDATE_CHANNEL_STATE, new byte[] {1});
    }

    @Test
    public void keepsToTheTimeLocks() {
        Draft locked = voucher();
        locked.min = 10;
        locked.max = 20;
        world.at(9);
        refuses(ExitCode.USR_ILLEGAL_ARGUMENT, locked);
        world.at(21);
        refuses(ExitCode.USR_ILLEGAL_ARGUMENT, locked);
        world.at(20);
        redeems(locked);
        toSend("1");
        locked.nonce = 2;
        world.at(10);
        redeems(locked);
    }

    @Test
    public void asksForTheSecret() {
        byte[] secret = {1, 2, 3};
        Draft hidden = voucher();
        hidden.hash = Multihash.blake2b256(secret).digest();
        refuses(ExitCode.USR_ILLEGAL_ARGUMENT, hidden);
        world.fails(
                ExitCode.USR_ILLEGAL_ARGUMENT,
                TO,
                channel.id(),
                PaychActor.UPDATE_CHANNEL_STATE,
                update(hidden, new byte[] {1, 2}));
        world.fails(
                ExitCode.USR_ILLEGAL_ARGUMENT,
                TO,
                channel.id(),
                PaychActor.UPDATE_CHANNEL_STATE,
                update(voucher(), new byte[257]));
        world.ok(TO, channel.id(), PaychActor.UPDATE_CHANNEL_STATE, update(hidden, secret));
        toSend("1");
    }

    @Test
    public void makesTheCallAVoucherAsksFor() {
        Address doll = world.puppet(ActorCode.STORAGE_MINER, TokenAmount.ZERO);
        Draft asking = voucher();
        asking.extra = new ExtraCall(doll, 7, new byte[] {4, 5});
        redeems(asking);
        assertThat(puppet.calls).hasSize(1);
        assertThat(puppet.calls.get(0).params()).containsExactly(4, 5);
        asking.extra = new ExtraCall(doll, 8, new byte[0]);
        asking.nonce = 2;
        refuses(ExitCode.USR_UNHANDLED_MESSAGE, asking);
    }

    @Test
    public void refusesNoncesAndLanesThatAreNotNew() {
        redeems(voucher().lane(3, 5, "2"));
        refuses(ExitCode.USR_ILLEGAL_ARGUMENT, voucher().lane(3, 5, "3"));
        refuses(ExitCode.USR_ILLEGAL_ARGUMENT, voucher().lane(3, 4, "3"));
        refuses(ExitCode.USR_ILLEGAL_ARGUMENT, voucher().lane(-1, 1, "3"));
        redeems(voucher().lane(Long.MAX_VALUE, 0, "1"));
        redeems(voucher().lane(3, -1, "1"));
        refuses(ExitCode.USR_ILLEGAL_ARGUMENT, voucher().lane(3, Long.MAX_VALUE, "3"));
    }

    @Test
    public void takesOtherLanesIn() {
        redeems(voucher().lane(1, 1, "2"));
        redeems(voucher().lane(2, 1, "3"));
        Draft merging = voucher().lane(1, 2, "6");
        merging.merges = List.of(new Merge(2, 2));
        redeems(merging);
        toSend("6");
        assertThat(state().lanes().get(2)).contains(new PaychState.Lane(TokenAmount.fil("3"), 2));
        merging.nonce = 3;
        refuses(ExitCode.USR_ILLEGAL_ARGUMENT, merging);
        merging.merges = List.of(new Merge(1, 9));
        refuses(ExitCode.USR_ILLEGAL_ARGUMENT, merging);
        merging.merges = List.of(new Merge(7, 9));
        refuses(ExitCode.USR_ILLEGAL_ARGUMENT, merging);
        merging.merges = List.of(new Merge(2, 3), new Merge(2, 3));
        refuses(ExitCode.USR_ILLEGAL_ARGUMENT, merging);
    }

    @Test
    public void promisesNoMoreThanItHasAndNoLessThanNothing() {
        refuses(ExitCode.USR_ILLEGAL_ARGUMENT, voucher().lane(0, 1, "10.000000000000000001"));
        redeems(voucher().lane(0, 1, "10"));
        refuses(ExitCode.USR_ILLEGAL_ARGUMENT, voucher().lane(1, 1, "0.000000000000000001"));
        refuses(ExitCode.USR_ILLEGAL_ARGUMENT, voucher().lane(0, 2, "-1"));
        world.ok(2, channel.id(), 0, Codec.NOTHING, TokenAmount.fil("1"));
        redeems(voucher().lane(1, 1, "1"));
        toSend("11");
    }

    @Test
    public void settlesOnceAndNotBeforeItsTime() {
        world.fails(ExitCode.USR_FORBIDDEN, 2, channel.id(), PaychActor.SETTLE, Codec.NOTHING);
        world.fails(ExitCode.USR_FORBIDDEN, TO, channel.id(), PaychActor.COLLECT, Codec.NOTHING);
        world.at(100).ok(TO, channel.id(), PaychActor.SETTLE, Codec.NOTHING);
        assertThat(state().settlingAt()).isEqualTo(Epoch.of(160));
        world.fails(ExitCode.USR_FORBIDDEN, FROM, channel.id(), PaychActor.SETTLE, Codec.NOTHING);
        world.at(159);
        redeems(voucher());
        world.fails(ExitCode.USR_FORBIDDEN, TO, channel.id(), PaychActor.COLLECT, Codec.NOTHING);
        world.at(160);
        refuses(ExitCode.PAYCH_AFTER_SETTLE, voucher().lane(0, 2, "2"));
    }

    @Test
    public void aVoucherPutsSettlingOff() {
        Draft late = voucher();
        late.minSettle = 500;
        redeems(late);
        assertThat(state().minSettleHeight()).isEqualTo(Epoch.of(500));
        world.at(100).ok(TO, channel.id(), PaychActor.SETTLE, Codec.NOTHING);
        assertThat(state().settlingAt()).isEqualTo(Epoch.of(500));
        late.minSettle = 600;
        late.nonce = 2;
        redeems(late);
        assertThat(state().settlingAt()).isEqualTo(Epoch.of(600));
        late.minSettle = 550;
        late.nonce = 3;
        redeems(late);
        assertThat(state().settlingAt()).isEqualTo(Epoch.of(600));
        assertThat(state().minSettleHeight()).isEqualTo(Epoch.of(600));
    }

    @Test
    public void collectingPaysBothAndEndsTheChannel() {
        redeems(voucher().lane(0, 1, "4"));
        world.ok(TO, channel.id(), PaychActor.SETTLE, Codec.NOTHING);
        world.at(61);
        world.fails(ExitCode.USR_FORBIDDEN, 2, channel.id(), PaychActor.COLLECT, Codec.NOTHING);
        TokenAmount from = world.balance(World.account(FROM));
        TokenAmount to = world.balance(World.account(TO));
        var applied = world.send(FROM, channel.robust(), PaychActor.COLLECT, Codec.NOTHING, TokenAmount.ZERO);
        assertThat(applied.ok()).isTrue();
        assertThat(world.balance(World.account(TO))).isEqualTo(to.plus(TokenAmount.fil("4")));
        TokenAmount fee =
                TokenAmount.atto(100).times(World.GAS).minus(applied.gas().refund());
        assertThat(world.balance(World.account(FROM)))
                .isEqualTo(from.plus(TokenAmount.fil("6")).minus(fee));
        assertThat(world.tree().actor(channel.id())).isEmpty();
        world.fails(ExitCode.SYS_INVALID_RECEIVER, TO, channel.robust(), PaychActor.COLLECT, Codec.NOTHING);
    }

    /** Golden: the signing bytes and the secp256k1 signature of key 0 over a plain voucher of channel f01001. */
    @Test
    public void vouchersOfOtherMakesRead() {
        byte[] signed = HexFormat.of()
                .parseHex("8b4300e907000040f6000144000186a00080584201ed9bfe2edfd2e71243f13468f4c2ab0a0d494a7df10f9e8d"
                        + "b4c1b0bba6dfb94e59669615b76ee570a1f3cc9df7bf4e7eea47f7f7122e53338a18c0031afedd4701");
        SignedVoucher voucher = VoucherCodec.decode(signed);
        assertThat(voucher.amount()).isEqualTo(TokenAmount.atto(100_000));
        assertThat(voucher.signedBy(Address.parse("f1l3jnh3ot2x33dvctm34nqjt42w2ypiouam2qxrq")))
                .isTrue();
        PaychParams.Update update = PaychParams.Update.CODEC.decode(
                PaychParams.Update.CODEC.encode(new PaychParams.Update(voucher, new byte[0])));
        assertThat(VoucherCodec.encode(update.voucher())).isEqualTo(signed);
    }

    @Test
    public void theAuditSeesAPromiseThatIsNotCovered() {
        PaychState state = state();
        world.tree().put(channel.id(), state.with(TokenAmount.fil("11"), state.lanes()));
        assertThat(world.audited().violations())
                .extracting(Object::toString)
                .containsExactly(channel.id() + ": to send 11 FIL of a balance of 10 FIL");
        world.tree()
                .put(
                        channel.id(),
                        state.with(
                                TokenAmount.ZERO, state.lanes().with(3, new PaychState.Lane(TokenAmount.atto(-1), 1))));
        assertThat(world.audited().violations()).hasSize(1);
    }
}
