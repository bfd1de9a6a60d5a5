package io.fondaco.transfer.local;

import io.fondaco.model.Time;
import io.fondaco.transfer.TransferOrder;
import io.fondaco.transfer.local.internal.Copy;
import io.fondaco.transfer.spi.Attempt;
import io.fondaco.transfer.spi.Meter;
import io.fondaco.transfer.spi.Reception;
import io.fondaco.transfer.spi.Transport;
import io.fondaco.transfer.spi.TransportException;
import java.nio.file.Path;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Moves bytes between two parties of this house by copying the file. Asks the responder like any transport, resumes
 * where the copy and the original stop being equal, forces the copy to disk, and tells the responder how it goes.
 *
 * <p>A channel of which no responder is here ends passing, since its party may come back; a refusal is lasting.
 */
public final class LocalTransport implements Transport, AutoCloseable {

    /** The name orders use. */
    public static final String NAME = "local";

    private static final Logger LOG = LoggerFactory.getLogger(LocalTransport.class);
    private static final int CLOSING_SECONDS = 10;

    private final Reception reception;
    private final Time time;
    private final long bytesPerSecond;
    private final ThreadPoolExecutor workers;
    private final Set<Copy> running = ConcurrentHashMap.newKeySet();
    private final Set<Path> written = ConcurrentHashMap.newKeySet();
    private volatile boolean closed;

    /**
     * @param time for the throttle
     * @param workers how many copies may run at once, at least 1; more wait for a worker
     * @param bytesPerSecond how fast one copy may be; 0 for as fast as it goes
     */
    public LocalTransport(Reception reception, Time time, int workers, long bytesPerSecond) {
        if (workers < 1 || bytesPerSecond < 0) {
            throw new IllegalArgumentException(
                    "a local transport needs a worker and no negative speed: " + workers + ", " + bytesPerSecond);
        }
        this.reception = reception;
        this.time = time;
        this.bytesPerSecond = bytesPerSecond;
        AtomicInteger number = new AtomicInteger();
        this.workers = (ThreadPoolExecutor) Executors.newFixedThreadPool(workers, task -> {
            Thread thread = new Thread(task, "fondaco-transfer-local-" + number.incrementAndGet());
            thread.setDaemon(true);
            return thread;
        });
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public Attempt begin(TransferOrder order, Meter meter) {
        if (order.id().responder().isEmpty() || order.voucher().isEmpty()) {
            throw TransportException.lasting(
                    "a local transfer needs a responder and a voucher, " + order.id() + " lacks one", null);
        }
        Copy copy = new Copy(order, meter, reception, time, workers, bytesPerSecond, written);
        running.add(copy);
        copy.done().whenComplete((bytes, failure) -> running.remove(copy));
        if (closed) {
            copy.stop("the local transport is closed");
        }
        try {
            workers.execute(copy);
        } catch (RejectedExecutionException e) {
            copy.stop("the local transport is closed");
        }
        return copy;
    }

    /** Stops all copies and waits up to 10 s until none writes any more. */
    @Override
    public void close() {
        closed = true;
        running.forEach(copy -> copy.stop("the local transport closes"));
        workers.shutdown();
        try {
            if (!workers.awaitTermination(CLOSING_SECONDS, TimeUnit.SECONDS)) {
                LOG.warn("{} local copies did not stop in {} s", running.size(), CLOSING_SECONDS);
                workers.shutdownNow();
            }
        } catch (InterruptedException e) {
            workers.shutdownNow();
            Thread.currentThread().interrupt();
        }
    }
}
