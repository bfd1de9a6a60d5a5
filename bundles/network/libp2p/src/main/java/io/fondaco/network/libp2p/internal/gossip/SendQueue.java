package io.fondaco.network.libp2p.internal.gossip;

import io.fondaco.model.Time;
import io.fondaco.network.libp2p.internal.gossip.Rpc.Have;
import io.fondaco.network.libp2p.internal.gossip.Rpc.Prune;
import io.fondaco.network.libp2p.internal.gossip.Rpc.Subscription;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * What waits to be sent to one peer. Bounded in bytes: when it is full the oldest gossip goes first, then the oldest
 * messages. What is said of subscriptions and the mesh is never dropped: a later word on the same topic takes the place of
 * an earlier one. While there is no way to the peer nothing waits. On the router's thread.
 */
final class SendQueue {

    /** Where frames go. */
    interface Pipe {

        /** Sends one RPC. {@code done} is called on the router's thread; with the reason when it failed. */
        void send(byte[] rpc, Consumer<Throwable> done);

        void reset();
    }

    /** An RPC is closed once it has this many bytes. */
    private static final int FRAME = 128 << 10;

    private static final int ID_OVERHEAD = 8;

    private final Time time;
    private final int mostBytes;
    private final Consumer<Throwable> failed;
    private final Map<String, Boolean> subscriptions = new LinkedHashMap<>();
    private final Map<String, Boolean> grafts = new LinkedHashMap<>();
    private final Map<String, Prune> prunes = new LinkedHashMap<>();
    private final Deque<byte[]> messages = new ArrayDeque<>();
    private final Deque<Have> haves = new ArrayDeque<>();
    private final Deque<MessageId> wants = new ArrayDeque<>();
    private long bytes;
    private long dropped;
    private Pipe pipe;
    private Instant writing;

    /** @param failed told once a write has failed */
    SendQueue(Time time, int mostBytes, Consumer<Throwable> failed) {
        this.time = time;
        this.mostBytes = mostBytes;
        this.failed = failed;
    }

    /** Sends through this from now on. */
    void attach(Pipe to, Collection<String> topics) {
        detach();
        pipe = to;
        topics.forEach(topic -> subscriptions.put(topic, true));
        pump();
    }

    boolean attached() {
        return pipe != null;
    }

    /** Forgets what waits. */
    void detach() {
        if (pipe != null) {
            Pipe old = pipe;
            pipe = null;
            writing = null;
            subscriptions.clear();
            grafts.clear();
            prunes.clear();
            messages.clear();
            haves.clear();
            wants.clear();
            bytes = 0;
            old.reset();
        }
    }

    void subscription(String topic, boolean subscribes) {
        if (pipe == null) {
            return;
        }
        subscriptions.put(topic, subscribes);
        pump();
    }

    void graft(String topic) {
        if (pipe == null) {
            return;
        }
        prunes.remove(topic);
        grafts.put(topic, true);
        pump();
    }

    void prune(Prune prune) {
        if (pipe == null) {
            return;
        }
        grafts.remove(prune.topic());
        prunes.put(prune.topic(), prune);
        pump();
    }

    /** @param message in its wire form */
    void message(byte[] message) {
        if (pipe == null) {
            return;
        }
        messages.addLast(message);
        bytes += message.length;
        shrink();
        pump();
    }

    void have(Have have) {
        if (pipe == null) {
            return;
        }
        haves.addLast(have);
        bytes += size(have);
        shrink();
        pump();
    }

    void want(List<MessageId> ids) {
        if (pipe == null) {
            return;
        }
        for (MessageId id : ids) {
            wants.addLast(id);
            bytes += size(id);
        }
        shrink();
        pump();
    }

    private static long size(MessageId id) {
        return id.bytes().length + ID_OVERHEAD;
    }

    private static long size(Have have) {
        return have.ids().stream().mapToLong(SendQueue::size).sum()
                + have.topic().length();
    }

    private void shrink() {
        while (bytes > mostBytes && !haves.isEmpty()) {
            bytes -= size(haves.removeFirst());
            dropped++;
        }
        while (bytes > mostBytes && !wants.isEmpty()) {
            bytes -= size(wants.removeFirst());
            dropped++;
        }
        while (bytes > mostBytes && messages.size() > 1) {
            bytes -= messages.removeFirst().length;
            dropped++;
        }
    }

    private boolean isEmpty() {
        return subscriptions.isEmpty()
                && grafts.isEmpty()
                && prunes.isEmpty()
                && messages.isEmpty()
                && haves.isEmpty()
                && wants.isEmpty();
    }

    private void pump() {
        if (pipe == null || writing != null || isEmpty()) {
            return;
        }
        writing = time.now();
        Pipe to = pipe;
        to.send(frame(), failure -> {
            if (pipe != to) {
                return;
            }
            writing = null;
            if (failure != null) {
                failed.accept(failure);
            } else {
                pump();
            }
        });
    }

    private byte[] frame() {
        List<Subscription> announced = new ArrayList<>();
        subscriptions.forEach((topic, on) -> announced.add(new Subscription(topic, on)));
        subscriptions.clear();
        long size = 0;
        List<byte[]> posted = new ArrayList<>();
        while (!messages.isEmpty() && (posted.isEmpty() || size + messages.getFirst().length <= FRAME)) {
            byte[] message = messages.removeFirst();
            size += message.length;
            bytes -= message.length;
            posted.add(message);
        }
        List<Have> told = new ArrayList<>();
        while (!haves.isEmpty() && size < FRAME) {
            Have have = haves.removeFirst();
            size += size(have);
            bytes -= size(have);
            told.add(have);
        }
        List<MessageId> asked = new ArrayList<>();
        while (!wants.isEmpty() && size < FRAME) {
            MessageId id = wants.removeFirst();
            size += size(id);
            bytes -= size(id);
            asked.add(id);
        }
        Rpc.Control control = new Rpc.Control(told, asked, List.copyOf(grafts.keySet()), List.copyOf(prunes.values()));
        grafts.clear();
        prunes.clear();
        return Rpc.encode(announced, posted, control);
    }

    /** Whether a write has been under way for longer than this. */
    boolean stalled(Duration patience) {
        return writing != null && writing.plus(patience).isBefore(time.now());
    }

    /** Bytes of messages and gossip that wait. */
    long bytes() {
        return bytes;
    }

    /** Messages and gossip that were dropped because the peer took them too slowly. */
    long dropped() {
        return dropped;
    }
}
