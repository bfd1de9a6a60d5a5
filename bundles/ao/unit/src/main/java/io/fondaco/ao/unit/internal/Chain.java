package io.fondaco.ao.unit.internal;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** All that one message leads to: how much of it is under way, and how much more it may be. */
final class Chain {
    private final CompletableFuture<Void> done = new CompletableFuture<>();
    private int open;
    private int budget;

    /** @param budget how many more messages may follow */
    Chain(int budget) {
        this.budget = budget;
    }

    /** One more is under way. */
    synchronized void begin() {
        open++;
    }

    /** One is over, with all it led to begun. */
    void end() {
        boolean last;
        synchronized (this) {
            last = --open == 0;
        }
        if (last) {
            done.complete(null);
        }
    }

    /** Whether one more may follow; counts it. */
    synchronized boolean spend() {
        return budget > 0 && budget-- > 0;
    }

    CompletionStage<Void> done() {
        return done;
    }
}
