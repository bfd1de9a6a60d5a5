package io.fondaco.chain.node.internal.store;

import io.fondaco.model.Cid;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/** What was put and is not written yet. */
final class Draft {
    private final Map<Cid, byte[]> blocks = new HashMap<>();
    private final Map<String, byte[]> names = new HashMap<>();
    private final Set<String> removed = new HashSet<>();

    synchronized byte[] block(Cid cid) {
        return blocks.get(cid);
    }

    synchronized void put(Cid cid, byte[] block) {
        blocks.putIfAbsent(cid, block);
    }

    synchronized boolean named(String name) {
        return names.containsKey(name) || removed.contains(name);
    }

    /** Null for one that is removed. */
    synchronized byte[] name(String name) {
        byte[] value = names.get(name);
        return value == null ? null : value.clone();
    }

    synchronized void name(String name, byte[] value) {
        if (value == null) {
            names.remove(name);
            removed.add(name);
        } else {
            removed.remove(name);
            names.put(name, value.clone());
        }
    }

    /** Readers see each block here or on the shelf at any time: it leaves the draft once it is there. */
    void commit(Shelf shelf, boolean durable) {
        Map<Cid, byte[]> puts;
        Map<String, byte[]> named;
        Set<String> gone;
        synchronized (this) {
            puts = Map.copyOf(blocks);
            named = Map.copyOf(names);
            gone = Set.copyOf(removed);
        }
        if (puts.isEmpty() && named.isEmpty() && gone.isEmpty()) {
            return;
        }
        shelf.write(puts, named, gone, durable);
        clear();
    }

    synchronized void clear() {
        blocks.clear();
        names.clear();
        removed.clear();
    }
}
