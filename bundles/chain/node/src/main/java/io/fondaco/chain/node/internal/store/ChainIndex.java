package io.fondaco.chain.node.internal.store;

import io.fondaco.chain.block.Tipset;
import io.fondaco.chain.block.TipsetKey;
import io.fondaco.chain.node.internal.InvalidBlockException;
import io.fondaco.codec.cbor.CborReader;
import io.fondaco.codec.cbor.CborWriter;
import io.fondaco.model.Cid;
import io.fondaco.model.Epoch;
import io.fondaco.model.TokenAmount;
import java.util.Optional;

/**
 * What names in the store stand for: the head, the tipset of each height of its chain, what tipsets came to, and where
 * messages are. All of it follows from the blocks and is there to be found at once.
 */
public final class ChainIndex {
    private static final String HEAD = "head";
    private static final String MET = "met";

    private final ChainStore store;

    public ChainIndex(ChainStore store) {
        this.store = store;
    }

    /**
     * What executing a tipset came to.
     *
     * @param state root of the state after its messages
     * @param receipts root of the array of their receipts
     * @param baseFee of the tipsets built on it, attoFIL
     */
    public record Outcome(Cid state, Cid receipts, TokenAmount baseFee) {}

    public Optional<TipsetKey> head() {
        return store.name(HEAD).map(TipsetKey::fromBytes);
    }

    public void head(TipsetKey key) {
        store.name(HEAD, key.toBytes());
    }

    /** Whether this node ever met another of its network. */
    public boolean metOthers() {
        return store.name(MET).isPresent();
    }

    /** Remembers that it did. */
    public void meetOthers() {
        store.name(MET, new byte[] {1});
    }

    private static String height(long epoch) {
        return String.format("h/%016x", epoch);
    }

    /** The tipset of the head's chain that was made at exactly this epoch. */
    public Optional<TipsetKey> at(long epoch) {
        return epoch < 0 ? Optional.empty() : store.name(height(epoch)).map(TipsetKey::fromBytes);
    }

    public void on(Tipset tipset) {
        store.name(height(tipset.height().number()), tipset.key().toBytes());
    }

    public void off(Tipset tipset) {
        store.name(height(tipset.height().number()), null);
    }

    private boolean onChain(Tipset tipset) {
        return at(tipset.height().number()).filter(tipset.key()::equals).isPresent();
    }

    /** The parents of a tipset. @throws InvalidBlockException (MISSING) if they are not here */
    public Tipset parents(Tipset tipset) throws InvalidBlockException {
        return store.tipset(tipset.parents())
                .orElseThrow(() -> new InvalidBlockException(
                        InvalidBlockException.Kind.MISSING, "tipset " + tipset.parents() + " is not here"));
    }

    /**
     * The ancestor of {@code from}, or itself, at this epoch, or the last one before it.
     *
     * @throws InvalidBlockException (MISSING) if the chain below {@code from} is not here
     */
    public Tipset ancestor(Tipset from, Epoch epoch) throws InvalidBlockException {
        Tipset at = from;
        while (at.height().isAfter(epoch) && at.height().number() > 0) {
            if (onChain(at)) {
                return belowOnChain(epoch);
            }
            at = parents(at);
        }
        return at;
    }

    private Tipset belowOnChain(Epoch epoch) throws InvalidBlockException {
        for (long height = epoch.number(); height > 0; height--) {
            Optional<TipsetKey> key = at(height);
            if (key.isPresent()) {
                return known(key.get());
            }
        }
        return known(at(0).orElseThrow());
    }

    private Tipset known(TipsetKey key) throws InvalidBlockException {
        return store.tipset(key)
                .orElseThrow(() -> new InvalidBlockException(
                        InvalidBlockException.Kind.MISSING, "tipset " + key + " is not here"));
    }

    private static String outcome(TipsetKey key) {
        return "x/" + key.cid();
    }

    public Optional<Outcome> outcome(Tipset tipset) {
        return store.name(outcome(tipset.key())).map(bytes -> {
            CborReader in = new CborReader(bytes);
            in.readListHeader(3);
            Outcome read = new Outcome(in.readCid(), in.readCid(), in.readTokenAmount());
            in.finish();
            return read;
        });
    }

    public void outcome(Tipset tipset, Outcome outcome) {
        store.name(
                outcome(tipset.key()),
                new CborWriter()
                        .writeListHeader(3)
                        .writeCid(outcome.state())
                        .writeCid(outcome.receipts())
                        .writeTokenAmount(outcome.baseFee())
                        .toBytes());
    }

    /** The tipset of the head's chain that holds a message. */
    public Optional<TipsetKey> holding(Cid message) {
        return store.name("m/" + message).map(TipsetKey::fromBytes);
    }

    public void holding(Cid message, TipsetKey tipset) {
        store.name("m/" + message, tipset == null ? null : tipset.toBytes());
    }
}
