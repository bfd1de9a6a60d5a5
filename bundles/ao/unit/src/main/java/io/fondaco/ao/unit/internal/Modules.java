package io.fondaco.ao.unit.internal;

import io.fondaco.ao.AoException;
import io.fondaco.ao.AoException.Reason;
import io.fondaco.ao.DataItem;
import io.fondaco.ao.spi.Limits;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Modules that processes may name. Few and shared by many processes, so they stay in memory once used. */
final class Modules {
    private static final Pattern MEMORY = Pattern.compile("(\\d{1,9})-([kmg]?b)");
    private static final Map<String, Long> UNITS = Map.of("b", 1L, "kb", 1L << 10, "mb", 1L << 20, "gb", 1L << 30);

    private final Store store;
    private final Map<String, DataItem> used = new ConcurrentHashMap<>();

    Modules(Store store) {
        this.store = store;
    }

    /** Keeps a verified module. */
    CompletionStage<Void> keep(DataItem module) {
        format(module);
        limits(module, Settings.DEFAULT.limits());
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

    /** What a module asks for, but no more than is given at most. */
    static Limits limits(DataItem module, Limits most) {
        long gas = module.tag("Compute-Limit")
                .map(text -> compute(module, text))
                .map(asked -> Math.min(asked, most.gas()))
                .orElse(most.gas());
        long memory = module.tag("Memory-Limit")
                .map(text -> memory(module, text))
                .map(asked -> Math.min(asked, most.memory()))
                .orElse(most.memory());
        return new Limits(gas, memory, most.depth());
    }

    private static long compute(DataItem module, String text) {
        if (!text.matches("\\d{1,18}") || Long.parseLong(text) == 0) {
            throw new AoException(
                    Reason.MALFORMED, "tag Compute-Limit of module " + module.id() + " is no number: " + text);
        }
        return Long.parseLong(text);
    }

    private static long memory(DataItem module, String text) {
        Matcher matcher = MEMORY.matcher(text);
        if (!matcher.matches() || Long.parseLong(matcher.group(1)) == 0) {
            throw new AoException(
                    Reason.MALFORMED,
                    "tag Memory-Limit of module " + module.id() + " is no size: " + text + "; write 512-mb, 1-gb");
        }
        return Long.parseLong(matcher.group(1)) * UNITS.get(matcher.group(2));
    }
}
