package io.fondaco.chain.actors;

import io.fondaco.model.Cid;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Decoded states by CID, the last ones used, so that a tree loaded again does not read again what was just in memory. For
 * trees over one store, used by one thread.
 */
public final class StateCache {
    private final Map<Cid, State> states;

    /** @param most states that are kept, 1 or more */
    public StateCache(int most) {
        if (most < 1) {
            throw new IllegalArgumentException("a cache of " + most + " states: it keeps one at least");
        }
        states = new LinkedHashMap<>(64, 0.75f, true) {
            private static final long serialVersionUID = 1L;

            @Override
            protected boolean removeEldestEntry(Map.Entry<Cid, State> eldest) {
                return size() > most;
            }
        };
    }

    State get(Cid cid) {
        return states.get(cid);
    }

    void put(Cid cid, State state) {
        states.put(cid, state);
    }
}
