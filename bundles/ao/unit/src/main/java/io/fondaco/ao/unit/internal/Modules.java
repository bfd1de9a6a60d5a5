package io.fondaco.ao.unit.internal;

import io.fondaco.ao.AoException;
import io.fondaco.ao.AoException.Reason;
import io.fondaco.ao.DataItem;
import io.fondaco.ao.spi.Limits;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;

/** Modules that processes may name. Few and shared by many processes, so they stay in memory once used. */
final class Modules {
    private final Store store;
    private final Map<String, DataItem> used = new ConcurrentHashMap<>();

    Modules(Store store) {
        this.store = store;
    }

    /** Keeps a verified module. */
    CompletionStage<Void> keep(DataItem module) {
        format(module);
        Limits.of(module, Limits.USUAL);
        return store.keepModule(module);
    }

    Optional<DataItem> find(String id) {
        DataItem module = used.get(id);
        if (module == null) {
            module = store.module(id).orElse(null);
            if (module != null) {
                used.put(id, module);
            }
        }
        return Optional.ofNullable(module);
    }

    static String format(DataItem module) {
        return module.tag("Module-Format")
                .orElseThrow(() ->
                        new AoException(Reason.MALFORMED, "module " + module.id() + " lacks its tag Module-Format"));
    }
}
