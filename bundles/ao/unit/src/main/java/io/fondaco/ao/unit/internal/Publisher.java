package io.fondaco.ao.unit.internal;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;

/** Lets results out once they are durable, in their order, however the journal's answers come in. */
final class Publisher {
    private final Deque<Pending> pending = new ArrayDeque<>();
    private final Lane lane;
    private final Consumer<Evaluated> out;
    private final Consumer<Throwable> failed;
    private final Runnable drained;

    private static final class Pending {
        private final Evaluated result;
        private boolean durable;

        private Pending(Evaluated result) {
            this.result = result;
        }
    }

    /**
     * @param failed is told why a result could not be stored; that one and all after it are dropped
     * @param drained runs when nothing is on its way any more
     */
    Publisher(Lane lane, Consumer<Evaluated> out, Consumer<Throwable> failed, Runnable drained) {
        this.drained = drained;
        this.lane = lane;
        this.out = out;
        this.failed = failed;
    }

    /** Whether nothing is on its way. */
    boolean idle() {
        synchronized (pending) {
            return pending.isEmpty();
        }
    }

    void store(Evaluated result, Store store) {
        Pending one = new Pending(result);
        synchronized (pending) {
            pending.add(one);
        }
        CompletionStage<?> stored;
        try {
            stored = store.append(result);
        } catch (RuntimeException e) {
            drop(one, e);
            return;
        }
        stored.whenComplete((line, failure) -> {
            if (failure == null) {
                durable(one);
            } else {
                drop(one, failure);
            }
        });
    }

    private void durable(Pending one) {
        synchronized (pending) {
            one.durable = true;
            while (!pending.isEmpty() && pending.peek().durable) {
                Evaluated result = pending.poll().result;
                lane.execute(() -> out.accept(result));
            }
        }
        if (idle()) {
            drained.run();
        }
    }

    private void drop(Pending one, Throwable failure) {
        synchronized (pending) {
            pending.remove(one);
        }
        failed.accept(failure);
    }
}
