package io.fondaco.chain.node.internal.pool;

import io.fondaco.model.Address;
import io.fondaco.model.TokenAmount;
import java.util.Collection;
import java.util.NavigableMap;
import java.util.TreeMap;

/** The pending messages of one account, one for a nonce. */
final class Sender {
    private final Address key;
    private final NavigableMap<Long, Pending> messages = new TreeMap<>();
    private int local;
    private int room;

    Sender(Address key) {
        this.key = key;
    }

    Address key() {
        return key;
    }

    /** By nonce. */
    Collection<Pending> messages() {
        return messages.values();
    }

    /** From a nonce on, by nonce. */
    Collection<Pending> from(long nonce) {
        return messages.tailMap(nonce, true).values();
    }

    Pending at(long nonce) {
        return messages.get(nonce);
    }

    int size() {
        return messages.size();
    }

    /** The room all of them take. */
    int room() {
        return room;
    }

    /** Whether a message of it was sent from here: the account is ours then, and so are all its messages. */
    boolean local() {
        return local > 0;
    }

    /** Returns what had its nonce, or null. */
    Pending put(Pending pending) {
        Pending old = messages.put(pending.nonce(), pending);
        room += pending.room() - (old == null ? 0 : old.room());
        local += (pending.local() ? 1 : 0) - (old != null && old.local() ? 1 : 0);
        return old;
    }

    void remove(Pending pending) {
        if (messages.remove(pending.nonce(), pending)) {
            room -= pending.room();
            local -= pending.local() ? 1 : 0;
        }
    }

    /** What its messages up to a nonce need, other than the one that has it; attoFIL. */
    TokenAmount needsBefore(long nonce) {
        TokenAmount needs = TokenAmount.ZERO;
        for (Pending pending : messages.headMap(nonce, false).values()) {
            needs = needs.plus(pending.needs());
        }
        return needs;
    }
}
