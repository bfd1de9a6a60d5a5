package io.fondaco.chain.actors;

import io.fondaco.codec.ipld.BlockStore;
import io.fondaco.model.Cid;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiConsumer;

/** A map from keys to arrays in an actor's state; what is said of {@link StateMap} goes for it too. */
public final class StateMultimap<V> {
    private final BlockStore store;
    private final StateMap<Cid> map;
    private final int arrayBitWidth;
    private final Codec<V> codec;

    private StateMultimap(BlockStore store, StateMap<Cid> map, int arrayBitWidth, Codec<V> codec) {
        this.store = store;
        this.map = map;
        this.arrayBitWidth = arrayBitWidth;
        this.codec = codec;
    }

    public static <V> StateMultimap<V> empty(BlockStore store, int mapBitWidth, int arrayBitWidth, Codec<V> codec) {
        return new StateMultimap<>(store, StateMap.empty(store, mapBitWidth, Codec.CID), arrayBitWidth, codec);
    }

    public static <V> StateMultimap<V> load(
            BlockStore store, Cid root, int mapBitWidth, int arrayBitWidth, Codec<V> codec) {
        return new StateMultimap<>(store, StateMap.load(store, root, mapBitWidth, Codec.CID), arrayBitWidth, codec);
    }

    /** How many values a key has. */
    public long count(byte[] key) {
        return array(key).count();
    }

    /** The values of a key, in the order they came. */
    public List<V> get(byte[] key) {
        List<V> values = new ArrayList<>();
        array(key).forEach((index, value) -> values.add(value));
        return values;
    }

    /** This map, but with one more value behind those of {@code key}. The array is written at once. */
    public StateMultimap<V> with(byte[] key, V value) {
        StateArray<V> array = array(key);
        return new StateMultimap<>(
                store, map.with(key, array.with(array.count(), value).flush()), arrayBitWidth, codec);
    }

    /** This map, but without {@code key}. */
    public StateMultimap<V> without(byte[] key) {
        return new StateMultimap<>(store, map.without(key), arrayBitWidth, codec);
    }

    public boolean isEmpty() {
        return map.isEmpty();
    }

    /** Shows all keys with their values, in an order that depends on the keys only. */
    public void forEach(BiConsumer<byte[], List<V>> visitor) {
        map.forEach((key, root) -> {
            List<V> values = new ArrayList<>();
            StateArray.load(store, root, arrayBitWidth, codec).forEach((index, value) -> values.add(value));
            visitor.accept(key, values);
        });
    }

    public Cid flush() {
        return map.flush();
    }

    private StateArray<V> array(byte[] key) {
        return map.get(key)
                .map(root -> StateArray.load(store, root, arrayBitWidth, codec))
                .orElseGet(() -> StateArray.empty(store, arrayBitWidth, codec));
    }
}
