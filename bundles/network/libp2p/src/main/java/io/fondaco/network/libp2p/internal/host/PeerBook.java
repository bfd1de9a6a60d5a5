package io.fondaco.network.libp2p.internal.host;

import io.fondaco.model.PeerId;
import io.fondaco.model.Time;
import io.fondaco.network.Multiaddr;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What a host has learnt about peers. Bounded: when it is full, the peer heard of longest ago is forgotten. Thread-safe. */
final class PeerBook {

    /** Peers remembered. */
    static final int MAX_PEERS = 20_000;

    /** Addresses remembered of one peer. */
    static final int MAX_ADDRESSES = 32;

    private static final class Entry {
        private final Map<Multiaddr, Instant> addresses = new LinkedHashMap<>();
        private List<String> protocols = List.of();
        private String agent = "";
    }

    private final Time time;
    private final Map<PeerId, Entry> entries;

    PeerBook(Time time) {
        this.time = time;
        this.entries = new LinkedHashMap<>(16, 0.75f, true) {
            private static final long serialVersionUID = 1;

            @Override
            protected boolean removeEldestEntry(Map.Entry<PeerId, Entry> eldest) {
                return size() > MAX_PEERS;
            }
        };
    }

    synchronized void learn(PeerId peer, Collection<Multiaddr> addresses, Duration keep) {
        Instant until = time.now().plus(keep);
        List<Multiaddr> plain = new ArrayList<>();
        for (Multiaddr address : addresses) {
            if (address.peer().filter(other -> !other.equals(peer)).isPresent()) {
                throw new IllegalArgumentException(address + " is not an address of " + peer);
            }
            plain.add(address.withoutPeer());
        }
        Entry entry = entries.computeIfAbsent(peer, p -> new Entry());
        for (Multiaddr address : plain) {
            entry.addresses.merge(address, until, (old, fresh) -> old.isAfter(fresh) ? old : fresh);
        }
        while (entry.addresses.size() > MAX_ADDRESSES) {
            entry.addresses.remove(entry.addresses.entrySet().stream()
                    .min(Comparator.comparing(Map.Entry::getValue))
                    .orElseThrow()
                    .getKey());
        }
    }

    synchronized void identified(PeerId peer, List<String> protocols, String agent) {
        Entry entry = entries.computeIfAbsent(peer, p -> new Entry());
        entry.protocols = List.copyOf(protocols);
        entry.agent = agent;
    }

    /** Addresses that have not been forgotten. */
    synchronized List<Multiaddr> addresses(PeerId peer) {
        Entry entry = entries.get(peer);
        if (entry == null) {
            return List.of();
        }
        Instant now = time.now();
        entry.addresses.values().removeIf(until -> until.isBefore(now));
        return List.copyOf(entry.addresses.keySet());
    }

    synchronized List<String> protocols(PeerId peer) {
        Entry entry = entries.get(peer);
        return entry == null ? List.of() : entry.protocols;
    }

    synchronized String agent(PeerId peer) {
        Entry entry = entries.get(peer);
        return entry == null ? "" : entry.agent;
    }

    synchronized boolean knows(PeerId peer) {
        return entries.containsKey(peer);
    }

    synchronized List<PeerId> peers() {
        return List.copyOf(entries.keySet());
    }
}
