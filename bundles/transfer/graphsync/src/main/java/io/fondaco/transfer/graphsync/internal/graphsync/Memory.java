package io.fondaco.transfer.graphsync.internal.graphsync;

import io.fondaco.model.PeerId;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.Map;
import java.util.Queue;

/** The bytes of responses that are held until they are sent: so many for a peer, so many for all. */
public final class Memory {

    private final long perPeer;
    private final long total;
    private final Map<PeerId, Long> held = new HashMap<>();
    private final Queue<Runnable> waiting = new ArrayDeque<>();
    private long all;
    private long peak;

    public Memory(long perPeer, long total) {
        this.perPeer = perPeer;
        this.total = total;
    }

    /** Takes bytes, or has {@code later} run once some were given back. */
    synchronized boolean take(PeerId peer, long bytes, Runnable later) {
        long now = held.getOrDefault(peer, 0L);
        if (now + bytes > perPeer || all + bytes > total) {
            waiting.add(later);
            return false;
        }
        held.put(peer, now + bytes);
        all += bytes;
        peak = Math.max(peak, all);
        return true;
    }

    void give(PeerId peer, long bytes) {
        Queue<Runnable> wake;
        synchronized (this) {
            all -= bytes;
            if (held.merge(peer, -bytes, Long::sum) == 0) {
                held.remove(peer);
            }
            wake = new ArrayDeque<>(waiting);
            waiting.clear();
        }
        wake.forEach(Runnable::run);
    }

    public synchronized long held() {
        return all;
    }

    /** The most that was ever held. */
    public synchronized long peak() {
        return peak;
    }
}
