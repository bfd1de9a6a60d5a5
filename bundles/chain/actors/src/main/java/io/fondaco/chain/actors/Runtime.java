package io.fondaco.chain.actors;

import io.fondaco.chain.consensus.RandomnessTag;
import io.fondaco.codec.ipld.BlockStore;
import io.fondaco.model.Address;
import io.fondaco.model.Epoch;
import io.fondaco.model.TokenAmount;
import java.util.Optional;
import org.osgi.annotation.versioning.ProviderType;

/** What an actor's method sees while it runs. Addresses it tells are ID addresses. */
@ProviderType
public interface Runtime {
    Policy policy();

    Epoch epoch();

    /** The burn of each unit of gas, in attoFIL. */
    TokenAmount baseFee();

    /** FIL in circulation at the start of the epoch, in attoFIL. */
    TokenAmount circulatingSupply();

    /** Who sent the message to this actor. */
    Address caller();

    /** This actor. */
    Address receiver();

    /** The account that signed the message all this began with; f00 for what the chain itself sends. */
    Address origin();

    /** What came with the message, already in the balance, in attoFIL. */
    TokenAmount valueReceived();

    /** This actor's balance now, in attoFIL. */
    TokenAmount balance();

    /** The balance of another actor; zero if there is none, in attoFIL. */
    TokenAmount balanceOf(Address address);

    /** The ID address of an address, if there is such an actor. */
    Optional<Address> resolve(Address address);

    /** As {@link #resolve}; a key that has no account yet gets one. */
    Optional<Address> resolveOrCreate(Address address);

    /** The kind of actor at an address, if there is one of a kind this network knows. */
    Optional<ActorCode> codeOf(Address address);

    /** {@link ExitCode#USR_FORBIDDEN} unless the caller is one of these. */
    void allow(Address... callers);

    /** {@link ExitCode#USR_FORBIDDEN} unless the caller is of one of these kinds. */
    void allow(ActorCode... kinds);

    /** Where new trees of this actor's state go. */
    BlockStore store();

    /**
     * This actor's state.
     *
     * @throws Abort ({@link ExitCode#USR_ILLEGAL_STATE}) before the constructor put one
     */
    <S extends State> S state(Class<S> type);

    /**
     * Replaces this actor's state.
     *
     * @throws Abort ({@link ExitCode#USR_ASSERTION_FAILED}) if a call within changed the state since this method read it:
     *     what it read is outdated, and it must read again after each {@link #send}; or if it never read it
     */
    void put(State state);

    /** Calls another actor. A failure there undoes what was changed there and is told in the reply. */
    Reply send(Address to, long method, byte[] params, TokenAmount value);

    /** A robust address for an actor that is created next, never given before. */
    Address newActorAddress();

    /** Makes an actor of {@code kind} at an ID address that has none. Init's privilege; other callers get 18. */
    void createActor(ActorCode kind, Address id);

    /** Ends this actor: what is left of its balance goes to {@code beneficiary}. */
    void deleteActor(Address beneficiary);

    /** Destroys some of this actor's balance; nothing happens for zero. @throws Abort if it does not have it */
    void burn(TokenAmount amount);

    /**
     * 32 random bytes.
     *
     * @throws Abort ({@link ExitCode#USR_ILLEGAL_ARGUMENT}) for an epoch in the future
     */
    byte[] randomness(RandomnessTag use, Epoch epoch, byte[] entropy);

    /**
     * Whether {@code signature}, type byte and data, is {@code signer}'s over {@code message}.
     *
     * @param signature false for one that is malformed
     * @param signer an account's address of any protocol; false for anything else
     */
    boolean verifySignature(byte[] signature, Address signer, byte[] message);

    /** As {@link Syscalls#verifySeal}, for gas. */
    boolean verifySeal(Syscalls.Seal seal);

    /** As {@link Syscalls#verifyWindowPost}, for gas. */
    boolean verifyWindowPost(Syscalls.WindowPost post);

    /** As {@link Syscalls#consensusFault}, for gas. */
    Optional<Syscalls.ConsensusFault> consensusFault(byte[] first, byte[] second, byte[] witness);

    /** Tells people something that is not part of consensus: see {@link Applied#notes}. */
    void note(String sentence);

    /** What things cost. */
    GasPrices prices();

    /**
     * Takes gas for work that grows with what the caller asks for: entries of a batch.
     *
     * @throws Abort ({@link ExitCode#SYS_OUT_OF_GAS}) when there is not enough left
     */
    void charge(long gas);
}
