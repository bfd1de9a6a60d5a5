package io.fondaco.ao.unit.internal;

import io.fondaco.ao.spi.ModuleRuntime;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;

/** What can run modules at the moment. */
public final class Runtimes {
    private final List<ModuleRuntime> runtimes = new CopyOnWriteArrayList<>();
    private final List<Runnable> told = new CopyOnWriteArrayList<>();

    public void add(ModuleRuntime runtime) {
        runtimes.add(runtime);
        told.forEach(Runnable::run);
    }

    public void remove(ModuleRuntime runtime) {
        runtimes.remove(runtime);
        told.forEach(Runnable::run);
    }

    /** What runs modules of a format: the one that came first. */
    Optional<ModuleRuntime> of(String format) {
        return runtimes.stream().filter(r -> r.formats().contains(format)).findFirst();
    }

    /** Runs something after every change. */
    void onChange(Runnable then) {
        told.add(then);
    }
}
