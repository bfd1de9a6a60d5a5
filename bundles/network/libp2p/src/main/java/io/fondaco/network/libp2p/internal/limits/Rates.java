package io.fondaco.network.libp2p.internal.limits;

import java.util.LinkedHashMap;
import java.util.Map;

/** A {@link Rate} for each of many, of which those seen longest ago are forgotten. Thread-safe. */
public final class Rates<K> {

    private static final int REMEMBERED = 4096;

    private final int most;
    private final Map<K, Rate> rates = new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<K, Rate> eldest) {
            return size() > REMEMBERED;
        }
    };

    public Rates(int most) {
        this.most = most;
    }

    /** Counts one of {@code key}'s. False when there are too many in this second. */
    public synchronized boolean allows(K key, long nowNanos) {
        return rates.computeIfAbsent(key, k -> new Rate(most)).allows(nowNanos);
    }
}
