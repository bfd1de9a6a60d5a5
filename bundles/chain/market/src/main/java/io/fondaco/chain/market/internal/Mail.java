package io.fondaco.chain.market.internal;

import io.fondaco.chain.MessagePool;
import io.fondaco.chain.Outgoing;
import io.fondaco.model.Cid;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;

/** Sends messages, each once for its key, and keeps in the books what was sent for it. The clerk's. */
final class Mail {
    private final MessagePool pool;
    private final Books books;
    private final Clerk clerk;
    private final Map<String, CompletableFuture<Cid>> underWay = new HashMap<>();

    Mail(MessagePool pool, Books books, Clerk clerk) {
        this.pool = pool;
        this.books = books;
        this.clerk = clerk;
    }

    /** The message that was sent for the key, now or before. Completes in the clerk's turn. */
    CompletionStage<Cid> send(Outgoing message) {
        String key = message.key();
        CompletableFuture<Cid> known = underWay.get(key);
        if (known != null) {
            return known;
        }
        CompletableFuture<Cid> answer = new CompletableFuture<>();
        underWay.put(key, answer);
        begin(message)
                .handleAsync((cid, failed) -> sent(key, cid, failed), clerk)
                .whenComplete((cid, failed) -> {
                    if (failed == null) {
                        answer.complete(cid);
                    } else {
                        answer.completeExceptionally(Clerk.plain(failed));
                    }
                });
        return answer;
    }

    /** Whether a message was sent for the key, or is on its way to be. */
    boolean sentBefore(String key) {
        return underWay.containsKey(key)
                || books.ledger().sent(key).isPresent()
                || pool.sentFor(key).isPresent();
    }

    private Cid sent(String key, Cid cid, Throwable failed) {
        underWay.remove(key);
        if (failed != null) {
            throw new CompletionException(Clerk.plain(failed));
        }
        if (books.ledger().sent(key).isEmpty()) {
            books.record(new BookEvent.Sent(key, cid.toString()));
        }
        return cid;
    }

    private CompletionStage<Cid> begin(Outgoing message) {
        // What the books know is the answer, even if the pool has forgotten it: it is never sent a second time.
        return books.ledger()
                .sent(message.key())
                .<CompletionStage<Cid>>map(CompletableFuture::completedFuture)
                .orElseGet(() -> pool.send(message).thenApply(signed -> signed.cid()));
    }
}
