package io.fondaco.ao.unit.internal;

import io.fondaco.ao.AoException;
import io.fondaco.ao.AoException.Reason;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;

/** What callers of the unit wait for. None is left open when the unit ends. */
final class Promises {
    private final Executor clerks;
    private final Set<CompletableFuture<?>> promised = ConcurrentHashMap.newKeySet();
    private volatile boolean closed;

    Promises(Executor clerks) {
        this.clerks = clerks;
    }

    /** What a clerk is to begin. */
    interface Work<T> {
        CompletionStage<T> begin();
    }

    /** Begins something on a clerk's thread; it ends when the unit ends, at the latest. */
    <T> CompletionStage<T> make(Work<T> work) {
        CompletableFuture<T> promise = new CompletableFuture<>();
        promised.add(promise);
        promise.whenComplete((value, failure) -> promised.remove(promise));
        clerks.execute(() -> {
            try {
                work.begin().whenComplete((value, failure) -> {
                    if (failure == null) {
                        promise.complete(value);
                    } else {
                        promise.completeExceptionally(told(failure));
                    }
                });
            } catch (RuntimeException e) {
                promise.completeExceptionally(told(e));
            }
        });
        if (closed) {
            promise.completeExceptionally(down());
        }
        return promise;
    }

    private static AoException told(Throwable failure) {
        Throwable cause = Clerks.unwrapped(failure);
        return cause instanceof AoException refused
                ? refused
                : new AoException(Reason.UNAVAILABLE, "the ao unit failed: " + cause, cause);
    }

    private static AoException down() {
        return new AoException(Reason.UNAVAILABLE, "the ao unit is going down; ask again when it is up");
    }

    /** From now on everything is refused. */
    void end() {
        closed = true;
    }

    /** Tells everybody who still waits. */
    void breakAll() {
        promised.forEach(promise -> promise.completeExceptionally(down()));
    }
}
