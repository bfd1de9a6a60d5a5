package io.fondaco.transfer.http;

import io.fondaco.model.Time;
import io.fondaco.transfer.TransferOrder;
import io.fondaco.transfer.http.internal.Dialer;
import io.fondaco.transfer.http.internal.Fetch;
import io.fondaco.transfer.http.internal.Names;
import io.fondaco.transfer.spi.Attempt;
import io.fondaco.transfer.spi.Meter;
import io.fondaco.transfer.spi.Transport;
import io.fondaco.transfer.spi.TransportException;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.SSLSocketFactory;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Pulls files from HTTP and HTTPS addresses that strangers name: resolves once, checks every address, connects only to
 * checked ones, and believes no length it has not counted.
 *
 * <p>While a file is being pulled it is one byte longer than in the end when the end is known, so that its size never
 * says it is complete before it is; {@code <file>.http} beside it remembers which ranges are on disk. A server without
 * ranges is read from the beginning each time.
 */
public final class HttpTransport implements Transport, AutoCloseable {

    /** The name orders use. */
    public static final String NAME = "http";

    private static final Logger LOG = LoggerFactory.getLogger(HttpTransport.class);
    private static final int CLOSING_SECONDS = 10;

    private final ExecutorService threads;
    private final Fetch.Means means;
    private final Set<Fetch> running = ConcurrentHashMap.newKeySet();
    private volatile boolean closed;

    /** @param time for the rate floor */
    public HttpTransport(Time time, HttpSettings settings) {
        this(time, settings, Names.SYSTEM, Dialer.SOCKETS, (SSLSocketFactory) SSLSocketFactory.getDefault());
    }

    HttpTransport(Time time, HttpSettings settings, Names names, Dialer dialer, SSLSocketFactory tls) {
        AtomicInteger number = new AtomicInteger();
        threads = Executors.newCachedThreadPool(task -> {
            Thread thread = new Thread(task, "fondaco-transfer-http-" + number.incrementAndGet());
            thread.setDaemon(true);
            return thread;
        });
        means = new Fetch.Means(settings, time, names, dialer, tls, threads);
        if (settings.allowPrivate()) {
            LOG.warn("Private and loopback addresses may be pulled from: anybody who proposes a deal can reach them");
        }
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public Attempt begin(TransferOrder order, Meter meter) {
        Fetch fetch = new Fetch(order, meter, means);
        running.add(fetch);
        fetch.done().whenComplete((bytes, failure) -> running.remove(fetch));
        if (closed) {
            fetch.stop("the http transport is closed");
        }
        try {
            threads.execute(fetch);
        } catch (RejectedExecutionException e) {
            running.remove(fetch);
            throw TransportException.passing("the http transport is closed", e);
        }
        return fetch;
    }

    /** Stops all pulls and waits up to 10 s until none writes any more. */
    @Override
    public void close() {
        closed = true;
        running.forEach(fetch -> fetch.stop("the http transport closes"));
        threads.shutdown();
        try {
            if (!threads.awaitTermination(CLOSING_SECONDS, TimeUnit.SECONDS)) {
                LOG.warn("{} pulls did not stop in {} s", running.size(), CLOSING_SECONDS);
                threads.shutdownNow();
            }
        } catch (InterruptedException e) {
            threads.shutdownNow();
            Thread.currentThread().interrupt();
        }
    }
}
