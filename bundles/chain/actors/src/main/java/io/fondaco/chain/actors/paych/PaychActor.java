package io.fondaco.chain.actors.paych;

import io.fondaco.chain.actors.Abort;
import io.fondaco.chain.actors.Actor;
import io.fondaco.chain.actors.ActorCode;
import io.fondaco.chain.actors.Codec;
import io.fondaco.chain.actors.ExitCode;
import io.fondaco.chain.actors.Runtime;
import io.fondaco.chain.actors.State;
import io.fondaco.chain.actors.StateArray;
import io.fondaco.chain.actors.paych.PaychState.Lane;
import io.fondaco.chain.paych.Merge;
import io.fondaco.chain.paych.SignedVoucher;
import io.fondaco.codec.cbor.CborReader;
import io.fondaco.codec.ipld.BlockStore;
import io.fondaco.crypto.Signature;
import io.fondaco.model.Address;
import io.fondaco.model.Epoch;
import io.fondaco.model.Multihash;
import io.fondaco.model.TokenAmount;
import java.util.Arrays;
import java.util.Map;

/**
 * A channel through which one account pays another with vouchers, of which only the last of each lane need reach the chain.
 * Source: specs-actors v8, paych.
 */
public final class PaychActor implements Actor {
    /** {@link PaychParams.Update}; of either party, with a voucher of the other. */
    public static final long UPDATE_CHANNEL_STATE = 2;
    /** Of either party, once. */
    public static final long SETTLE = 3;
    /** Of either party, when the channel has settled. */
    public static final long COLLECT = 4;

    /** Longest secret, in bytes. */
    public static final int MAX_SECRET = 256;

    private final Map<Long, Method> methods = Map.of(
            CONSTRUCTOR, new Method("Constructor", this::construct),
            UPDATE_CHANNEL_STATE, new Method("UpdateChannelState", this::update),
            SETTLE, new Method("Settle", this::settle),
            COLLECT, new Method("Collect", this::collect));

    @Override
    public ActorCode code() {
        return ActorCode.PAYMENT_CHANNEL;
    }

    @Override
    public Map<Long, Method> methods() {
        return methods;
    }

    @Override
    public State read(CborReader in, BlockStore store) {
        return PaychState.read(in, store);
    }

    private byte[] construct(Runtime runtime, byte[] params) {
        runtime.allow(ActorCode.INIT);
        PaychParams.Channel channel = PaychParams.Channel.CODEC.params(params);
        Address from = account(runtime, channel.from());
        Address to = account(runtime, channel.to());
        runtime.put(PaychState.first(runtime.store(), from, to));
        return Codec.NOTHING;
    }

    private static Address account(Runtime runtime, Address party) {
        Address id = runtime.resolveOrCreate(party)
                .orElseThrow(
                        () -> new Abort(ExitCode.USR_ILLEGAL_STATE, "there is no actor " + party + " to be a party"));
        ActorCode kind = runtime.codeOf(id).orElse(null);
        Abort.unless(
                kind == ActorCode.ACCOUNT,
                ExitCode.USR_FORBIDDEN,
                "party " + party + " is of kind " + kind + ": only accounts have channels");
        return id;
    }

    private byte[] update(Runtime runtime, byte[] params) {
        PaychState state = runtime.state(PaychState.class);
        runtime.allow(state.from(), state.to());
        PaychParams.Update update = PaychParams.Update.CODEC.params(params);
        SignedVoucher voucher = update.voucher();
        Abort.unless(
                !state.settling() || runtime.epoch().isBefore(state.settlingAt()),
                ExitCode.PAYCH_AFTER_SETTLE,
                "the channel has settled at " + state.settlingAt());
        check(runtime, state, voucher, update.secret());
        voucher.extra().ifPresent(call -> runtime.send(call.actor(), call.method(), call.params(), TokenAmount.ZERO)
                .require("the call a voucher asks for"));
        // Read again: the call may have come back here.
        runtime.put(redeem(runtime, runtime.state(PaychState.class), voucher));
        return Codec.NOTHING;
    }

    private static void check(Runtime runtime, PaychState state, SignedVoucher voucher, byte[] secret) {
        Signature signature = voucher.signature()
                .orElseThrow(() -> new Abort(ExitCode.USR_ILLEGAL_ARGUMENT, "a voucher without a signature"));
        Address signer = runtime.caller().equals(state.from()) ? state.to() : state.from();
        Abort.unlessArgument(secret.length <= MAX_SECRET, "a secret of " + secret.length + " bytes");
        Abort.unlessArgument(
                runtime.verifySignature(signature.toBytes(), signer, voucher.signingBytes()),
                "a voucher that " + signer + " did not sign");
        Abort.unlessArgument(
                runtime.resolve(voucher.channel())
                        .filter(runtime.receiver()::equals)
                        .isPresent(),
                "a voucher of channel " + voucher.channel() + ", not of " + runtime.receiver());
        Epoch now = runtime.epoch();
        Abort.unlessArgument(
                !now.isBefore(voucher.timeLockMin()), "a voucher that counts from epoch " + voucher.timeLockMin());
        Abort.unlessArgument(
                voucher.timeLockMax().number() == 0 || !now.isAfter(voucher.timeLockMax()),
                "a voucher that counted until epoch " + voucher.timeLockMax());
        Abort.unlessArgument(!voucher.amount().isNegative(), "a voucher of " + voucher.amount());
        Abort.unlessArgument(
                voucher.secretHash().length == 0
                        || Arrays.equals(
                                voucher.secretHash(),
                                Multihash.blake2b256(secret).digest()),
                "a secret that is not the voucher's");
    }

    private static PaychState redeem(Runtime runtime, PaychState state, SignedVoucher voucher) {
        StateArray<Lane> lanes = state.lanes();
        Lane lane = lane(lanes, voucher.lane());
        Abort.unlessArgument(
                lane == null || Long.compareUnsigned(lane.nonce(), voucher.nonce()) < 0,
                "a voucher whose nonce " + voucher.nonce() + " is not above that of lane " + voucher.lane());
        TokenAmount redeemed = lane == null ? TokenAmount.ZERO : lane.redeemed();
        runtime.charge(runtime.prices().entries(1 + voucher.merges().size()));
        for (Merge merge : voucher.merges()) {
            Abort.unlessArgument(merge.lane() != voucher.lane(), "a voucher that merges its own lane " + merge.lane());
            Lane other = lane(lanes, merge.lane());
            Abort.unlessArgument(other != null, "a voucher that merges lane " + merge.lane() + ", which is not there");
            Abort.unlessArgument(
                    Long.compareUnsigned(other.nonce(), merge.nonce()) < 0,
                    "a voucher that merges with nonce " + merge.nonce() + ", not above that of lane " + merge.lane());
            redeemed = redeemed.plus(other.redeemed());
            lanes = lanes.with(merge.lane(), new Lane(other.redeemed(), merge.nonce()));
        }
        TokenAmount toSend = state.toSend().plus(voucher.amount().minus(redeemed));
        Abort.unlessArgument(!toSend.isNegative(), "a voucher that would leave " + toSend + " to send");
        Abort.unlessArgument(
                toSend.compareTo(runtime.balance()) <= 0,
                "a voucher that would make it " + toSend + " to send, of " + runtime.balance());
        lanes = lanes.with(voucher.lane(), new Lane(voucher.amount(), voucher.nonce()));
        return state.with(toSend, lanes).notBefore(voucher.minSettleHeight());
    }

    private static Lane lane(StateArray<Lane> lanes, long number) {
        Abort.unlessArgument(number >= 0, "lane " + Long.toUnsignedString(number) + ": the last one is 2^63-1");
        return lanes.get(number).orElse(null);
    }

    private byte[] settle(Runtime runtime, byte[] params) {
        Codec.noParams(params);
        PaychState state = runtime.state(PaychState.class);
        runtime.allow(state.from(), state.to());
        Abort.unless(
                !state.settling(), ExitCode.USR_FORBIDDEN, "the channel settles at " + state.settlingAt() + " already");
        Epoch after = runtime.epoch().plus(runtime.policy().channels().settleDelay());
        runtime.put(state.with(after.isBefore(state.minSettleHeight()) ? state.minSettleHeight() : after));
        return Codec.NOTHING;
    }

    private byte[] collect(Runtime runtime, byte[] params) {
        Codec.noParams(params);
        PaychState state = runtime.state(PaychState.class);
        runtime.allow(state.from(), state.to());
        Abort.unless(
                state.settling() && !runtime.epoch().isBefore(state.settlingAt()),
                ExitCode.USR_FORBIDDEN,
                state.settling()
                        ? "the channel settles at " + state.settlingAt()
                        : "nobody asked the channel to settle");
        runtime.send(state.to(), 0, Codec.NOTHING, state.toSend()).require("what " + state.to() + " was paid");
        runtime.deleteActor(state.from());
        return Codec.NOTHING;
    }
}
