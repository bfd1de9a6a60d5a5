package io.fondaco.ao.unit.internal;

import io.fondaco.ao.AoUnit;
import io.fondaco.ao.Signer;
import io.fondaco.ao.lua.internal.LuaRuntime;
import io.fondaco.model.Time;
import io.fondaco.persistence.FileBlobs;
import io.fondaco.persistence.memory.MemoryStore;
import java.io.IOException;
import java.nio.file.Path;

/** The real unit with the real runtime, on a store in memory. */
public final class UnitForTests implements AutoCloseable {
    private final Unit unit;

    public UnitForTests(Path folder, Time time) throws IOException {
        this(folder, time, new MemoryStore());
    }

    /** A unit that goes on where another left off. */
    public UnitForTests(Path folder, Time time, MemoryStore store) throws IOException {
        Runtimes runtimes = new Runtimes();
        runtimes.add(new LuaRuntime());
        byte[] seed = new byte[32];
        seed[0] = 1;
        unit = new Unit(
                Settings.DEFAULT, Signer.ed25519(seed), time, new Store(store, store, new FileBlobs(folder)), runtimes);
    }

    public AoUnit unit() {
        return unit;
    }

    @Override
    public void close() {
        unit.close();
    }
}
