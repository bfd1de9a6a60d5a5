package io.fondaco.ao.unit.internal;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/** The lines of a schedule one after the other: those handed over when they were written, the others from the store. */
final class Lines {
    private static final int MOST = 256;
    /** Bytes of messages that are kept at most; one more may be on its way. */
    private static final long MOST_BYTES = (long) MOST * Store.INLINE;

    private final String process;
    private final Store store;
    private final Map<Long, Entry> handed = new ConcurrentHashMap<>();
    private final AtomicLong bytes = new AtomicLong();
    /** For the worker whose slice it is. */
    private final Deque<Entry> read = new ArrayDeque<>();

    Lines(String process, Store store) {
        this.process = process;
        this.store = store;
    }

    /** A line that is durable; kept when there is room, else it is read when its turn comes. From any thread. */
    void hand(Entry entry) {
        if (handed.size() < MOST && bytes.get() + length(entry) <= MOST_BYTES) {
            bytes.addAndGet(length(entry));
            handed.put(entry.nonce(), entry);
        }
    }

    private static long length(Entry entry) {
        return entry.scheduled().message().length();
    }

    /** Drops what was read ahead. */
    void forget() {
        read.clear();
    }

    /** A line that is durable; nonces come in growing order. */
    Entry peek(long nonce) {
        while (!read.isEmpty() && read.peek().nonce() < nonce) {
            read.poll();
        }
        Entry entry = handed.get(nonce);
        if (entry == null && read.isEmpty()) {
            read.addAll(store.schedule(process, nonce, Store.CHUNK));
        }
        entry = entry != null ? entry : read.peek();
        if (entry == null || entry.nonce() != nonce) {
            throw new IllegalStateException("nonce " + nonce + " is missing in the schedule of " + process);
        }
        return entry;
    }

    /** As {@link #peek}; that line is not asked for again until the next replay. */
    Entry take(long nonce) {
        Entry entry = peek(nonce);
        if (handed.remove(nonce) != null) {
            bytes.addAndGet(-length(entry));
        }
        return entry;
    }
}
