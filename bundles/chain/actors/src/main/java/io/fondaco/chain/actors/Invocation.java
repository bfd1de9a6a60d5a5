package io.fondaco.chain.actors;

import io.fondaco.chain.actors.account.AccountState;
import io.fondaco.chain.consensus.RandomnessTag;
import io.fondaco.codec.ipld.BlockStore;
import io.fondaco.crypto.CryptoException;
import io.fondaco.crypto.Signature;
import io.fondaco.model.Address;
import io.fondaco.model.Epoch;
import io.fondaco.model.TokenAmount;
import java.util.Arrays;
import java.util.Optional;
import java.util.function.Supplier;

/** One method of one actor while it runs. */
final class Invocation implements Runtime {
    private final MessageRun run;
    private final Machine machine;
    private final StateTree tree;
    private final Address caller;
    private final Address receiver;
    private final TokenAmount value;
    /** The state as this method last read or wrote it. */
    private State seen;

    Invocation(MessageRun run, long caller, long receiver, TokenAmount value) {
        this.run = run;
        this.machine = run.machine();
        this.tree = run.tree();
        this.caller = Address.id(caller);
        this.receiver = Address.id(receiver);
        this.value = value;
    }

    @Override
    public Policy policy() {
        return machine.policy();
    }

    @Override
    public Epoch epoch() {
        return machine.epoch();
    }

    @Override
    public TokenAmount baseFee() {
        return machine.baseFee();
    }

    @Override
    public TokenAmount circulatingSupply() {
        return machine.circulatingSupply();
    }

    @Override
    public Address caller() {
        return caller;
    }

    @Override
    public Address receiver() {
        return receiver;
    }

    @Override
    public Address origin() {
        return run.origin();
    }

    @Override
    public TokenAmount valueReceived() {
        return value;
    }

    @Override
    public TokenAmount balance() {
        return self().balance();
    }

    private ActorEntry self() {
        return tree.actor(receiver)
                .orElseThrow(() -> new Abort(ExitCode.USR_ASSERTION_FAILED, receiver + " was deleted while it ran"));
    }

    @Override
    public TokenAmount balanceOf(Address address) {
        run.charge(prices().get());
        return tree.actor(address).map(ActorEntry::balance).orElse(TokenAmount.ZERO);
    }

    @Override
    public Optional<Address> resolve(Address address) {
        return tree.resolve(address);
    }

    @Override
    public Optional<Address> resolveOrCreate(Address address) {
        Optional<Address> id = resolve(address);
        if (id.isEmpty() && send(address, 0, Codec.NOTHING, TokenAmount.ZERO).ok()) {
            id = resolve(address);
        }
        return id;
    }

    @Override
    public Optional<ActorCode> codeOf(Address address) {
        return tree.actor(address).flatMap(ActorEntry::kind);
    }

    @Override
    public void allow(Address... callers) {
        Abort.unless(
                Arrays.asList(callers).contains(caller),
                ExitCode.USR_FORBIDDEN,
                caller + " may not call this: only " + Arrays.toString(callers));
    }

    @Override
    public void allow(ActorCode... kinds) {
        ActorCode kind = codeOf(caller).orElse(null);
        Abort.unless(
                Arrays.asList(kinds).contains(kind),
                ExitCode.USR_FORBIDDEN,
                caller + " is of kind " + kind + " and may not call this: only " + Arrays.toString(kinds));
    }

    @Override
    public BlockStore store() {
        return tree.store();
    }

    @Override
    public <S extends State> S state(Class<S> type) {
        run.charge(prices().get());
        self();
        S state = tree.state(receiver, type)
                .orElseThrow(() -> new Abort(ExitCode.USR_ILLEGAL_STATE, receiver + " was not constructed yet"));
        seen = state;
        return state;
    }

    @Override
    public void put(State state) {
        run.charge(prices().put());
        State now = tree.stateOf(self());
        Abort.unless(
                now == seen,
                ExitCode.USR_ASSERTION_FAILED,
                "the state of " + receiver + " was changed by a call within: it must be read again before it is put");
        tree.put(receiver, state);
        seen = state;
    }

    @Override
    public Reply send(Address to, long method, byte[] params, TokenAmount amount) {
        return run.call(receiver.idNumber(), to, method, params, amount);
    }

    @Override
    public Address newActorAddress() {
        return run.newActorAddress();
    }

    @Override
    public void createActor(ActorCode kind, Address id) {
        allowedOnlyTo(Singletons.INIT, "make actors");
        run.charge(prices().createActor());
        tree.create(id, kind, TokenAmount.ZERO);
    }

    private void allowedOnlyTo(Address actor, String what) {
        Abort.unless(receiver.equals(actor), ExitCode.USR_FORBIDDEN, receiver + " may not " + what + ": only " + actor);
    }

    @Override
    public void deleteActor(Address beneficiary) {
        TokenAmount left = balance();
        if (!left.isZero()) {
            Abort.unlessArgument(
                    !tree.resolve(beneficiary).equals(Optional.of(receiver)),
                    receiver + " cannot leave its balance to itself");
            send(beneficiary, 0, Codec.NOTHING, left).require("what is left to " + beneficiary);
        }
        tree.delete(receiver.idNumber());
    }

    @Override
    public void burn(TokenAmount amount) {
        if (!amount.isZero()) {
            send(Singletons.BURNT_FUNDS, 0, Codec.NOTHING, amount).require("burning " + amount);
        }
    }

    @Override
    public byte[] randomness(RandomnessTag use, Epoch at, byte[] entropy) {
        Abort.unlessArgument(!at.isAfter(epoch()), "randomness of epoch " + at + ", which is in the future");
        return ask(() -> machine.syscalls().randomness(use, at, entropy));
    }

    @Override
    public boolean verifySignature(byte[] signature, Address signer, byte[] message) {
        run.charge(prices().verify(signature));
        Address key =
                switch (signer.protocol()) {
                    case SECP256K1, BLS -> signer;
                    default ->
                        tree.resolve(signer)
                                .filter(id -> tree.actor(id)
                                        .filter(e -> e.is(ActorCode.ACCOUNT))
                                        .isPresent())
                                .flatMap(id -> tree.state(id, AccountState.class))
                                .map(AccountState::address)
                                .orElse(null);
                };
        return key != null
                && (key.protocol() == Address.Protocol.SECP256K1 || key.protocol() == Address.Protocol.BLS)
                && wellFormed(signature)
                        .map(s -> ask(() -> machine.syscalls().verifySignature(s, key, message)))
                        .orElse(false);
    }

    private static Optional<Signature> wellFormed(byte[] signature) {
        try {
            return Optional.of(Signature.fromBytes(signature));
        } catch (CryptoException e) {
            if (e.reason() != CryptoException.Reason.MALFORMED) {
                throw e;
            }
            return Optional.empty();
        }
    }

    /** An answer this node cannot give must not become an exit code: other nodes can give it. */
    private <T> T ask(Supplier<T> question) {
        try {
            return question.get();
        } catch (StateException e) {
            throw e;
        } catch (RuntimeException e) {
            throw new StateException("this node cannot tell what actor " + receiver + " asks: " + e.getMessage(), e);
        }
    }

    @Override
    public boolean verifySeal(Syscalls.Seal seal) {
        run.charge(prices().verifySeal());
        return ask(() -> machine.syscalls().verifySeal(seal));
    }

    @Override
    public boolean verifyWindowPost(Syscalls.WindowPost post) {
        run.charge(prices().windowPost()
                + prices().windowPostSector() * post.sectors().size());
        return ask(() -> machine.syscalls().verifyWindowPost(post));
    }

    @Override
    public Optional<Syscalls.ConsensusFault> consensusFault(byte[] first, byte[] second, byte[] witness) {
        run.charge(prices().consensusFault());
        return ask(() -> machine.syscalls().consensusFault(first, second, witness));
    }

    @Override
    public void note(String sentence) {
        run.note(receiver + ": " + sentence);
    }

    @Override
    public GasPrices prices() {
        return machine.prices();
    }

    @Override
    public void charge(long gas) {
        if (gas < 0) {
            throw new IllegalArgumentException("a charge of " + gas + " gas");
        }
        run.charge(gas);
    }
}
