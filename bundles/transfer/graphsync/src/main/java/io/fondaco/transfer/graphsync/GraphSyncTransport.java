package io.fondaco.transfer.graphsync;

import io.fondaco.codec.selector.TraversalLimits;
import io.fondaco.model.PeerId;
import io.fondaco.model.Registration;
import io.fondaco.model.Time;
import io.fondaco.network.Host;
import io.fondaco.transfer.Offerings;
import io.fondaco.transfer.TransferOrder;
import io.fondaco.transfer.graphsync.internal.datatransfer.Channels;
import io.fondaco.transfer.graphsync.internal.datatransfer.Offers;
import io.fondaco.transfer.graphsync.internal.datatransfer.Surroundings;
import io.fondaco.transfer.graphsync.internal.graphsync.Limits;
import io.fondaco.transfer.graphsync.internal.graphsync.Memory;
import io.fondaco.transfer.graphsync.internal.graphsync.Message;
import io.fondaco.transfer.spi.Attempt;
import io.fondaco.transfer.spi.Meter;
import io.fondaco.transfer.spi.Reception;
import io.fondaco.transfer.spi.Revalidator;
import io.fondaco.transfer.spi.Transport;
import io.fondaco.transfer.spi.TransportException;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Moves DAGs between parties with GraphSync 2.0 and data-transfer 1.2. The file of an order is a CAR: of a push the one the
 * blocks are taken from, in any order; of a pull the draft. Whoever receives writes a CARv1 with the order's root and the
 * blocks depth first, each once, and goes on with what is there after a cut.
 */
public final class GraphSyncTransport implements Transport, AutoCloseable {

    /** The name orders use. */
    public static final String NAME = "graphsync";

    private static final Logger LOG = LoggerFactory.getLogger(GraphSyncTransport.class);
    private static final int CLOSING_SECONDS = 10;
    private static final int MOST_STEPS = 1024;

    private final ThreadPoolExecutor workers;
    private final Offers offers = new Offers();
    private final Map<String, Revalidator> revalidators = new ConcurrentHashMap<>();
    private final Map<PeerId, Channels> channels = new ConcurrentHashMap<>();
    private final Surroundings house;

    public GraphSyncTransport(Reception reception, Time time, GraphSyncSettings settings) {
        AtomicInteger number = new AtomicInteger();
        workers = (ThreadPoolExecutor) Executors.newFixedThreadPool(settings.workers(), task -> {
            Thread thread = new Thread(task, "fondaco-transfer-graphsync-" + number.incrementAndGet());
            thread.setDaemon(true);
            return thread;
        });
        Limits limits = new Limits(
                settings.requestsPerPeer(),
                Limits.STANDARD.waiting(),
                settings.memoryPerPeer(),
                settings.memory(),
                new TraversalLimits(settings.nodes(), settings.blocks(), MOST_STEPS, Message.MOST_BLOCK),
                settings.bytes(),
                settings.silence());
        house = new Surroundings(
                reception,
                time,
                limits,
                new Memory(limits.perPeer(), limits.total()),
                workers,
                ConcurrentHashMap.newKeySet(),
                revalidators,
                offers);
    }

    /**
     * Has a party's host speak GraphSync until the registration is closed, which ends what it has in progress.
     *
     * @throws IllegalStateException when the host speaks it already
     */
    public Registration attach(Host host) {
        Channels of = new Channels(host, house);
        channels.put(host.id(), of);
        return () -> {
            if (channels.remove(host.id(), of)) {
                of.close();
            }
        };
    }

    /** Lets somebody have a say about what goes out. One for each type of voucher. */
    public Registration add(Revalidator revalidator) {
        String type = revalidator.voucherType();
        if (revalidators.putIfAbsent(type, revalidator) != null) {
            throw new IllegalStateException("somebody revalidates " + type + " already");
        }
        return () -> revalidators.remove(type, revalidator);
    }

    /** What is given to anybody. */
    public Offerings offerings() {
        return offers;
    }

    /** The channels of a party, for whoever drives them by hand. */
    Channels channels(PeerId party) {
        return channels.get(party);
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public Attempt begin(TransferOrder order, Meter meter) {
        if (order.id().responder().isEmpty() || order.voucher().isEmpty()) {
            throw TransportException.lasting(
                    "a GraphSync transfer needs a responder and a voucher, " + order.id() + " lacks one", null);
        }
        Channels of = channels.get(order.initiator());
        if (of == null) {
            throw TransportException.passing("party " + order.initiator() + " is not here", null);
        }
        return of.begin(order, meter);
    }

    /** Ends everything and waits up to 10 s until nothing is written any more. */
    @Override
    public void close() {
        channels.values().forEach(Channels::close);
        channels.clear();
        workers.shutdown();
        try {
            if (!workers.awaitTermination(CLOSING_SECONDS, TimeUnit.SECONDS)) {
                LOG.warn("GraphSync transfers did not stop in {} s", CLOSING_SECONDS);
                workers.shutdownNow();
            }
        } catch (InterruptedException e) {
            workers.shutdownNow();
            Thread.currentThread().interrupt();
        }
    }
}
