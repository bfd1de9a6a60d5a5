package io.fondaco.chain.node.internal.pool;

import io.fondaco.chain.ChainException;
import io.fondaco.chain.ChainException.Reason;
import io.fondaco.chain.message.Message;
import io.fondaco.chain.message.SignedMessage;
import io.fondaco.model.Address;
import io.fondaco.model.Cid;
import io.fondaco.model.Epoch;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * What was sent from here and is not on the chain for good. Several messages of it may have the same nonce, when one was
 * replaced: any of them may be the one that a block takes. Guarded by the pool's lock.
 */
final class LocalMessages {
    /** A nonce of an account. */
    record Slot(Address sender, long nonce) implements Comparable<Slot> {
        @Override
        public int compareTo(Slot other) {
            int bySender = sender.compareTo(other.sender);
            return bySender != 0 ? bySender : Long.compare(nonce, other.nonce);
        }
    }

    /** A message on the chain. @param signed with its signature, if that is at hand */
    record Use(Message message, Cid cid, Optional<SignedMessage> signed) {}

    /** One message. */
    static final class Local {
        final Pending pending;
        final String key;
        /** Epoch of the head when its nonce was first seen used; null while it is not. */
        Epoch used;
        /** The message that used its nonce, if that was seen. */
        Use by;
        /** Whether the outbox knows which message the key names. */
        boolean named;
        /** When it was announced last; null for never. */
        Epoch announced;

        Local(Outbox.Entry entry) {
            this.pending = Pending.of(entry.message(), true);
            this.key = entry.key();
        }

        /** Whether something else than what was meant used its nonce. */
        boolean displaced() {
            return by != null && !Syntax.sameButForGas(by.message(), pending.message());
        }
    }

    private final Outbox outbox;
    private final Map<Slot, List<Local>> slots = new TreeMap<>();
    private final Map<Cid, Local> byCid = new HashMap<>();
    private final Set<Cid> doubtful = new LinkedHashSet<>();

    LocalMessages(Outbox outbox) {
        this.outbox = outbox;
        outbox.open().forEach(this::add);
    }

    private Local add(Outbox.Entry entry) {
        Local local = new Local(entry);
        Local there = byCid.putIfAbsent(local.pending.cid(), local);
        if (there != null) {
            return there;
        }
        slots.computeIfAbsent(slot(local), s -> new ArrayList<>()).add(local);
        return local;
    }

    private static Slot slot(Local local) {
        return new Slot(local.pending.sender(), local.pending.nonce());
    }

    private void drop(Local local) {
        byCid.remove(local.pending.cid());
        slots.computeIfPresent(slot(local), (slot, there) -> {
            there.remove(local);
            return there.isEmpty() ? null : there;
        });
    }

    boolean has(Address sender, long nonce) {
        return slots.containsKey(new Slot(sender, nonce));
    }

    Optional<Local> open(Cid message) {
        return Optional.ofNullable(byCid.get(message));
    }

    Iterable<List<Local>> bySlot() {
        return slots.values();
    }

    /** The message of a slot that pays most; among equals the one kept first. */
    static Local best(List<Local> slot) {
        Local best = slot.get(0);
        for (Local local : slot) {
            if (local.pending
                            .message()
                            .gasPremium()
                            .compareTo(best.pending.message().gasPremium())
                    > 0) {
                best = local;
            }
        }
        return best;
    }

    /** Also one that is on the chain for good. */
    Optional<SignedMessage> find(Cid message) {
        return doubtful.contains(message)
                ? Optional.empty()
                : outbox.find(message).map(Outbox.Entry::message);
    }

    Optional<Cid> sentFor(String key) {
        return key.isEmpty() ? Optional.empty() : outbox.sentFor(key).filter(cid -> !doubtful.contains(cid));
    }

    /**
     * Keeps a message; when this returns it is durable. If the outbox fails nobody knows whether it is: it then counts as
     * not sent, and {@link #clear} takes it back before anything else is sent.
     *
     * @throws ChainException (UNAVAILABLE) if the outbox fails
     */
    Local keep(SignedMessage message, String key) {
        Outbox.Entry entry = new Outbox.Entry(message, key);
        try {
            outbox.keep(entry);
        } catch (RuntimeException e) {
            doubtful.add(message.cid());
            throw unavailable(
                    "message " + message.message().nonce() + " of "
                            + message.message().from() + " was not sent: it could not be kept",
                    e);
        }
        return add(entry);
    }

    /** Takes back what may have been kept by calls that failed. @throws ChainException (UNAVAILABLE) if the outbox fails */
    void clear() {
        for (Cid message : List.copyOf(doubtful)) {
            try {
                outbox.withdraw(message);
            } catch (RuntimeException e) {
                throw unavailable("nothing can be sent: message " + message + " could not be taken back", e);
            }
            doubtful.remove(message);
        }
    }

    private static ChainException unavailable(String what, RuntimeException cause) {
        ChainException thrown = new ChainException(Reason.UNAVAILABLE, what + ": " + cause.getMessage());
        thrown.initCause(cause);
        return thrown;
    }

    /** A message on the chain used this nonce. */
    void used(Slot slot, Use by, Epoch head) {
        for (Local local : slots.getOrDefault(slot, List.of())) {
            local.used = head;
            local.by = by;
            local.named = false;
        }
    }

    /**
     * Tells the outbox what the chain did: keys name the messages that came on the chain for them, what is there for good
     * is settled, and what can never come there gives its key free. What fails is tried again the next time.
     *
     * @param finality epochs after which nothing is reverted
     */
    void tell(Epoch head, long finality) {
        List<Local> all = new ArrayList<>();
        slots.values().forEach(all::addAll);
        for (Local local : all) {
            if (local.by != null && !local.named && !local.key.isEmpty() && !local.displaced()) {
                name(local);
            }
        }
        for (Local local : all) {
            if (local.used != null && head.since(local.used) > finality) {
                if (local.displaced()) {
                    outbox.withdraw(local.pending.cid());
                } else {
                    outbox.settle(local.pending.cid());
                }
                drop(local);
            }
        }
    }

    /** Has the key name the message that came on the chain, if its signature is at hand. */
    private void name(Local local) {
        boolean due = outbox.sentFor(local.key).filter(local.by.cid()::equals).isEmpty();
        if (due && local.by.signed().isPresent()) {
            Outbox.Entry entry = new Outbox.Entry(local.by.signed().get(), local.key);
            outbox.keep(entry);
            Local there = add(entry);
            there.used = local.used;
            there.by = local.by;
            there.named = true;
        }
        local.named = true;
    }
}
