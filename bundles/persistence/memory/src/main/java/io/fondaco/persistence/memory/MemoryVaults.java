package io.fondaco.persistence.memory;

import io.fondaco.persistence.StoreException;
import io.fondaco.persistence.Vault;
import io.fondaco.persistence.Vaults;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/** Vaults in memory: one that has been closed and is opened again has everything it had. */
public final class MemoryVaults implements Vaults, AutoCloseable {

    private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9-]{0,31}");

    private final Map<String, MemoryVault.Contents> contents = new HashMap<>();
    private final Set<String> open = new HashSet<>();
    private boolean closed;

    @Override
    public synchronized Vault open(String name) {
        if (!NAME.matcher(name).matches()) {
            throw new IllegalArgumentException("a vault's name is [a-z][a-z0-9-]{0,31}, not \"" + name + '"');
        }
        if (closed) {
            throw new StoreException("cannot open the vault " + name + ": the store has stopped");
        }
        if (!open.add(name)) {
            throw new StoreException("the vault " + name + " is open already, by this process");
        }
        return new MemoryVault(name, contents.computeIfAbsent(name, n -> new MemoryVault.Contents()), this);
    }

    synchronized void closed(String name) {
        open.remove(name);
    }

    synchronized boolean isClosed() {
        return closed;
    }

    /** Forgets everything; vaults that are open answer no more. */
    @Override
    public synchronized void close() {
        closed = true;
        contents.clear();
    }
}
