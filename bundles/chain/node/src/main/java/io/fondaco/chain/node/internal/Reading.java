package io.fondaco.chain.node.internal;

import io.fondaco.chain.BlockContents;
import io.fondaco.chain.ChainException;
import io.fondaco.chain.Included;
import io.fondaco.chain.actors.Applied;
import io.fondaco.chain.actors.StateException;
import io.fondaco.chain.actors.StateReader;
import io.fondaco.chain.actors.StateTree;
import io.fondaco.chain.block.Tipset;
import io.fondaco.chain.block.TipsetKey;
import io.fondaco.chain.message.Message;
import io.fondaco.chain.message.MessageCodec;
import io.fondaco.chain.message.MessageReceipt;
import io.fondaco.chain.node.internal.state.Execution;
import io.fondaco.chain.node.internal.state.HeadState;
import io.fondaco.chain.node.internal.state.TipsetMessages;
import io.fondaco.chain.node.internal.store.ChainIndex.Outcome;
import io.fondaco.chain.node.internal.store.ChainStore;
import io.fondaco.crypto.Signature;
import io.fondaco.model.Cid;
import io.fondaco.model.Epoch;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;

/** Answers questions about the chain, from any thread and beside whatever moves it. */
public final class Reading {
    private final Supplier<Tipset> head;
    private final ChainStore store;
    private final Execution execution;

    /** @param execution whose tipsets have been executed; nothing is executed here */
    Reading(Supplier<Tipset> head, ChainStore store, Execution execution) {
        this.head = head;
        this.store = store;
        this.execution = execution;
    }

    public Optional<Tipset> tipset(TipsetKey key) {
        try {
            return store.tipset(key);
        } catch (IllegalArgumentException none) {
            return Optional.empty();
        }
    }

    public Tipset at(Epoch epoch) {
        try {
            return execution.index().ancestor(head.get(), epoch);
        } catch (InvalidBlockException missing) {
            throw new StateException("the chain at " + epoch + ": " + missing.getMessage());
        }
    }

    public Optional<BlockContents> contents(Cid block) {
        return store.header(block)
                .flatMap(header ->
                        store.contents(header, execution.policy().blocks().messages()));
    }

    public Optional<Included> find(Cid message) {
        return execution
                .index()
                .holding(message)
                .flatMap(this::tipset)
                .flatMap(tipset -> executed(tipset.key()).stream()
                        .filter(included -> included.cid().equals(message))
                        .findFirst());
    }

    /** What is missing is no failure: states and receipts of long ago are not kept by every node. */
    public List<Included> executed(TipsetKey key) {
        Tipset tipset = tipset(key).orElse(null);
        Outcome outcome =
                tipset == null ? null : execution.index().outcome(tipset).orElse(null);
        if (outcome == null || tipset.height().number() == 0 || !store.has(outcome.receipts())) {
            return List.of();
        }
        List<TipsetMessages.Carried> messages;
        try {
            messages = execution.ordered(tipset);
        } catch (InvalidBlockException missing) {
            return List.of();
        }
        List<MessageReceipt> receipts = execution.receipts(outcome);
        if (messages.size() != receipts.size()) {
            // Two addresses of one sender, which only the state that is gone could tell.
            return List.of();
        }
        List<Included> executed = new ArrayList<>();
        for (int i = 0; i < messages.size(); i++) {
            TipsetMessages.Carried carried = messages.get(i);
            executed.add(
                    new Included(carried.cid(), carried.message(), tipset.key(), tipset.height(), receipts.get(i)));
        }
        return List.copyOf(executed);
    }

    public Included call(Message message) {
        Tipset on = head.get();
        HeadState state = new HeadState(execution, on, known(on));
        if (state.account(message.from()).isEmpty()) {
            throw new ChainException(
                    ChainException.Reason.UNKNOWN,
                    message.from() + " is no account on this chain: nobody has sent it anything yet");
        }
        int bytes = MessageCodec.encode(message).length + Signature.Type.BLS.length() + 4;
        Applied applied = state.apply(List.of(), message, bytes);
        return new Included(message.cid(), message, on.key(), on.height().plus(1), applied.receipt());
    }

    private Outcome known(Tipset tipset) {
        return execution
                .index()
                .outcome(tipset)
                .filter(outcome -> store.has(outcome.state()))
                .orElseThrow(() -> new StateException(
                        "the state after tipset " + tipset.key() + " at " + tipset.height() + " is not kept here"));
    }

    public <T> T state(Tipset tipset, Function<StateReader.View, T> reading) {
        StateTree tree = execution.readable(known(tipset).state());
        return reading.apply(new StateReader.View(tipset, tree, execution.policy(), execution.syscalls(tipset)));
    }

    public <T> T state(TipsetKey key, Function<StateReader.View, T> reading) {
        Tipset tipset = tipset(key).orElseThrow(() -> new StateException("tipset " + key + " is not stored here"));
        return state(tipset, reading);
    }
}
