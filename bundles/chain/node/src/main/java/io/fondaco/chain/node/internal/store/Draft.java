package io.fondaco.chain.node.internal.store;

import io.fondaco.model.Cid;
import io.fondaco.persistence.Vault;
import io.fondaco.persistence.VaultBatch;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
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

    /** Null for a name nothing was done to; an empty one for one that is removed. */
    synchronized Optional<byte[]> name(String name) {
        byte[] value = names.get(name);
        return value != null ? Optional.of(value.clone()) : removed.contains(name) ? Optional.empty() : null;
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

    /** Readers see each block here or in the vault at any time: it leaves the draft once it is there. */
    void commit(Vault vault, boolean durable) {
        VaultBatch batch = new VaultBatch();
        synchronized (this) {
            blocks.forEach(batch::put);
            names.forEach(batch::name);
            removed.forEach(batch::unname);
        }
        if (batch.size() == 0) {
            return;
        }
        if (durable) {
            vault.write(batch);
        } else {
            vault.writeSoon(batch);
        }
        clear();
    }

    synchronized void clear() {
        blocks.clear();
        names.clear();
        removed.clear();
    }
}
