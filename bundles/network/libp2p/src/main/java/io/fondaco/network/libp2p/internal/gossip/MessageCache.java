package io.fondaco.network.libp2p.internal.gossip;

import io.fondaco.model.PeerId;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Messages of the last heartbeats, for peers that missed them. Source: gossipsub v1.0, "Message Cache". */
final class MessageCache {

    private static final class Kept {
        private final String topic;
        private final byte[] message;
        private final Map<PeerId, Integer> sent = new HashMap<>();

        Kept(String topic, byte[] message) {
            this.topic = topic;
            this.message = message;
        }
    }

    private final int windows;
    private final int gossipWindows;
    private final long mostBytes;
    private final Map<MessageId, Kept> kept = new HashMap<>();
    private final Deque<Deque<MessageId>> history = new ArrayDeque<>();
    private long bytes;

    MessageCache(int windows, int gossipWindows, long mostBytes) {
        this.windows = windows;
        this.gossipWindows = gossipWindows;
        this.mostBytes = mostBytes;
        history.addFirst(new ArrayDeque<>());
    }

    /** @param message in its wire form */
    void put(MessageId id, String topic, byte[] message) {
        if (kept.putIfAbsent(id, new Kept(topic, message)) != null) {
            return;
        }
        history.getFirst().addLast(id);
        bytes += message.length;
        while (bytes > mostBytes) {
            Deque<MessageId> oldest = history.getLast();
            if (oldest.isEmpty()) {
                history.removeLast();
            } else {
                forget(oldest.removeFirst());
            }
        }
    }

    private void forget(MessageId id) {
        bytes -= kept.remove(id).message.length;
    }

    /** The message for a peer that asks; null when it is gone or the peer has asked too often. */
    byte[] take(MessageId id, PeerId peer) {
        Kept found = kept.get(id);
        if (found == null || found.sent.merge(peer, 1, Integer::sum) > GossipSettings.RETRANSMISSIONS) {
            return null;
        }
        return found.message;
    }

    /** Ids of a topic's messages of the last few heartbeats, newest heartbeat first. */
    List<MessageId> recent(String topic) {
        List<MessageId> ids = new ArrayList<>();
        int window = 0;
        for (Deque<MessageId> one : history) {
            if (window++ == gossipWindows) {
                break;
            }
            for (MessageId id : one) {
                if (kept.get(id).topic.equals(topic)) {
                    ids.add(id);
                }
            }
        }
        return ids;
    }

    /** A heartbeat is over. */
    void shift() {
        history.addFirst(new ArrayDeque<>());
        while (history.size() > windows) {
            history.removeLast().forEach(this::forget);
        }
    }

    long bytes() {
        return bytes;
    }
}
