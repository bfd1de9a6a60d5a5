package io.fondaco.chain.node.internal;

import io.fondaco.chain.HeadChange;
import io.fondaco.chain.block.BlockHeader;
import io.fondaco.chain.block.Tipset;
import io.fondaco.chain.block.TipsetKey;
import io.fondaco.chain.consensus.ChainWeight;
import io.fondaco.chain.node.internal.consensus.BlockRules;
import io.fondaco.chain.node.internal.consensus.BlockSyntax;
import io.fondaco.chain.node.internal.consensus.Clock;
import io.fondaco.chain.node.internal.state.Execution;
import io.fondaco.chain.node.internal.store.ChainIndex;
import io.fondaco.chain.node.internal.store.ChainStore;
import io.fondaco.chain.node.internal.store.Recent;
import io.fondaco.model.Cid;
import io.fondaco.model.Registration;
import java.math.BigInteger;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;

/**
 * Takes blocks in, keeps the heaviest chain as its head, and tells of every move of it. One thread at a time; the head may
 * be asked for by any.
 *
 * <p>A block is written before it counts, and the head together with all that follows from it: whenever the process ends,
 * the store holds a head all of which is there. A power cut may leave an earlier one.
 */
public final class ChainEngine {
    /** Blocks that were found bad and are not looked at again. */
    private static final int BAD = 32_768;

    private final ChainStore store;
    private final ChainIndex index;
    private final Execution execution;
    private final BlockSyntax syntax;
    private final BlockRules rules;
    private final Siblings siblings;
    private final Recent<Cid, String> bad = new Recent<>(BAD);
    private final List<Consumer<HeadChange>> followers = new CopyOnWriteArrayList<>();
    private final List<Consumer<BlockHeader>> arrivals = new CopyOnWriteArrayList<>();
    private final Tipset genesis;
    private volatile Tipset head;

    /** @param genesis whose state is in the store already */
    public ChainEngine(ChainStore store, Execution execution, Clock clock, Tipset genesis)
            throws InvalidBlockException {
        this.store = store;
        this.index = execution.index();
        this.execution = execution;
        this.syntax = new BlockSyntax(execution.policy(), clock);
        this.rules = new BlockRules(execution);
        this.genesis = genesis;
        if (index.head().isEmpty()) {
            index.on(genesis);
            index.head(genesis.key());
            execution.outcome(genesis);
            store.commit(true);
        }
        this.head = execution.known(index.head().orElseThrow());
        this.siblings = new Siblings(execution.policy().rounds().finality());
        siblings.add(head.blocks());
    }

    public Tipset genesis() {
        return genesis;
    }

    public Tipset head() {
        return head;
    }

    public Execution execution() {
        return execution;
    }

    public BlockRules rules() {
        return rules;
    }

    public BlockSyntax syntax() {
        return syntax;
    }

    /** Tells of every move of the head from now on, in order, on the thread that moves it. */
    public Registration follow(Consumer<HeadChange> then) {
        followers.add(then);
        return () -> followers.remove(then);
    }

    /** Tells of every block that is taken in from now on, on the head's chain or not, on the thread of the chain. */
    public Registration blocks(Consumer<BlockHeader> then) {
        arrivals.add(then);
        return () -> arrivals.remove(then);
    }

    /** Why a block is known to be bad; null if it is not. */
    public String knownBad(Cid block) {
        return bad.get(block);
    }

    public boolean has(Cid block) {
        return store.has(block);
    }

    /** {@link #take(List)} of one block, together with its siblings that are here. */
    public boolean take(FullBlock block) throws InvalidBlockException {
        return take(List.of(block));
    }

    /**
     * Takes in blocks of one height whose parents are here.
     *
     * @return whether the head moved
     * @throws InvalidBlockException saying why the first that is not taken is not; those before it are here
     */
    public boolean take(List<FullBlock> blocks) throws InvalidBlockException {
        BlockHeader last = null;
        for (FullBlock block : blocks) {
            Cid cid = block.header().cid();
            if (!siblings.knows(block.header(), cid)) {
                check(block, cid);
                store.put(block);
                siblings.add(List.of(block.header()));
                last = block.header();
                arrivals.forEach(arrival -> arrival.accept(block.header()));
            }
        }
        if (last == null) {
            return false;
        }
        try {
            boolean moved = consider(siblings.with(last));
            if (!moved) {
                store.commit(false);
            }
            return moved;
        } catch (RuntimeException failed) {
            // What could not be written is not here; it may come again.
            store.discard();
            blocks.forEach(block -> siblings.forget(block.header()));
            throw failed;
        }
    }

    /** Whether a block on parents that are here may be taken. @throws InvalidBlockException saying what is wrong with it */
    public void verify(FullBlock block) throws InvalidBlockException {
        syntax.check(block.gossiped());
        rules.check(block, parents(block.header()));
    }

    private void check(FullBlock block, Cid cid) throws InvalidBlockException {
        String known = bad.get(cid);
        if (known != null) {
            throw InvalidBlockException.bad(known);
        }
        try {
            syntax.check(block.gossiped());
            rules.check(block, parents(block.header()));
        } catch (InvalidBlockException e) {
            if (e.kind() == InvalidBlockException.Kind.BAD) {
                bad.put(cid, e.getMessage());
            }
            throw e;
        }
    }

    private Tipset parents(BlockHeader block) throws InvalidBlockException {
        try {
            return store.tipset(block.parents())
                    .orElseThrow(() -> new InvalidBlockException(
                            InvalidBlockException.Kind.MISSING, "its parents " + block.parents() + " are not here"));
        } catch (IllegalArgumentException none) {
            throw InvalidBlockException.bad("its parents are no tipset: " + none.getMessage());
        }
    }

    /** Makes a tipset whose blocks are here the head if it is heavier. @throws InvalidBlockException NOT_NOW if it forks off below finality */
    public boolean consider(Tipset candidate) throws InvalidBlockException {
        if (candidate.equals(head)) {
            return false;
        }
        BigInteger weight = rules.weight(candidate);
        if (!ChainWeight.prefers(candidate, weight, head, rules.weight(head))) {
            return false;
        }
        move(candidate);
        return true;
    }

    private void move(Tipset to) throws InvalidBlockException {
        move(to, Integer.MAX_VALUE);
    }

    /**
     * As {@link #consider}, for a long chain that is taken over as a whole, has been checked, and is an operator's choice:
     * finality does not bind it.
     *
     * @param told how many of its last tipsets followers are told of at most
     */
    public boolean adopt(Tipset candidate, long told) throws InvalidBlockException {
        if (candidate.equals(head)
                || !ChainWeight.prefers(candidate, rules.weight(candidate), head, rules.weight(head))) {
            return false;
        }
        move(candidate, told);
        return true;
    }

    private void move(Tipset to, long told) throws InvalidBlockException {
        Deque<Tipset> applied = new ArrayDeque<>();
        List<Tipset> reverted = new ArrayList<>();
        Tipset up = to;
        Tipset down = head;
        while (!up.equals(down)) {
            if (up.height().isAfter(down.height())) {
                applied.addFirst(up);
                up = index.parents(up);
            } else if (down.height().number() == 0) {
                throw InvalidBlockException.bad("tipset " + to.key() + " is of another genesis");
            } else {
                reverted.add(down);
                down = index.parents(down);
            }
        }
        long depth = head.height().number() - up.height().number();
        boolean adopted = told != Integer.MAX_VALUE;
        if (!adopted
                && !reverted.isEmpty()
                && depth > execution.policy().rounds().finality()) {
            throw new InvalidBlockException(
                    InvalidBlockException.Kind.NOT_NOW,
                    "tipset " + to.key() + " forks off " + depth + " epochs below the head, which is below finality of "
                            + execution.policy().rounds().finality());
        }
        execution.outcome(to);
        // All that can fail comes first: half a move must never be written with the next one.
        Map<Cid, TipsetKey> messages = new LinkedHashMap<>();
        for (Tipset tipset : reverted) {
            execution.ordered(tipset).forEach(m -> messages.put(m.cid(), null));
        }
        for (Tipset tipset : applied) {
            execution.ordered(tipset).forEach(m -> messages.put(m.cid(), tipset.key()));
        }
        reverted.forEach(index::off);
        applied.forEach(index::on);
        messages.forEach(index::holding);
        index.head(to.key());
        // A power cut may take the last moves: others bring them again, and own blocks were kept before they went out.
        try {
            store.commit(false);
        } catch (RuntimeException failed) {
            // Whoever asked for the move: names of a head that is not taken must not go out with the next one.
            store.discard();
            throw failed;
        }
        head = to;
        siblings.forgetBelow(to.height());
        HeadChange change = new HeadChange(
                reverted,
                applied.stream().skip(Math.max(0, applied.size() - told)).toList());
        followers.forEach(follower -> follower.accept(change));
    }

    /** Blocks of the last epochs on whichever fork. */
    public List<BlockHeader> recent() {
        return siblings.all();
    }

    /** Blocks of the miner of a block that were seen lately, on whichever fork, the lowest first. */
    public List<BlockHeader> ofSameMiner(BlockHeader like) {
        return siblings.byMiner(like);
    }
}
