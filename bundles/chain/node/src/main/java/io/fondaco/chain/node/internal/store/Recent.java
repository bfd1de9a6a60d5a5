package io.fondaco.chain.node.internal.store;

import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToLongFunction;

/** The last values used. For use by many threads. */
public final class Recent<K, V> {
    private final Map<K, V> values = new LinkedHashMap<>(64, 0.75f, true);
    private final int most;
    private final long mostBytes;
    private final ToLongFunction<V> size;
    private long bytes;

    public Recent(int most) {
        this(most, Long.MAX_VALUE, value -> 0);
    }

    /**
     * @param mostBytes of all values together; the last one is kept however large it is
     * @param size about what a value takes, in bytes, the same each time
     */
    public Recent(int most, long mostBytes, ToLongFunction<V> size) {
        this.most = most;
        this.mostBytes = mostBytes;
        this.size = size;
    }

    /** Null for none. */
    public synchronized V get(K key) {
        return values.get(key);
    }

    public synchronized void put(K key, V value) {
        count(values.put(key, value), -1);
        count(value, 1);
        Iterator<V> eldest = values.values().iterator();
        while (values.size() > most || bytes > mostBytes && values.size() > 1) {
            count(eldest.next(), -1);
            eldest.remove();
        }
    }

    private void count(V value, int sign) {
        if (value != null) {
            bytes += sign * size.applyAsLong(value);
        }
    }

    public synchronized List<K> keys() {
        return List.copyOf(values.keySet());
    }

    public synchronized void remove(K key) {
        count(values.remove(key), -1);
    }
}
