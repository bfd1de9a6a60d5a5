package io.fondaco.chain.market.internal;

import io.fondaco.chain.ChainException;
import io.fondaco.chain.Receipt;
import io.fondaco.chain.actors.ExitCode;
import io.fondaco.model.Address;
import io.fondaco.model.Cid;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Waits for what messages bring about. The clerk's. */
final class Arrivals {
    private final ChainState chain;
    private final Receipts receipts;
    private final Clerk clerk;
    private final List<Awaited> awaited = new ArrayList<>();

    private record Awaited(Address account, CompletableFuture<Void> there) {}

    Arrivals(ChainState chain, Receipts receipts, Clerk clerk) {
        this.chain = chain;
        this.receipts = receipts;
        this.clerk = clerk;
    }

    /** The receipt of a message that is settled. */
    CompletionStage<Receipt> settled(Cid message) {
        CompletableFuture<Receipt> receipt = new CompletableFuture<>();
        receipts.follow(message, receipt::complete, clerk);
        return receipt;
    }

    /** When an account is in the head's state; fails if the message that is to make it is settled and did not. */
    CompletionStage<Void> account(Address account, Cid message) {
        CompletableFuture<Void> there = new CompletableFuture<>();
        awaited.add(new Awaited(account, there));
        receipts.follow(
                message,
                receipt -> {
                    if (!receipt.ok()) {
                        there.completeExceptionally(new ChainException(
                                ChainException.Reason.REFUSED,
                                "message " + message + ", which was to make the account " + account + ", ended with "
                                        + ExitCode.name(receipt.exitCode())));
                    }
                },
                clerk);
        headMoved();
        return there;
    }

    void headMoved() {
        for (Awaited one : List.copyOf(awaited)) {
            if (one.there().isDone() || chain.exists(one.account())) {
                awaited.remove(one);
                one.there().complete(null);
            }
        }
    }
}
