package io.fondaco.chain.node.internal;

import io.fondaco.chain.HeadChange;
import io.fondaco.chain.node.internal.store.Collector;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Has old states collected now and then, on a thread of its own. */
final class Housekeeping implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Housekeeping.class);
    private static final long SECONDS = 20;

    private final ChainEngine engine;
    private final Collector collector;
    private final Semaphore sweeping;
    private final long states;
    private final long every;
    private final AtomicBoolean busy = new AtomicBoolean();
    private final ExecutorService thread = Executors.newSingleThreadExecutor(task -> {
        Thread sweeper = new Thread(task, "fondaco-chain-collector");
        sweeper.setDaemon(true);
        return sweeper;
    });
    private long last;

    /** @param sweeping held by whoever collects, and by snapshots, whose blocks nothing leads to yet */
    Housekeeping(ChainEngine engine, Collector collector, Semaphore sweeping, long states, long every) {
        this.engine = engine;
        this.collector = collector;
        this.states = states;
        this.every = every;
        this.sweeping = sweeping;
        this.last = collector.last();
    }

    void moved(HeadChange change) {
        long height = change.head().height().number();
        if (height - last < every && height >= last || !busy.compareAndSet(false, true)) {
            return;
        }
        last = height;
        try {
            thread.execute(this::collect);
        } catch (RejectedExecutionException closing) {
            busy.set(false);
        }
    }

    private void collect() {
        if (!sweeping.tryAcquire()) {
            busy.set(false);
            return;
        }
        try {
            long from = System.nanoTime();
            Collector.Collected collected =
                    collector.collect(engine::head, engine::recent, engine.execution()::recentStates, states);
            LOG.info(
                    "old states: {} blocks of {} MiB deleted, {} kept, in {} ms",
                    collected.deleted(),
                    collected.bytes() >> 20,
                    collected.kept(),
                    TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - from));
        } catch (RuntimeException failed) {
            LOG.error("old states could not be collected; it is tried again {} epochs on", every, failed);
        } finally {
            sweeping.release();
            busy.set(false);
        }
    }

    /** The vault is closed next: the sweep has to be over. */
    @Override
    public void close() throws InterruptedException {
        thread.shutdownNow();
        if (!thread.awaitTermination(SECONDS, TimeUnit.SECONDS)) {
            LOG.warn("the collection of old states did not end within {} s", SECONDS);
        }
    }
}
