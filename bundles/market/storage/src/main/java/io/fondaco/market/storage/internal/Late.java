package io.fondaco.market.storage.internal;

import io.fondaco.deal.DealView;
import io.fondaco.deal.spi.Machine;
import io.fondaco.model.DealId;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * A machine that is about to run. The engine resumes deals while it starts a table, so their steps can need the machine
 * before whoever starts it has it: what they send waits until then.
 */
final class Late<E, R> implements Machine<E, R> {

    private final CompletableFuture<Machine<E, R>> machine = new CompletableFuture<>();

    void is(Machine<E, R> running) {
        machine.complete(running);
    }

    @Override
    public CompletionStage<DealView> open(DealId id, R record, E first) {
        return machine.thenCompose(m -> m.open(id, record, first));
    }

    @Override
    public CompletionStage<Boolean> send(DealId id, E event) {
        return machine.thenCompose(m -> m.send(id, event));
    }

    @Override
    public Optional<R> remembered(DealId id) {
        return machine.join().remembered(id);
    }

    @Override
    public Optional<DealView> view(DealId id) {
        return machine.join().view(id);
    }

    @Override
    public List<DealId> open() {
        return machine.join().open();
    }

    /** Closes the machine; when it never came, whoever waits for it is told so. */
    @Override
    public void close() {
        if (!machine.completeExceptionally(new IllegalStateException("the market is closed"))) {
            machine.thenAccept(Machine::close);
        }
    }
}
