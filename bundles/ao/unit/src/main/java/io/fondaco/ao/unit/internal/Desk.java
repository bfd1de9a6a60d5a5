package io.fondaco.ao.unit.internal;

import io.fondaco.ao.Result;
import io.fondaco.ao.Signer;
import io.fondaco.model.Time;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.Consumer;

/**
 * What all processes of a unit share.
 *
 * @param clerks run what may wait for the disk
 * @param told is told every result that has become durable
 */
record Desk(
        Settings settings,
        Signer key,
        String address,
        Time time,
        Store store,
        Modules modules,
        Runtimes runtimes,
        Executor clerks,
        Slices slices,
        Consumer<Result> told) {

    /** Milliseconds since 1970. */
    long now() {
        return time.now().toEpochMilli();
    }

    /** Completes a stage on a thread that may wait: whoever depends on it shall not hold up the journal or a worker. */
    <T> void complete(CompletableFuture<T> stage, T value) {
        clerks.execute(() -> stage.complete(value));
    }

    void fail(CompletableFuture<?> stage, Throwable failure) {
        clerks.execute(() -> stage.completeExceptionally(failure));
    }
}
