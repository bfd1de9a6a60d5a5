package io.fondaco.chain.node.internal.genesis;

import io.fondaco.model.Progress;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;

/** Says how far work has come once it takes more than two seconds, and every few seconds then. */
final class SlowWork implements Progress {
    private static final long FIRST = TimeUnit.SECONDS.toNanos(2);
    private static final long AGAIN = TimeUnit.SECONDS.toNanos(5);

    private final Consumer<String> say;
    private final AtomicLong next = new AtomicLong(System.nanoTime() + FIRST);

    SlowWork(Consumer<String> say) {
        this.say = say;
    }

    @Override
    public void at(String stage, long done, long total) {
        long due = next.get();
        long now = System.nanoTime();
        if (now - due >= 0 && next.compareAndSet(due, now + AGAIN)) {
            say.accept(total > 0 ? stage + ": " + 100 * done / total + " %" : stage);
        }
    }
}
