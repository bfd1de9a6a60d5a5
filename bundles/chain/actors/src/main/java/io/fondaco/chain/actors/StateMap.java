package io.fondaco.chain.actors;

import io.fondaco.codec.DecodeException;
import io.fondaco.codec.hamt.Hamt;
import io.fondaco.codec.ipld.BlockStore;
import io.fondaco.model.Address;
import io.fondaco.model.Cid;
import java.io.IOException;
import java.util.Optional;
import java.util.function.BiConsumer;

/**
 * A map in an actor's state that never changes: {@link #with} gives another one, sharing all nodes but those of one path.
 * Written by {@link #flush} only, once for each tipset. Every method throws {@link StateException} when the store fails or
 * holds something else.
 */
public final class StateMap<V> {
    private final Hamt map;
    private final Codec<V> codec;

    private StateMap(Hamt map, Codec<V> codec) {
        this.map = map;
        this.codec = codec;
    }

    /** A map without entries. @param bitWidth bits of hash a level, 1 to 8 */
    public static <V> StateMap<V> empty(BlockStore store, int bitWidth, Codec<V> codec) {
        return new StateMap<>(Hamt.empty(store, bitWidth), codec);
    }

    /** The map whose root is {@code root}. @param bitWidth the one it was made with */
    public static <V> StateMap<V> load(BlockStore store, Cid root, int bitWidth, Codec<V> codec) {
        return Trouble.reading("map " + root, () -> new StateMap<>(Hamt.load(store, root, bitWidth), codec));
    }

    public Optional<V> get(byte[] key) {
        return Trouble.reading("a map", () -> map.get(key).map(codec::decode));
    }

    public Optional<V> get(Address key) {
        return get(key.toBytes());
    }

    public boolean contains(byte[] key) {
        return Trouble.reading("a map", () -> map.contains(key));
    }

    public boolean contains(Address key) {
        return contains(key.toBytes());
    }

    public boolean isEmpty() {
        return Trouble.reading("a map", map::isEmpty);
    }

    /** This map, but {@code key} stands for {@code value}. */
    public StateMap<V> with(byte[] key, V value) {
        return change(m -> m.put(key, codec.encode(value)));
    }

    public StateMap<V> with(Address key, V value) {
        return with(key.toBytes(), value);
    }

    /** This map, but without {@code key}. */
    public StateMap<V> without(byte[] key) {
        return change(m -> m.remove(key));
    }

    public StateMap<V> without(Address key) {
        return without(key.toBytes());
    }

    /** Shows all entries in an order that depends on the keys only. */
    public void forEach(BiConsumer<byte[], V> visitor) {
        Trouble.reading("a map", () -> {
            map.forEach((key, value) -> visitor.accept(key, codec.decode(value)));
            return null;
        });
    }

    /** Writes what the store does not have yet, and returns the root. */
    public Cid flush() {
        return Trouble.writing(map::flush);
    }

    private StateMap<V> change(Change change) {
        return Trouble.reading("a map", () -> {
            Hamt changed = map.copy();
            change.on(changed);
            return new StateMap<>(changed, codec);
        });
    }

    private interface Change {
        void on(Hamt map) throws IOException, DecodeException;
    }
}
