package io.fondaco.codec.ipld;

import io.fondaco.model.Cid;
import java.nio.ByteBuffer;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Blocks kept in memory, in the order they first came. Not for use by several threads. */
public final class MemoryBlocks implements BlockStore {
    private final Map<Cid, byte[]> blocks = new LinkedHashMap<>();

    @Override
    public Optional<byte[]> get(Cid cid) {
        return Optional.ofNullable(blocks.get(cid)).map(byte[]::clone);
    }

    @Override
    public void put(Cid cid, ByteBuffer block) {
        byte[] copy = new byte[block.remaining()];
        block.duplicate().get(copy);
        blocks.putIfAbsent(cid, copy);
    }

    /** The CIDs held, in the order they first came. */
    public Set<Cid> cids() {
        return java.util.Collections.unmodifiableSet(blocks.keySet());
    }
}
