package io.fondaco.transfer.graphsync.internal.graphsync;

import io.fondaco.model.PeerId;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Queue;
import java.util.Set;
import java.util.UUID;

/** What is in progress with one peer, each way, and what waits for its turn. */
final class Neighbour {

    /** Ids of ended requests whose late responses are no news. */
    private static final int REMEMBERED = 256;

    final PeerId id;
    final Pipe pipe;
    private final Limits limits;

    // Guarded by this.
    private final Map<UUID, Pull> pulls = new HashMap<>();
    private final Queue<Pull> pullsWaiting = new java.util.ArrayDeque<>();
    private final Map<UUID, Serve> serves = new HashMap<>();
    private final Queue<Serve> servesWaiting = new PriorityQueue<>(
            Comparator.<Serve>comparingInt(serve -> -serve.request().priority())
                    .thenComparingLong(serve -> arrivals(serve)));
    private final Map<UUID, Long> arrivals = new HashMap<>();
    private final Set<UUID> told = new HashSet<>();
    private int pulling;
    private int serving;
    private int streams;
    private boolean wanted;
    private long arrived;

    Neighbour(PeerId id, Pipe pipe, Limits limits) {
        this.id = id;
        this.pipe = pipe;
        this.limits = limits;
    }

    private long arrivals(Serve serve) {
        return arrivals.getOrDefault(serve.request().id(), 0L);
    }

    /** Somebody has asked for it: it is not forgotten for a while. */
    synchronized Neighbour wanted() {
        wanted = true;
        return this;
    }

    /** @return null when nothing has been going on since this was called last: then it is to be let go */
    synchronized Neighbour forget() {
        if (wanted || streams > 0 || busy() || !pipe.idle()) {
            wanted = false;
            return this;
        }
        return null;
    }

    /** Counts a stream of the peer. False when it has enough. */
    synchronized boolean enters() {
        if (streams >= Limits.STREAMS) {
            return false;
        }
        streams++;
        return true;
    }

    synchronized void leaves() {
        streams--;
    }

    /** Whether anything is in progress or waits. */
    synchronized boolean busy() {
        return !pulls.isEmpty() || !serves.isEmpty();
    }

    // ---- ours

    /** Adds a request. True when it may start at once. */
    synchronized boolean add(Pull pull) {
        pulls.put(pull.id(), pull);
        if (pulling < limits.atOnce()) {
            pulling++;
            return true;
        }
        pullsWaiting.add(pull);
        return false;
    }

    /** Removes a request. @return the one that may start now, or null */
    synchronized Pull remove(Pull pull) {
        if (pulls.remove(pull.id()) == null || pullsWaiting.remove(pull)) {
            return null;
        }
        Pull next = pullsWaiting.poll();
        if (next == null) {
            pulling--;
        }
        return next;
    }

    synchronized Pull pull(UUID id) {
        return pulls.get(id);
    }

    /** Whether a response without a request is the first of its id. */
    synchronized boolean stranger(UUID id) {
        if (told.size() >= REMEMBERED) {
            told.clear();
        }
        return told.add(id);
    }

    /** Those that wait come first: who ends them all lets none of them start on the way. */
    synchronized List<Pull> pulls() {
        List<Pull> all = new ArrayList<>(pullsWaiting);
        for (Pull pull : pulls.values()) {
            if (!pullsWaiting.contains(pull)) {
                all.add(pull);
            }
        }
        return all;
    }

    // ---- theirs

    /** What becomes of a new request of theirs. */
    enum Place {
        STARTS,
        WAITS,
        FULL,
        TAKEN
    }

    synchronized Place add(Serve serve) {
        UUID id = serve.request().id();
        if (serves.containsKey(id)) {
            return Place.TAKEN;
        }
        if (serving < limits.atOnce()) {
            serves.put(id, serve);
            serving++;
            return Place.STARTS;
        }
        if (servesWaiting.size() >= limits.waiting()) {
            return Place.FULL;
        }
        serves.put(id, serve);
        arrivals.put(id, arrived++);
        servesWaiting.add(serve);
        return Place.WAITS;
    }

    /** Removes a request. @return the one that may start now, or null */
    synchronized Serve remove(Serve serve) {
        if (!serves.remove(serve.request().id(), serve)) {
            return null;
        }
        boolean waited = servesWaiting.remove(serve);
        arrivals.remove(serve.request().id());
        if (waited) {
            return null;
        }
        Serve next = servesWaiting.poll();
        if (next == null) {
            serving--;
        } else {
            arrivals.remove(next.request().id());
        }
        return next;
    }

    synchronized Serve serve(UUID id) {
        return serves.get(id);
    }

    /** Those that wait come first: who ends them all lets none of them start on the way. */
    synchronized List<Serve> serves() {
        List<Serve> all = new ArrayList<>(servesWaiting);
        for (Serve serve : serves.values()) {
            if (!servesWaiting.contains(serve)) {
                all.add(serve);
            }
        }
        return all;
    }
}
