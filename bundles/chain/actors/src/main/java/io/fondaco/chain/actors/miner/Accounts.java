package io.fondaco.chain.actors.miner;

import io.fondaco.chain.actors.Abort;
import io.fondaco.chain.actors.ActorCode;
import io.fondaco.chain.actors.Codec;
import io.fondaco.chain.actors.ExitCode;
import io.fondaco.chain.actors.Runtime;
import io.fondaco.chain.actors.Singletons;
import io.fondaco.chain.actors.account.AccountActor;
import io.fondaco.chain.actors.market.MarketParams;
import io.fondaco.chain.actors.power.PowerParams;
import io.fondaco.model.Address;
import io.fondaco.model.Epoch;
import io.fondaco.model.Multihash;
import io.fondaco.model.TokenAmount;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/** Who acts for a miner, and the money that is not of sectors. */
final class Accounts {
    private static final int MAX_CONTROL = 10;
    private static final int MAX_MULTIADDRS = 1024;

    private Accounts() {}

    static byte[] construct(Runtime runtime, byte[] params) {
        runtime.allow(Singletons.INIT);
        PowerParams.ConstructMiner p = PowerParams.ConstructMiner.CODEC.params(params);
        ProofType type = ProofType.ofWindowPost(p.windowPostType());
        Abort.unlessArgument(
                type != null && type.allowed(runtime.policy().sealing()),
                "window PoSt type " + p.windowPostType() + " is not taken on "
                        + runtime.policy().name());
        checkPeer(p.peer());
        checkMultiaddrs(p.multiaddrs());
        MinerInfo info = new MinerInfo(
                controller(runtime, p.owner()),
                worker(runtime, p.worker()),
                controllers(runtime, p.control()),
                null,
                p.peer(),
                p.multiaddrs(),
                type,
                Epoch.of(-1),
                null);
        Epoch any = Epoch.of(offset(
                runtime.receiver(), runtime.epoch(), runtime.policy().proving().period()));
        runtime.put(MinerState.first(
                runtime.store(),
                info,
                DeadlineInfo.at(runtime.epoch(), any, runtime.policy().proving())));
        return Codec.NOTHING;
    }

    private static void checkPeer(byte[] peer) {
        Abort.unlessArgument(peer.length <= MinerInfo.MAX_PEER, "a peer id of " + peer.length + " bytes");
    }

    private static void checkMultiaddrs(List<byte[]> multiaddrs) {
        int bytes = multiaddrs.stream().mapToInt(a -> a.length).sum();
        Abort.unlessArgument(
                bytes <= MAX_MULTIADDRS && multiaddrs.stream().noneMatch(a -> a.length == 0),
                "multiaddrs of " + bytes + " bytes, or an empty one");
    }

    static byte[] changePeer(Runtime runtime, byte[] params) {
        MinerState state = runtime.state(MinerState.class);
        runtime.allow(state.info().get().controllers());
        byte[] peer = MinerParams.PEER.params(params);
        checkPeer(peer);
        runtime.put(state.with(state.info().get().reachedAs(peer)));
        return Codec.NOTHING;
    }

    static byte[] changeMultiaddrs(Runtime runtime, byte[] params) {
        MinerState state = runtime.state(MinerState.class);
        runtime.allow(state.info().get().controllers());
        List<byte[]> multiaddrs = MinerParams.MULTIADDRS.params(params);
        checkMultiaddrs(multiaddrs);
        runtime.put(state.with(state.info().get().reachedAt(multiaddrs)));
        return Codec.NOTHING;
    }

    /** The owner names the next one, who then says the same: an address nobody has the key of cannot get a miner. */
    static byte[] changeOwner(Runtime runtime, byte[] params) {
        Address next = Codec.ADDRESS.params(params);
        Abort.unlessArgument(next.protocol() == Address.Protocol.ID, "owner " + next + ": it takes an ID address");
        MinerState state = runtime.state(MinerState.class);
        MinerInfo info = state.info().get();
        Address pending = info.pendingOwner();
        if (pending == null || runtime.caller().equals(info.owner())) {
            runtime.allow(info.owner());
            runtime.put(state.with(info.ownedBy(info.owner(), next.equals(info.owner()) ? null : next)));
        } else {
            runtime.allow(pending);
            Abort.unlessArgument(next.equals(pending), "owner " + next + " is confirmed, named was " + pending);
            runtime.put(state.with(info.ownedBy(pending, null)));
        }
        return Codec.NOTHING;
    }

    /** Where in a period a miner's proving periods begin, so that not all begin at once. */
    static long offset(Address miner, Epoch now, long period) {
        byte[] address = Codec.ADDRESS.encode(miner);
        byte[] seed = ByteBuffer.allocate(address.length + Long.BYTES)
                .put(address)
                .putLong(now.number())
                .array();
        return Long.remainderUnsigned(
                ByteBuffer.wrap(Multihash.blake2b256(seed).digest()).getLong(), period);
    }

    /** The ID address of an account or multisig. @throws Abort (16) */
    private static Address controller(Runtime runtime, Address address) {
        Address id = runtime.resolve(address)
                .orElseThrow(() -> new Abort(ExitCode.USR_ILLEGAL_ARGUMENT, "there is no " + address));
        Abort.unlessArgument(
                runtime.codeOf(id).filter(ActorCode::signs).isPresent(), address + " is no account or multisig");
        return id;
    }

    private static List<Address> controllers(Runtime runtime, List<Address> addresses) {
        Abort.unlessArgument(
                addresses.size() <= MAX_CONTROL,
                addresses.size() + " control addresses: " + MAX_CONTROL + " are allowed");
        List<Address> ids = new ArrayList<>(addresses.size());
        addresses.forEach(a -> ids.add(controller(runtime, a)));
        return List.copyOf(ids);
    }

    /** The ID address of an account with a BLS key, as workers draw their tickets with it. @throws Abort (16) */
    private static Address worker(Runtime runtime, Address address) {
        Address id = runtime.resolve(address)
                .orElseThrow(() -> new Abort(ExitCode.USR_ILLEGAL_ARGUMENT, "there is no worker " + address));
        Abort.unlessArgument(
                runtime.codeOf(id).filter(ActorCode.ACCOUNT::equals).isPresent(),
                "worker " + address + " is no account");
        Address key =
                Codec.ADDRESS.decode(runtime.send(id, AccountActor.PUBKEY_ADDRESS, Codec.NOTHING, TokenAmount.ZERO)
                        .require("asking for the key of worker " + address));
        Abort.unlessArgument(
                key.protocol() == Address.Protocol.BLS,
                "worker " + address + " has the key " + key + ", which is not BLS");
        return id;
    }

    static byte[] controlAddresses(Runtime runtime, byte[] params) {
        Codec.noParams(params);
        MinerInfo info = runtime.state(MinerState.class).info().get();
        return MarketParams.Control.CODEC.encode(new MarketParams.Control(info.owner(), info.worker(), info.control()));
    }

    static byte[] changeWorker(Runtime runtime, byte[] params) {
        runtime.allow(runtime.state(MinerState.class).info().get().owner());
        MinerParams.ChangeWorker change = MinerParams.ChangeWorker.CODEC.params(params);
        List<Address> control = controllers(runtime, change.control());
        Address worker = worker(runtime, change.worker());
        MinerState state = runtime.state(MinerState.class);
        MinerInfo info = state.info().get();
        MinerInfo.PendingWorker pending = info.pendingWorker() != null || worker.equals(info.worker())
                ? info.pendingWorker()
                : new MinerInfo.PendingWorker(
                        worker, runtime.epoch().plus(runtime.policy().rounds().finality()));
        runtime.put(state.with(info.controlledBy(control, pending)));
        return Codec.NOTHING;
    }

    static byte[] confirmWorker(Runtime runtime, byte[] params) {
        Codec.noParams(params);
        MinerState state = runtime.state(MinerState.class);
        runtime.allow(state.info().get().owner());
        runtime.put(state.with(state.info().get().promoted(runtime.epoch())));
        return Codec.NOTHING;
    }

    static byte[] withdraw(Runtime runtime, byte[] params) {
        MinerState state = runtime.state(MinerState.class);
        Address owner = state.info().get().owner();
        runtime.allow(owner);
        TokenAmount wanted = MinerParams.WITHDRAW.params(params);
        Abort.unlessArgument(!wanted.isNegative(), "a withdrawal of " + wanted);
        Abort.unless(
                state.earlyTerminations().isEmpty(),
                ExitCode.USR_FORBIDDEN,
                "sectors that ended early are not settled yet: their fees come first");
        Effects effects = new Effects();
        Funds.Unlocked vested = state.funds().vest(runtime.epoch());
        effects.pledge(vested.amount().negate());
        Funds.Paid debt = vested.funds().payAll(runtime.balance());
        effects.paid(debt);
        TokenAmount paid =
                debt.funds().unlocked(runtime.balance().minus(debt.total())).min(wanted);
        runtime.put(state.with(debt.funds()));
        if (!paid.isZero()) {
            runtime.send(owner, 0, Codec.NOTHING, paid).require("paying the owner");
        }
        effects.settle(runtime);
        return Codec.TOKEN.encode(paid);
    }

    static byte[] repayDebt(Runtime runtime, byte[] params) {
        Codec.noParams(params);
        MinerState state = runtime.state(MinerState.class);
        runtime.allow(state.info().get().controllers());
        Funds.Paid paid = state.funds().payWhatItCan(runtime.epoch(), runtime.balance());
        Effects effects = new Effects();
        effects.paid(paid);
        runtime.put(state.with(paid.funds()));
        effects.settle(runtime);
        return Codec.NOTHING;
    }

    static byte[] applyRewards(Runtime runtime, byte[] params) {
        runtime.allow(Singletons.REWARD);
        MinerParams.Reward reward = MinerParams.Reward.CODEC.params(params);
        Abort.unlessArgument(!reward.reward().isNegative(), "a reward of " + reward.reward());
        Abort.unlessArgument(!reward.penalty().isNegative(), "a penalty of " + reward.penalty());
        MinerState state = runtime.state(MinerState.class);
        TokenAmount locked = Economics.locked(reward.reward());
        TokenAmount free = state.funds().unlocked(runtime.balance());
        Abort.unless(
                free.compareTo(locked) >= 0,
                ExitCode.USR_INSUFFICIENT_FUNDS,
                free + " are free to lock " + locked + " of a reward");
        Effects effects = new Effects();
        Funds.Unlocked vested = state.funds().vest(runtime.epoch());
        Funds.Paid paid = vested.funds()
                .lock(
                        locked,
                        runtime.epoch(),
                        state.periodStart(),
                        runtime.policy().rewards())
                .owing(reward.penalty())
                .payWhatItCan(runtime.epoch(), runtime.balance());
        effects.pledge(locked.minus(vested.amount()));
        effects.paid(paid);
        MinerState changed = state.with(paid.funds());
        runtime.put(changed);
        effects.settle(runtime);
        return Codec.NOTHING;
    }
}
