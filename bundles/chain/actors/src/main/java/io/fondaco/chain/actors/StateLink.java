package io.fondaco.chain.actors;

import io.fondaco.codec.cbor.DagCbor;
import io.fondaco.codec.ipld.BlockStore;
import io.fondaco.model.Cid;
import java.nio.ByteBuffer;

/**
 * A value in an actor's state that is a block of its own: read when first asked for, written by {@link #flush} if it is new.
 * What is said of {@link StateMap} goes for it too; the value must not change.
 */
public final class StateLink<V> {
    private final BlockStore store;
    private final Codec<V> codec;
    private V value;
    private Cid cid;

    private StateLink(BlockStore store, Codec<V> codec, V value, Cid cid) {
        this.store = store;
        this.codec = codec;
        this.value = value;
        this.cid = cid;
    }

    /** A link to a value that may not be in the store yet. */
    public static <V> StateLink<V> of(BlockStore store, Codec<V> codec, V value) {
        return new StateLink<>(store, codec, value, null);
    }

    /** The link to the block {@code cid}. */
    public static <V> StateLink<V> load(BlockStore store, Codec<V> codec, Cid cid) {
        return new StateLink<>(store, codec, null, cid);
    }

    public V get() {
        if (value == null) {
            value = Trouble.reading("block " + cid, () -> {
                byte[] block = store.get(cid)
                        .orElseThrow(() -> new StateException("block " + cid + " of the state is missing"));
                if (!DagCbor.chainCid(block).equals(cid)) {
                    throw new StateException("block " + cid + " of the state is damaged");
                }
                return codec.decode(block);
            });
        }
        return value;
    }

    /** This link, but to another value. */
    public StateLink<V> with(V other) {
        return new StateLink<>(store, codec, other, null);
    }

    /** Writes the value if the store may not have it yet, and returns its CID. */
    public Cid flush() {
        if (cid == null) {
            byte[] block = codec.encode(value);
            Cid hash = DagCbor.chainCid(block);
            Trouble.writing(() -> {
                store.put(hash, ByteBuffer.wrap(block));
                return hash;
            });
            cid = hash;
        }
        return cid;
    }
}
