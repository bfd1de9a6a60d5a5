package io.fondaco.chain.actors;

import io.fondaco.codec.amt.Amt;
import io.fondaco.codec.ipld.BlockStore;
import io.fondaco.model.Cid;
import java.io.IOException;
import java.util.Optional;
import org.osgi.annotation.versioning.ConsumerType;

/** An array in an actor's state that never changes; what is said of {@link StateMap} goes for it too. Indices are unsigned. */
public final class StateArray<V> {
    /** Sees the entries of an array. */
    @ConsumerType
    @FunctionalInterface
    public interface Visitor<V> {
        void entry(long index, V value);
    }

    private final Amt array;
    private final Codec<V> codec;

    private StateArray(Amt array, Codec<V> codec) {
        this.array = array;
        this.codec = codec;
    }

    /** An array without entries. @param bitWidth bits of index a level, 1 to 8 */
    public static <V> StateArray<V> empty(BlockStore store, int bitWidth, Codec<V> codec) {
        return new StateArray<>(Amt.empty(store, bitWidth), codec);
    }

    /** The array whose root is {@code root}. @param bitWidth the one its root must tell */
    public static <V> StateArray<V> load(BlockStore store, Cid root, int bitWidth, Codec<V> codec) {
        return Trouble.reading("array " + root, () -> new StateArray<>(Amt.load(store, root, bitWidth), codec));
    }

    public long count() {
        return array.count();
    }

    public Optional<V> get(long index) {
        return Trouble.reading("an array", () -> array.get(index).map(codec::decode));
    }

    /** This array, but with {@code value} at {@code index}. */
    public StateArray<V> with(long index, V value) {
        return change(a -> a.set(index, codec.encode(value)));
    }

    /** This array, but with nothing at {@code index}. */
    public StateArray<V> without(long index) {
        return change(a -> a.delete(index));
    }

    /** Shows all entries in the order of their indices. */
    public void forEach(Visitor<V> visitor) {
        Trouble.reading("an array", () -> {
            array.forEach((index, value) -> visitor.entry(index, codec.decode(value)));
            return null;
        });
    }

    /** Writes what the store does not have yet, and returns the root. */
    public Cid flush() {
        return Trouble.writing(array::flush);
    }

    private StateArray<V> change(Change change) {
        return Trouble.reading("an array", () -> {
            Amt changed = array.copy();
            change.on(changed);
            return new StateArray<>(changed, codec);
        });
    }

    private interface Change {
        void on(Amt array) throws IOException;
    }
}
