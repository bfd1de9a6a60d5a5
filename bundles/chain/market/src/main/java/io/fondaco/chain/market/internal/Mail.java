package io.fondaco.chain.market.internal;

import io.fondaco.chain.MessagePool;
import io.fondaco.chain.Outgoing;
import io.fondaco.chain.Receipt;
import io.fondaco.chain.actors.ExitCode;
import io.fondaco.model.Cid;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends messages, each once for its key. The books keep what was sent for it and what became of that, which the node does
 * not know for ever. The clerk's.
 */
final class Mail {
    private static final Logger LOG = LoggerFactory.getLogger(Mail.class);

    private final ChainState chain;
    private final MessagePool pool;
    private final Books books;
    private final Receipts receipts;
    private final Clerk clerk;
    private final Map<String, CompletableFuture<Cid>> underWay = new HashMap<>();
    private final Set<String> followed = new HashSet<>();

    Mail(ChainState chain, MessagePool pool, Books books, Receipts receipts, Clerk clerk) {
        this.chain = chain;
        this.pool = pool;
        this.books = books;
        this.receipts = receipts;
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

    private CompletionStage<Cid> begin(Outgoing message) {
        // What the books know is the answer, even if the pool has forgotten it: it is never sent a second time.
        return books.ledger()
                .sent(message.key())
                .<CompletionStage<Cid>>map(CompletableFuture::completedFuture)
                .orElseGet(() -> {
                    // On a head of the past it would get a nonce that is used already.
                    return chain.past()
                            ? CompletableFuture.failedFuture(chain.behind())
                            : pool.send(message).thenApply(signed -> signed.cid());
                });
    }

    private Cid sent(String key, Cid cid, Throwable failed) {
        underWay.remove(key);
        if (failed != null) {
            throw new CompletionException(Clerk.plain(failed));
        }
        if (books.ledger().sent(key).isEmpty()) {
            books.record(new BookEvent.Sent(key, cid.toString()));
        }
        follow(key, cid);
        return cid;
    }

    /** Whether a message was sent for the key, or is on its way to be. */
    boolean sentBefore(String key) {
        return underWay.containsKey(key)
                || books.ledger().sent(key).isPresent()
                || pool.sentFor(key).isPresent();
    }

    /** Follows what is not settled. At the start, and with every head, as the books may not have taken a receipt. */
    void resume() {
        books.ledger().unsettled().forEach(this::follow);
    }

    private void follow(String key, Cid cid) {
        if (books.ledger().receipt(key).isEmpty() && followed.add(key)) {
            receipts.follow(cid, receipt -> settled(key, receipt), clerk);
        }
    }

    private void settled(String key, Receipt receipt) {
        followed.remove(key);
        books.record(new BookEvent.MessageSettled(
                key, receipt.message().toString(), receipt.epoch().number(), receipt.exitCode(), receipt.returned()));
        if (!receipt.ok()) {
            LOG.warn("what was sent for {} ended with {}", key, ExitCode.name(receipt.exitCode()));
        }
    }
}
