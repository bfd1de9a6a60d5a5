package io.fondaco.chain.actors.market;

import io.fondaco.chain.actors.Codec;
import io.fondaco.chain.actors.Keys;
import io.fondaco.chain.actors.StateMap;
import io.fondaco.codec.hamt.Hamt;
import io.fondaco.codec.ipld.BlockStore;
import io.fondaco.model.Cid;
import io.fondaco.model.Epoch;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.function.BiConsumer;

/**
 * Which deals cron looks at in which epoch: a map from epoch to the root of a set of deal ids. It never changes:
 * {@link #with} gives another one. The sets are written at once.
 */
public final class DealOps {
    private final BlockStore store;
    private final StateMap<Cid> epochs;

    private DealOps(BlockStore store, StateMap<Cid> epochs) {
        this.store = store;
        this.epochs = epochs;
    }

    static DealOps none(BlockStore store) {
        return new DealOps(store, StateMap.empty(store, Hamt.DEFAULT_BIT_WIDTH, Codec.CID));
    }

    static DealOps load(BlockStore store, Cid root) {
        return new DealOps(store, StateMap.load(store, root, Hamt.DEFAULT_BIT_WIDTH, Codec.CID));
    }

    Cid flush() {
        return epochs.flush();
    }

    /** The deals of an epoch, in an order that depends on their ids only. */
    public List<Long> at(Epoch epoch) {
        return epochs.get(key(epoch)).map(this::ids).orElse(List.of());
    }

    private List<Long> ids(Cid root) {
        List<Long> ids = new ArrayList<>();
        set(root).forEach((key, mark) -> ids.add(Keys.unsigned(key)));
        return ids;
    }

    private StateMap<Boolean> set(Cid root) {
        return StateMap.load(store, root, Hamt.DEFAULT_BIT_WIDTH, MarketState.MEMBER);
    }

    DealOps with(Epoch epoch, Collection<Long> deals) {
        StateMap<Boolean> set = epochs.get(key(epoch))
                .map(this::set)
                .orElseGet(() -> StateMap.empty(store, Hamt.DEFAULT_BIT_WIDTH, MarketState.MEMBER));
        for (long deal : deals) {
            set = set.with(Keys.unsigned(deal), true);
        }
        return new DealOps(store, epochs.with(key(epoch), set.flush()));
    }

    DealOps without(Epoch epoch) {
        return new DealOps(store, epochs.without(key(epoch)));
    }

    /** Shows all epochs with their deals. */
    void forEach(BiConsumer<Epoch, List<Long>> visitor) {
        epochs.forEach((key, root) -> visitor.accept(Epoch.of(Keys.unsigned(key)), ids(root)));
    }

    private static byte[] key(Epoch epoch) {
        return Keys.unsigned(epoch.number());
    }
}
