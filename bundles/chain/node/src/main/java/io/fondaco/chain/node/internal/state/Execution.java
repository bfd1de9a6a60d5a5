package io.fondaco.chain.node.internal.state;

import io.fondaco.chain.BlockContents;
import io.fondaco.chain.actors.Actors;
import io.fondaco.chain.actors.Applied;
import io.fondaco.chain.actors.Builtin;
import io.fondaco.chain.actors.Machine;
import io.fondaco.chain.actors.Policy;
import io.fondaco.chain.actors.StateCache;
import io.fondaco.chain.actors.StateException;
import io.fondaco.chain.actors.StateTree;
import io.fondaco.chain.actors.Syscalls;
import io.fondaco.chain.block.BlockHeader;
import io.fondaco.chain.block.Tipset;
import io.fondaco.chain.block.TipsetKey;
import io.fondaco.chain.consensus.BaseFee;
import io.fondaco.chain.message.MessageCodec;
import io.fondaco.chain.message.MessageReceipt;
import io.fondaco.chain.node.internal.InvalidBlockException;
import io.fondaco.chain.node.internal.consensus.Beacon;
import io.fondaco.chain.node.internal.store.ChainIndex;
import io.fondaco.chain.node.internal.store.ChainIndex.Outcome;
import io.fondaco.chain.node.internal.store.ChainStore;
import io.fondaco.chain.node.internal.store.Recent;
import io.fondaco.codec.amt.Amt;
import io.fondaco.crypto.Signature;
import io.fondaco.model.Address;
import io.fondaco.model.Cid;
import io.fondaco.model.Epoch;
import io.fondaco.model.TokenAmount;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;

/**
 * Executes tipsets: cron of the epochs without blocks before, then the messages of its blocks in the order of their
 * tickets, each block's reward after its messages, then cron. For one thread, unless
 * it is {@link #forReaders}.
 *
 * <p>Source: lotus, ExecuteTipSet.
 */
public final class Execution {
    /** Actor states that stay decoded between tipsets. */
    private static final int STATES = 20_000;
    /** Signatures that are not checked again: of the messages that wait, and as many of blocks and of deals. */
    private static final int SIGNATURES = 40_000;

    private static final int RECENT_STATES = 128;

    private final ChainStore store;
    private final ChainIndex index;
    private final Policy policy;
    private final Beacon beacon;
    private final Actors actors = new Actors(Builtin.actors());
    private final Recent<Cid, Boolean> recent = new Recent<>(RECENT_STATES);
    /** Null for readers, who share nothing that changes. */
    private final StateCache states;

    private final GoodSignatures signatures = new GoodSignatures(SIGNATURES);

    private final GoodProofs proofs;

    private Execution(
            ChainStore store, ChainIndex index, Policy policy, Beacon beacon, GoodProofs proofs, StateCache states) {
        this.store = store;
        this.index = index;
        this.policy = policy;
        this.beacon = beacon;
        this.proofs = proofs;
        this.states = states;
    }

    /** Whether {@code signer}, a BLS key, signed each message; good ones are remembered. */
    public boolean signedEach(Address signer, List<byte[]> messages, List<Signature> signatures) {
        return this.signatures.verifyEach(signer, messages, signatures);
    }

    /** Takes in a signature that was made here, which need not be checked. */
    public void signedHere(Signature signature, Address signer, byte[] message) {
        signatures.remember(signature, signer, message);
    }

    /** What moves the chain. */
    public static Execution forTheChain(
            ChainStore store, ChainIndex index, Policy policy, Beacon beacon, GoodProofs proofs) {
        return new Execution(store, index, policy, beacon, proofs, new StateCache(STATES));
    }

    /** What reads it on other threads meanwhile and executes nothing. */
    public static Execution forReaders(
            ChainStore store, ChainIndex index, Policy policy, Beacon beacon, GoodProofs proofs) {
        return new Execution(store, index, policy, beacon, proofs, null);
    }

    public Policy policy() {
        return policy;
    }

    public Beacon beacon() {
        return beacon;
    }

    /** Checks proofs. For use by many threads. */
    public GoodProofs proofs() {
        return proofs;
    }

    public ChainIndex index() {
        return index;
    }

    /** Whether {@code signer} signed {@code message}; good ones are remembered. For use by many threads. */
    public boolean signed(Signature signature, Address signer, byte[] message) {
        return signatures.verify(signature, signer, message);
    }

    /** The state with this root, to be read on the thread of the chain. */
    public StateTree state(Cid root) {
        return states == null ? readable(root) : StateTree.load(store, root, actors, states);
    }

    /** The state with this root, for one reader on any thread. */
    public StateTree readable(Cid root) {
        return StateTree.load(store, root, actors, new StateCache(256));
    }

    /** What a tipset comes to; executes it unless that was done before. @throws InvalidBlockException (MISSING) if blocks or messages are not here */
    public Outcome outcome(Tipset tipset) throws InvalidBlockException {
        Outcome known = index.outcome(tipset).orElse(null);
        if (known != null && store.has(known.state())) {
            recent.put(known.state(), true);
            return known;
        }
        if (states == null) {
            throw new InvalidBlockException(
                    InvalidBlockException.Kind.MISSING, "the state after tipset " + tipset.key() + " is not kept here");
        }
        Outcome outcome = tipset.height().number() == 0 ? genesis(tipset) : execute(tipset);
        index.outcome(tipset, outcome);
        recent.put(outcome.state(), true);
        return outcome;
    }

    /** States that were computed or built on lately. */
    public List<Cid> recentStates() {
        return recent.keys();
    }

    private static Outcome genesis(Tipset tipset) {
        BlockHeader block = tipset.blocks().get(0);
        return new Outcome(block.stateRoot(), block.receipts(), block.parentBaseFee());
    }

    /** The state after a tipset's messages. */
    public StateTree after(Tipset tipset) throws InvalidBlockException {
        return state(outcome(tipset).state());
    }

    private Outcome execute(Tipset tipset) throws InvalidBlockException {
        BlockHeader first = tipset.blocks().get(0);
        if (!store.has(first.stateRoot())) {
            // It was given up, and is wanted once more.
            outcome(index.parents(tipset));
        }
        StateTree tree = state(first.stateRoot());
        Epoch parents = index.parents(tipset).height();
        TokenAmount baseFee = first.parentBaseFee();
        Syscalls syscalls = syscalls(tipset);
        for (Epoch empty = parents.plus(1); empty.isBefore(tipset.height()); empty = empty.plus(1)) {
            new Machine(tree, syscalls, policy, empty, baseFee).cron();
        }
        TipsetMessages messages = messages(tipset, tree);
        Machine machine = new Machine(tree, syscalls, policy, tipset.height(), baseFee);
        List<byte[]> receipts = new ArrayList<>();
        for (int i = 0; i < tipset.blocks().size(); i++) {
            BlockHeader block = tipset.blocks().get(i);
            TokenAmount penalty = TokenAmount.ZERO;
            TokenAmount tips = TokenAmount.ZERO;
            for (TipsetMessages.Carried carried : messages.blocks().get(i)) {
                Applied applied = machine.apply(carried.message(), carried.bytes());
                receipts.add(MessageCodec.encode(applied.receipt()));
                penalty = penalty.plus(applied.gas().minerPenalty());
                tips = tips.plus(applied.gas().minerTip());
            }
            machine.reward(block.miner(), penalty, tips, block.electionProof().winCount());
        }
        machine.cron();
        try {
            return new Outcome(
                    tree.flush(),
                    Amt.writeLegacy(store, receipts),
                    BaseFee.next(baseFee, messages.gasLimits(), tipset.blocks().size()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The messages a tipset executes. @param before the state they come upon */
    public TipsetMessages messages(Tipset tipset, StateTree before) throws InvalidBlockException {
        return TipsetMessages.of(
                contents(tipset), sender -> before.resolve(sender).orElse(sender));
    }

    /** The messages of the blocks of a tipset. @throws InvalidBlockException (MISSING) if they are not here */
    public List<BlockContents> contents(Tipset tipset) throws InvalidBlockException {
        List<BlockContents> blocks = new ArrayList<>();
        for (BlockHeader block : tipset.blocks()) {
            blocks.add(store.contents(block, policy.blocks().messages())
                    .orElseThrow(() -> new InvalidBlockException(
                            InvalidBlockException.Kind.MISSING, "messages of block " + block.cid() + " are not here")));
        }
        return blocks;
    }

    /** The messages that a tipset executed, in order; where the state they came upon is gone, all it has. */
    public List<TipsetMessages.Carried> ordered(Tipset tipset) throws InvalidBlockException {
        if (tipset.height().number() == 0) {
            return List.of();
        }
        Cid before = tipset.blocks().get(0).stateRoot();
        return (store.has(before)
                        ? messages(tipset, state(before))
                        : TipsetMessages.of(contents(tipset), sender -> sender))
                .inOrder();
    }

    /** The receipts of an executed tipset, in the order of its messages. */
    public List<MessageReceipt> receipts(Outcome outcome) {
        List<MessageReceipt> all = new ArrayList<>();
        try {
            Amt.loadLegacy(store, outcome.receipts())
                    .forEach((at, value) -> all.add(MessageCodec.decodeReceipt(value)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return all;
    }

    /** The power of the whole network that a tipset is weighed with, quality adjusted bytes. */
    public BigInteger power(Tipset tipset) {
        return Lookback.power(state(tipset.blocks().get(0).stateRoot()))
                .current(policy.power())
                .qualityAdjusted();
    }

    /** Whether a miner was one when the power for an election at {@code height} was counted. */
    public boolean counted(Tipset parents, Epoch height, Address miner) throws InvalidBlockException {
        return Lookback.power(lookback(parents, height)).claims().get(miner).isPresent();
    }

    /**
     * What an election at {@code height} on {@code parents} goes by for a miner.
     *
     * @throws InvalidBlockException (BAD) unless it is {@link #counted}
     */
    public Lookback lookback(Tipset parents, Epoch height, Address miner) throws InvalidBlockException {
        return Lookback.read(lookback(parents, height), policy, miner);
    }

    /**
     * The winning PoSt a miner owes for a block.
     *
     * @throws InvalidBlockException (BAD) if the miner had no sector to show
     */
    public Winning winning(Tipset parents, Epoch height, Address miner) throws InvalidBlockException {
        return Winning.of(this, lookback(parents, height), height, miner);
    }

    private StateTree lookback(Tipset parents, Epoch height) throws InvalidBlockException {
        long epoch = Math.max(0, height.number() - policy.rounds().finality());
        return after(index.ancestor(parents, Epoch.of(epoch)));
    }

    /** What actors may ask while the messages of a tipset run. */
    public Syscalls syscalls(Tipset tipset) {
        return new ChainSyscalls(this, tipset);
    }

    /** The tipset at a key. @throws StateException if it is not here */
    public Tipset known(TipsetKey key) {
        return store.tipset(key).orElseThrow(() -> new StateException("tipset " + key + " is not here"));
    }
}
