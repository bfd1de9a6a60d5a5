package io.fondaco.chain.node.internal.store;

import io.fondaco.model.Cid;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** A shelf that forgets with the process. */
public final class MemoryShelf implements Shelf {
    private final Map<Cid, byte[]> blocks = new ConcurrentHashMap<>();
    private final Map<String, byte[]> names = new ConcurrentHashMap<>();

    @Override
    public Optional<byte[]> get(Cid cid) {
        return Optional.ofNullable(blocks.get(cid)).map(byte[]::clone);
    }

    @Override
    public boolean has(Cid cid) {
        return blocks.containsKey(cid);
    }

    @Override
    public Optional<byte[]> name(String name) {
        return Optional.ofNullable(names.get(name)).map(byte[]::clone);
    }

    @Override
    public synchronized void write(
            Map<Cid, byte[]> puts, Map<String, byte[]> named, Set<String> removedNames, boolean durable) {
        blocks.putAll(puts);
        names.putAll(named);
        removedNames.forEach(names::remove);
    }
}
