package io.fondaco.chain.node.internal.pool;

import io.fondaco.model.Cid;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.IntFunction;

/** An outbox in memory, which stands for a disk: pools come and go, it stays. Steps can be made to fail. */
public final class MemoryOutbox implements Outbox {
    /** What happens to a step that writes. */
    enum Trouble {
        NONE,
        /** It throws and has done nothing. */
        FAILS_BEFORE,
        /** It throws and is done all the same. */
        FAILS_AFTER,
        /** The process ends before it. */
        DIES_BEFORE,
        /** The process ends after it. */
        DIES_AFTER
    }

    /** The process is gone. */
    static final class Died extends Error {
        private static final long serialVersionUID = 1L;
    }

    private final Map<Cid, Entry> entries = new LinkedHashMap<>();
    private final Map<String, List<Cid>> keys = new HashMap<>();
    private final Set<Cid> settled = new HashSet<>();
    private IntFunction<Trouble> troubles = step -> Trouble.NONE;
    private int step;

    /** @param troubles by the number of the step, from 0 on, counted from now */
    void trouble(IntFunction<Trouble> with) {
        troubles = with;
        step = 0;
    }

    private void step(Runnable write) {
        Trouble trouble = troubles.apply(step++);
        if (trouble == Trouble.DIES_BEFORE) {
            throw new Died();
        }
        if (trouble == Trouble.FAILS_BEFORE) {
            throw new IllegalStateException("disk full");
        }
        write.run();
        if (trouble == Trouble.DIES_AFTER) {
            throw new Died();
        }
        if (trouble == Trouble.FAILS_AFTER) {
            throw new IllegalStateException("disk slow");
        }
    }

    @Override
    public void keep(Entry entry) {
        step(() -> {
            Cid cid = entry.message().cid();
            entries.putIfAbsent(cid, entry);
            if (!entry.key().isEmpty()) {
                List<Cid> named = keys.computeIfAbsent(entry.key(), k -> new ArrayList<>());
                named.remove(cid);
                named.add(cid);
            }
        });
    }

    @Override
    public void withdraw(Cid message) {
        step(() -> {
            entries.remove(message);
            settled.remove(message);
            keys.values().forEach(named -> named.remove(message));
        });
    }

    @Override
    public void settle(Cid message) {
        step(() -> settled.add(message));
    }

    @Override
    public List<Entry> open() {
        return entries.entrySet().stream()
                .filter(e -> !settled.contains(e.getKey()))
                .map(Map.Entry::getValue)
                .toList();
    }

    @Override
    public Optional<Entry> find(Cid message) {
        return Optional.ofNullable(entries.get(message));
    }

    @Override
    public Optional<Cid> sentFor(String key) {
        List<Cid> named = keys.getOrDefault(key, List.of());
        return named.isEmpty() ? Optional.empty() : Optional.of(named.get(named.size() - 1));
    }
}
