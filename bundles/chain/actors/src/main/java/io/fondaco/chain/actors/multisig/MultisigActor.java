package io.fondaco.chain.actors.multisig;

import io.fondaco.chain.actors.Abort;
import io.fondaco.chain.actors.Actor;
import io.fondaco.chain.actors.ActorCode;
import io.fondaco.chain.actors.Codec;
import io.fondaco.chain.actors.ExitCode;
import io.fondaco.chain.actors.Keys;
import io.fondaco.chain.actors.Reply;
import io.fondaco.chain.actors.Runtime;
import io.fondaco.chain.actors.State;
import io.fondaco.chain.actors.StateMap;
import io.fondaco.chain.actors.multisig.MultisigState.Locked;
import io.fondaco.codec.cbor.CborReader;
import io.fondaco.codec.ipld.BlockStore;
import io.fondaco.model.Address;
import io.fondaco.model.TokenAmount;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** An actor that several people speak for, a number of them together. Source: specs-actors v8, multisig. */
public final class MultisigActor implements Actor {
    /** {@link MultisigParams.Propose}, returns {@link MultisigParams.Proposed}; of a signer, who thereby approves. */
    public static final long PROPOSE = 2;
    /** {@link MultisigParams.Which}, returns {@link MultisigParams.Approved}; of a signer. */
    public static final long APPROVE = 3;
    /** {@link MultisigParams.Which}; of the proposer. */
    public static final long CANCEL = 4;
    /** {@link MultisigParams.Signer}; of the multisig itself, as all that follow. */
    public static final long ADD_SIGNER = 5;

    public static final long REMOVE_SIGNER = 6;
    /** {@link MultisigParams.Swap}. */
    public static final long SWAP_SIGNER = 7;
    /** {@link MultisigParams#THRESHOLD}. */
    public static final long CHANGE_THRESHOLD = 8;
    /** {@link MultisigParams.Lock}. */
    public static final long LOCK_BALANCE = 9;

    public static final int MAX_SIGNERS = 256;

    private final Map<Long, Method> methods = Map.of(
            CONSTRUCTOR, new Method("Constructor", this::construct),
            PROPOSE, new Method("Propose", this::propose),
            APPROVE, new Method("Approve", this::approve),
            CANCEL, new Method("Cancel", this::cancel),
            ADD_SIGNER, new Method("AddSigner", this::addSigner),
            REMOVE_SIGNER, new Method("RemoveSigner", this::removeSigner),
            SWAP_SIGNER, new Method("SwapSigner", this::swapSigner),
            CHANGE_THRESHOLD, new Method("ChangeNumApprovalsThreshold", this::changeThreshold),
            LOCK_BALANCE, new Method("LockBalance", this::lockBalance));

    @Override
    public ActorCode code() {
        return ActorCode.MULTISIG;
    }

    @Override
    public Map<Long, Method> methods() {
        return methods;
    }

    @Override
    public State read(CborReader in, BlockStore store) {
        return MultisigState.read(in, store);
    }

    private byte[] construct(Runtime runtime, byte[] params) {
        runtime.allow(ActorCode.INIT);
        MultisigParams.Create create = MultisigParams.Create.CODEC.params(params);
        Abort.unlessArgument(!create.signers().isEmpty(), "a multisig without signers");
        Abort.unlessArgument(
                create.signers().size() <= MAX_SIGNERS,
                create.signers().size() + " signers: " + MAX_SIGNERS + " at most");
        Set<Address> signers = new LinkedHashSet<>();
        for (Address signer : create.signers()) {
            Abort.unlessArgument(signers.add(known(runtime, signer)), "signer " + signer + " is named twice");
        }
        Abort.unlessArgument(
                create.threshold() >= 1 && create.threshold() <= signers.size(),
                "a threshold of " + Long.toUnsignedString(create.threshold()) + " for " + signers.size() + " signers");
        Abort.unlessArgument(create.unlockDuration() >= 0, "an unlock duration of " + create.unlockDuration());
        Locked lock = create.unlockDuration() == 0
                ? Locked.NOTHING
                : new Locked(runtime.valueReceived(), create.start(), create.unlockDuration());
        runtime.put(MultisigState.first(runtime.store(), List.copyOf(signers), create.threshold(), lock));
        return Codec.NOTHING;
    }

    private static Address known(Runtime runtime, Address signer) {
        return runtime.resolveOrCreate(signer)
                .orElseThrow(() ->
                        new Abort(ExitCode.USR_ILLEGAL_ARGUMENT, "there is no actor " + signer + " to be a signer"));
    }

    private static MultisigState asSigner(Runtime runtime) {
        runtime.allow(ActorCode.ACCOUNT, ActorCode.MULTISIG);
        MultisigState state = runtime.state(MultisigState.class);
        Abort.unless(
                state.signers().contains(runtime.caller()),
                ExitCode.USR_FORBIDDEN,
                runtime.caller() + " is not a signer");
        return state;
    }

    private byte[] propose(Runtime runtime, byte[] params) {
        MultisigParams.Propose proposal = MultisigParams.Propose.CODEC.params(params);
        MultisigState state = asSigner(runtime);
        Abort.unlessArgument(!proposal.value().isNegative(), "a proposal to send " + proposal.value());
        long id = state.nextId();
        Transaction transaction = new Transaction(
                proposal.to(), proposal.value(), proposal.method(), proposal.params(), List.of(runtime.caller()));
        state = state.withNextId(id + 1).with(state.pending().with(Keys.signed(id), transaction));
        runtime.put(state);
        MultisigParams.Approved done = execute(runtime, state, id, transaction);
        return MultisigParams.Proposed.CODEC.encode(
                new MultisigParams.Proposed(id, done.applied(), done.code(), done.returned()));
    }

    private byte[] approve(Runtime runtime, byte[] params) {
        MultisigParams.Which which = MultisigParams.Which.CODEC.params(params);
        MultisigState state = asSigner(runtime);
        Transaction transaction = transaction(state, which, ExitCode.USR_ILLEGAL_ARGUMENT);
        // The threshold may have sunk since: then it goes through whoever asks.
        MultisigParams.Approved done = execute(runtime, state, which.id(), transaction);
        if (!done.applied()) {
            Abort.unless(
                    !transaction.approved().contains(runtime.caller()),
                    ExitCode.USR_FORBIDDEN,
                    runtime.caller() + " approved transaction " + which.id() + " already");
            transaction = transaction.approvedBy(runtime.caller());
            state = state.with(state.pending().with(Keys.signed(which.id()), transaction));
            runtime.put(state);
            done = execute(runtime, state, which.id(), transaction);
        }
        return MultisigParams.Approved.CODEC.encode(done);
    }

    private static Transaction transaction(MultisigState state, MultisigParams.Which which, int mismatch) {
        boolean given = which.id() >= 0 && which.id() < state.nextId();
        Transaction transaction = (given ? state.pending().get(Keys.signed(which.id())) : Optional.<Transaction>empty())
                .orElseThrow(() -> new Abort(ExitCode.USR_NOT_FOUND, "no transaction " + which.id() + " is pending"));
        Abort.unless(
                which.hash().length == 0 || Arrays.equals(which.hash(), transaction.hash()),
                mismatch,
                "transaction " + which.id() + " is not the one whose hash was given");
        return transaction;
    }

    /** Sends a transaction that enough approved; the state is the one last put. */
    private static MultisigParams.Approved execute(
            Runtime runtime, MultisigState state, long id, Transaction transaction) {
        if (Long.compareUnsigned(transaction.approved().size(), state.threshold()) < 0) {
            return new MultisigParams.Approved(false, ExitCode.OK, Codec.NOTHING);
        }
        checkAvailable(runtime, state, transaction.value());
        // Out before the call, so that a call that comes back here cannot send it a second time.
        runtime.put(state.with(state.pending().without(Keys.signed(id))));
        Reply reply = runtime.send(transaction.to(), transaction.method(), transaction.params(), transaction.value());
        return new MultisigParams.Approved(true, reply.exitCode(), reply.returned());
    }

    private static void checkAvailable(Runtime runtime, MultisigState state, TokenAmount value) {
        TokenAmount balance = runtime.balance();
        Abort.unless(
                balance.compareTo(value) >= 0,
                ExitCode.USR_INSUFFICIENT_FUNDS,
                "a balance of " + balance + " to send " + value);
        TokenAmount locked = state.lock().at(runtime.epoch());
        Abort.unless(
                value.isZero() || balance.minus(value).compareTo(locked) >= 0,
                ExitCode.USR_INSUFFICIENT_FUNDS,
                "a balance of " + balance + ", of which " + locked + " are locked, to send " + value);
    }

    private byte[] cancel(Runtime runtime, byte[] params) {
        MultisigParams.Which which = MultisigParams.Which.CODEC.params(params);
        MultisigState state = asSigner(runtime);
        Transaction transaction = transaction(state, which, ExitCode.USR_ILLEGAL_STATE);
        Abort.unless(
                transaction.approved().get(0).equals(runtime.caller()),
                ExitCode.USR_FORBIDDEN,
                runtime.caller() + " did not propose transaction " + which.id());
        runtime.put(state.with(state.pending().without(Keys.signed(which.id()))));
        return Codec.NOTHING;
    }

    private byte[] addSigner(Runtime runtime, byte[] params) {
        runtime.allow(runtime.receiver());
        MultisigParams.Signer add = MultisigParams.Signer.CODEC.params(params);
        Address signer = known(runtime, add.signer());
        MultisigState state = runtime.state(MultisigState.class);
        Abort.unless(
                state.signers().size() < MAX_SIGNERS, ExitCode.USR_FORBIDDEN, "there are " + MAX_SIGNERS + " signers");
        Abort.unless(!state.signers().contains(signer), ExitCode.USR_FORBIDDEN, signer + " is a signer already");
        List<Address> signers = new ArrayList<>(state.signers());
        signers.add(signer);
        runtime.put(state.with(signers, state.threshold() + (add.threshold() ? 1 : 0)));
        return Codec.NOTHING;
    }

    private byte[] removeSigner(Runtime runtime, byte[] params) {
        runtime.allow(runtime.receiver());
        MultisigParams.Signer remove = MultisigParams.Signer.CODEC.params(params);
        MultisigState state = runtime.state(MultisigState.class);
        Address signer = signer(runtime, state, remove.signer());
        Abort.unless(state.signers().size() > 1, ExitCode.USR_FORBIDDEN, "the only signer cannot be removed");
        long threshold = state.threshold();
        if (remove.threshold()) {
            Abort.unlessArgument(threshold >= 2, "a threshold of " + threshold + " cannot sink");
            threshold--;
        }
        Abort.unlessArgument(
                state.signers().size() - 1 >= threshold,
                "a threshold of " + threshold + " for " + (state.signers().size() - 1) + " signers");
        List<Address> signers = new ArrayList<>(state.signers());
        signers.remove(signer);
        runtime.put(withoutApprovals(runtime, state.with(signers, threshold), signer));
        return Codec.NOTHING;
    }

    private static Address signer(Runtime runtime, MultisigState state, Address address) {
        return runtime.resolve(address)
                .filter(state.signers()::contains)
                .orElseThrow(() -> new Abort(ExitCode.USR_FORBIDDEN, address + " is not a signer"));
    }

    /** Takes back what a signer approved; a transaction that nobody approves any more is gone. */
    private static MultisigState withoutApprovals(Runtime runtime, MultisigState state, Address signer) {
        List<Map.Entry<byte[], Transaction>> approved = new ArrayList<>();
        state.pending().forEach((key, transaction) -> {
            if (transaction.approved().contains(signer)) {
                approved.add(Map.entry(key, transaction.without(signer)));
            }
        });
        runtime.charge(runtime.prices().entries(approved.size()));
        StateMap<Transaction> pending = state.pending();
        for (Map.Entry<byte[], Transaction> entry : approved) {
            pending = entry.getValue().approved().isEmpty()
                    ? pending.without(entry.getKey())
                    : pending.with(entry.getKey(), entry.getValue());
        }
        return state.with(pending);
    }

    private byte[] swapSigner(Runtime runtime, byte[] params) {
        runtime.allow(runtime.receiver());
        MultisigParams.Swap swap = MultisigParams.Swap.CODEC.params(params);
        Address to = known(runtime, swap.to());
        MultisigState state = runtime.state(MultisigState.class);
        Address from = signer(runtime, state, swap.from());
        Abort.unlessArgument(!state.signers().contains(to), to + " is a signer already");
        List<Address> signers = new ArrayList<>(state.signers());
        signers.remove(from);
        signers.add(to);
        runtime.put(withoutApprovals(runtime, state.with(signers, state.threshold()), from));
        return Codec.NOTHING;
    }

    private byte[] changeThreshold(Runtime runtime, byte[] params) {
        runtime.allow(runtime.receiver());
        long threshold = MultisigParams.THRESHOLD.params(params);
        MultisigState state = runtime.state(MultisigState.class);
        Abort.unlessArgument(
                threshold >= 1 && threshold <= state.signers().size(),
                "a threshold of " + Long.toUnsignedString(threshold) + " for "
                        + state.signers().size() + " signers");
        runtime.put(state.with(state.signers(), threshold));
        return Codec.NOTHING;
    }

    private byte[] lockBalance(Runtime runtime, byte[] params) {
        runtime.allow(runtime.receiver());
        MultisigParams.Lock lock = MultisigParams.Lock.CODEC.params(params);
        Abort.unlessArgument(lock.unlockDuration() > 0, "an unlock duration of " + lock.unlockDuration());
        Abort.unlessArgument(!lock.amount().isNegative(), "a lock of " + lock.amount());
        MultisigState state = runtime.state(MultisigState.class);
        Abort.unless(
                state.lock().duration() == 0,
                ExitCode.USR_FORBIDDEN,
                "a balance is locked already for " + state.lock().duration() + " epochs");
        runtime.put(state.with(new Locked(lock.amount(), lock.start(), lock.unlockDuration())));
        return Codec.NOTHING;
    }
}
