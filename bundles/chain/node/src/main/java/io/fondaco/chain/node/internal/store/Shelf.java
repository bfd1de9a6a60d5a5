package io.fondaco.chain.node.internal.store;

import io.fondaco.model.Cid;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Where the chain store writes. For use by many threads. */
public interface Shelf {
    Optional<byte[]> get(Cid cid);

    boolean has(Cid cid);

    Optional<byte[]> name(String name);

    /** Writes all of it or nothing. */
    void write(Map<Cid, byte[]> blocks, Map<String, byte[]> names, Set<String> removedNames, boolean durable);
}
