package io.fondaco.chain.node.internal.pool;

import io.fondaco.chain.message.SignedMessage;
import io.fondaco.model.Cid;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * What was sent from here, so that it survives the process. The pool calls it from one thread at a time.
 *
 * <p>Order: {@link #keep} has returned before a message is announced, selected for a block or handed to anybody; the pool
 * gives its nonce to another message only after {@link #withdraw} has returned. Each method is one step: when it returns,
 * all of it is durable; when it throws or the process dies within, all of it or nothing is. Methods throw a
 * RuntimeException if the store fails; the pool tries {@link #settle}, and what {@link #keep} tells of keys, again with the
 * next head.
 */
public interface Outbox {
    /**
     * A message and what it is for.
     *
     * @param key of {@link io.fondaco.chain.Outgoing}; empty for none
     */
    record Entry(SignedMessage message, String key) {
        public Entry {
            Objects.requireNonNull(message, "message");
            Objects.requireNonNull(key, "key");
        }
    }

    /**
     * Keeps a message under its CID, open, and makes its key, if it has one, name it from now on. One that is there
     * already stays as it is, open or settled, and its key names it again.
     */
    void keep(Entry entry);

    /** Takes a message back: it is as if it had never been kept. Its key names the last other message kept for it, if any. */
    void withdraw(Cid message);

    /** The message is on the chain for good: {@link #open} leaves it out from now on, the others still know it. */
    void settle(Cid message);

    /** What is not settled, in the order it was first kept. */
    List<Entry> open();

    /** A message that was kept, open or settled. */
    Optional<Entry> find(Cid message);

    /** The message that a key names. */
    Optional<Cid> sentFor(String key);
}
