package io.fondaco.chain.node.internal.store;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The last values used. For use by many threads. */
public final class Recent<K, V> {
    private final Map<K, V> values;

    public Recent(int most) {
        values = new LinkedHashMap<>(64, 0.75f, true) {
            private static final long serialVersionUID = 1L;

            @Override
            protected boolean removeEldestEntry(Map.Entry<K, V> eldest) {
                return size() > most;
            }
        };
    }

    /** Null for none. */
    public synchronized V get(K key) {
        return values.get(key);
    }

    public synchronized void put(K key, V value) {
        values.put(key, value);
    }

    public synchronized List<K> keys() {
        return List.copyOf(values.keySet());
    }

    public synchronized void remove(K key) {
        values.remove(key);
    }
}
