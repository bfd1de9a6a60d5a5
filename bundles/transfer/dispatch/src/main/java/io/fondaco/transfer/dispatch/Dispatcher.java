package io.fondaco.transfer.dispatch;

import io.fondaco.model.PeerId;
import io.fondaco.model.Registration;
import io.fondaco.model.Time;
import io.fondaco.transfer.Decision;
import io.fondaco.transfer.Incoming;
import io.fondaco.transfer.TransferEvent;
import io.fondaco.transfer.TransferId;
import io.fondaco.transfer.TransferListener;
import io.fondaco.transfer.TransferOrder;
import io.fondaco.transfer.TransferResponder;
import io.fondaco.transfer.TransferView;
import io.fondaco.transfer.Transfers;
import io.fondaco.transfer.dispatch.internal.Channel;
import io.fondaco.transfer.dispatch.internal.Channel.Status;
import io.fondaco.transfer.dispatch.internal.Flight;
import io.fondaco.transfer.dispatch.internal.Guests;
import io.fondaco.transfer.dispatch.internal.Mishap;
import io.fondaco.transfer.dispatch.internal.Runway;
import io.fondaco.transfer.dispatch.internal.Telling;
import io.fondaco.transfer.spi.Attempt;
import io.fondaco.transfer.spi.Reception;
import io.fondaco.transfer.spi.Transport;
import io.fondaco.transfer.spi.TransportException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs the transfers of a house. Transports come and go: an order whose transport is missing waits for it, and one whose
 * transport leaves stops, keeps the bytes it has and goes on with the next transport of that name.
 *
 * <p>Nothing here is stored. Whoever gave an order gives it again after a restart, with the same channel.
 */
public final class Dispatcher implements Transfers, Reception, AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Dispatcher.class);

    /** How many transfers that are over are kept for {@link #list}. */
    private static final int HISTORY = 200;

    private final Time time;
    private final Settings settings;
    private final RandomGenerator chance;
    private final Telling telling;
    private final Guests guests;
    private final ExecutorService own;
    private final AtomicLong number = new AtomicLong();
    private final AtomicInteger due = new AtomicInteger();

    private final Object lock = new Object();
    private final Runway runway;
    private final Map<TransferId, Channel> live = new LinkedHashMap<>();
    private final Map<TransferId, Channel> finished = new LinkedHashMap<>() {
        @Override
        protected boolean removeEldestEntry(Map.Entry<TransferId, Channel> eldest) {
            return size() > HISTORY;
        }
    };
    private boolean closed;

    /** Listeners are called from threads of its own, at most one per listener. */
    public Dispatcher(Time time, Settings settings) {
        this(time, settings, RandomGenerator.getDefault(), Executors.newCachedThreadPool(Dispatcher::thread), true);
    }

    /**
     * For those who keep the threads and the chance in their own hands.
     *
     * @param chance spreads the pauses between attempts
     * @param threads where listeners are called
     */
    public Dispatcher(Time time, Settings settings, RandomGenerator chance, Executor threads) {
        this(time, settings, chance, threads, false);
    }

    private Dispatcher(Time time, Settings settings, RandomGenerator chance, Executor threads, boolean own) {
        this.time = time;
        this.settings = settings;
        this.chance = chance;
        this.own = own ? (ExecutorService) threads : null;
        runway = new Runway(settings.atOnce(), settings.perPeer());
        telling = new Telling(threads);
        guests = new Guests(time, telling);
    }

    private static Thread thread(Runnable task) {
        Thread thread = new Thread(task, "fondaco-transfer-dispatch");
        thread.setDaemon(true);
        return thread;
    }

    /** Lets a transport in. Of several with one name, the last that came is used. */
    public void addTransport(Transport transport) {
        synchronized (lock) {
            runway.add(transport.name(), transport);
        }
        LOG.info("Transport {} is here", transport.name());
        pump();
    }

    /** Lets a transport go: its attempts stop, their transfers wait for the next transport of that name. */
    public void removeTransport(Transport transport) {
        String why = "transport " + transport.name() + " left";
        List<Flight> stopping = new ArrayList<>();
        synchronized (lock) {
            runway.remove(transport);
            for (Channel channel : live.values()) {
                Flight flight = channel.flight;
                if (flight != null && flight.transport == transport && flight.stopping == null) {
                    flight.unhoused = true;
                    flight.stopping = why;
                    stopping.add(flight);
                }
            }
        }
        LOG.info("Transport {} is gone; {} transfers stop and wait for the next", transport.name(), stopping.size());
        stopping.forEach(this::halt);
        pump();
    }

    @Override
    public void begin(TransferOrder order) {
        synchronized (lock) {
            if (closed) {
                throw new IllegalStateException("transfers are closed; " + order + " cannot begin");
            }
            Channel running = live.get(order.id());
            if (running != null) {
                if (running.status.over()) {
                    running.next = order;
                }
                return;
            }
            Channel before = finished.remove(order.id());
            if (before != null && before.stillDone(order)) {
                finished.put(order.id(), before);
                telling.post(new TransferEvent.Restarted(order.id(), before.party(), before.voucher()));
                telling.post(new TransferEvent.Completed(order.id(), before.party(), before.progress.bytes()));
            } else {
                live.put(order.id(), new Channel(order, time.now(), before != null && before.known));
            }
        }
        pump();
    }

    @Override
    public boolean cancel(TransferId id, String why) {
        Flight flight;
        synchronized (lock) {
            Channel channel = live.get(id);
            if (channel == null || channel.status.over()) {
                return false;
            }
            end(channel, Status.CANCELLED, why);
            flight = channel.flight;
            if (flight != null && flight.stopping != null) {
                flight = null;
            } else if (flight != null) {
                flight.stopping = why;
            }
        }
        if (flight != null) {
            halt(flight);
        }
        pump();
        return true;
    }

    /**
     * {@inheritDoc} Counts microseconds of the wall clock: larger than before a restart as long as the clock was not set
     * back and fewer than a million a second were asked for.
     */
    @Override
    public long nextNumber(PeerId initiator) {
        return number.updateAndGet(last -> Math.max(last + 1, time.now().toEpochMilli() * 1000));
    }

    @Override
    public Registration listen(PeerId party, TransferListener listener) {
        return telling.listen(party, listener);
    }

    @Override
    public Registration respond(PeerId party, String voucherType, TransferResponder responder) {
        return guests.respond(party, voucherType, responder);
    }

    @Override
    public List<TransferView> list() {
        Map<TransferId, TransferView> all = new HashMap<>();
        guests.list().forEach(view -> all.put(view.id(), view));
        synchronized (lock) {
            finished.values().forEach(channel -> all.put(channel.order.id(), channel.view()));
            live.values().forEach(channel -> all.put(channel.order.id(), channel.view()));
        }
        return all.values().stream()
                .sorted(Comparator.comparing(TransferView::since)
                        .thenComparing(view -> view.id().number())
                        .reversed())
                .toList();
    }

    @Override
    public Decision ask(Incoming incoming) {
        return guests.ask(incoming);
    }

    @Override
    public void tell(TransferEvent event) {
        guests.tell(event);
        telling.deliver();
    }

    /** Stops all attempts; nobody is told, since everybody goes on after the restart. */
    @Override
    public void close() {
        List<Flight> stopping = new ArrayList<>();
        synchronized (lock) {
            closed = true;
            for (Channel channel : live.values()) {
                quiet(channel.wake);
                if (channel.flight != null && channel.flight.stopping == null) {
                    channel.flight.stopping = "the house closes";
                    stopping.add(channel.flight);
                }
            }
        }
        stopping.forEach(this::halt);
        if (own != null) {
            own.shutdown();
        }
    }

    /** Starts what may start. Reentrant calls only leave a note, so that no stack grows with the queue. */
    private void pump() {
        if (due.getAndIncrement() == 0) {
            int seen = 1;
            while (seen != 0) {
                startAll();
                seen = due.addAndGet(-seen);
            }
        }
        telling.deliver();
    }

    /** Whatever goes wrong in here, the pump must come back: with {@code due} above 0 nothing would ever start again. */
    private void startAll() {
        try {
            for (Flight flight = next(); flight != null; flight = next()) {
                start(flight);
            }
        } catch (Throwable t) {
            LOG.error("Starting transfers broke; it goes on with the next that begins or ends", t);
        }
    }

    private Flight next() {
        synchronized (lock) {
            Channel channel = closed ? null : runway.next(live.values(), time.now());
            if (channel == null) {
                return null;
            }
            channel.flight = new Flight(channel, runway.transport(channel), this::opened, this::moved);
            channel.attempts++;
            channel.progress.begun(time.now());
            quiet(channel.wake);
            runway.started(channel);
            return channel.flight;
        }
    }

    /** Transports are foreign code: whatever one throws ends its attempt and nothing else. */
    private void start(Flight flight) {
        try {
            Attempt attempt =
                    Objects.requireNonNull(flight.transport.begin(flight.channel.order, flight), "no attempt");
            boolean stop;
            synchronized (lock) {
                flight.attempt = attempt;
                stop = flight.stopping != null;
                if (!stop && !closed) {
                    watch(flight);
                }
            }
            attempt.done().whenComplete((bytes, failure) -> ended(flight, bytes, failure));
            if (stop) {
                halt(flight);
            }
        } catch (Throwable t) {
            if (flight.attempt != null) {
                stop(flight, "the transport broke: " + t);
            }
            ended(flight, null, t);
        }
    }

    private void watch(Flight flight) {
        flight.alarm = time.at(flight.channel.progress.grew().plus(settings.stall()), () -> {
            synchronized (lock) {
                Instant due = flight.channel.progress.grew().plus(settings.stall());
                if (flight.landed || flight.stopping != null) {
                    return;
                }
                if (due.isAfter(time.now())) {
                    watch(flight);
                    return;
                }
                flight.stopping = "no byte came for " + settings.stall().toSeconds() + " s";
            }
            halt(flight);
        });
    }

    /** Tells an attempt to stop, and counts it as ended when it does not. */
    private void halt(Flight flight) {
        synchronized (lock) {
            if (flight.attempt == null || flight.landed) {
                return;
            }
            quiet(flight.alarm);
            flight.alarm = closed
                    ? null
                    : time.after(settings.stopping(), () -> {
                        LOG.warn("{} did not stop in {}", flight.channel.order, settings.stopping());
                        ended(flight, null, TransportException.passing(flight.stopping, null));
                    });
        }
        stop(flight, flight.stopping);
    }

    private static void stop(Flight flight, String why) {
        try {
            flight.attempt.stop(why);
        } catch (Throwable t) {
            LOG.error("{} threw when told to stop", flight.channel.order, t);
        }
    }

    private void opened(Flight flight) {
        synchronized (lock) {
            Channel channel = flight.channel;
            if (flight.landed || flight.stopping != null || channel.status.over()) {
                return;
            }
            channel.status = Status.MOVING;
            channel.note = "";
            TransferId id = channel.order.id();
            telling.post(
                    channel.known || channel.progress.bytes() > 0
                            ? new TransferEvent.Restarted(id, channel.party(), channel.voucher())
                            : new TransferEvent.Opened(id, channel.party(), channel.voucher()));
            channel.known = true;
        }
        telling.deliver();
    }

    private void moved(Flight flight, long[] bytesAndTotal) {
        Channel channel = flight.channel;
        if (!channel.progress.moved(bytesAndTotal[0], bytesAndTotal[1], time.now())) {
            return;
        }
        synchronized (lock) {
            if (flight.landed || channel.status != Status.MOVING) {
                return;
            }
            telling.post(new TransferEvent.Moved(
                    channel.order.id(), channel.party(), bytesAndTotal[0], channel.progress.total()));
        }
        telling.deliver();
    }

    private void ended(Flight flight, Long bytes, Throwable failure) {
        synchronized (lock) {
            if (flight.landed) {
                return;
            }
            flight.landed = true;
            quiet(flight.alarm);
            Channel channel = flight.channel;
            channel.flight = null;
            runway.landed(channel);
            if (channel.status.over()) {
                retire(channel);
            } else if (failure == null) {
                complete(channel, bytes);
            } else {
                failed(flight, failure);
            }
        }
        pump();
    }

    private void complete(Channel channel, long bytes) {
        TransferOrder order = channel.order;
        channel.progress.done(bytes);
        if (order.bytes() >= 0 && bytes != order.bytes() || bytes > order.most()) {
            end(
                    channel,
                    Status.FAILED,
                    "it has " + bytes + " bytes and must have " + order.bytes() + ", at the most " + order.most());
        } else {
            end(channel, Status.DONE, "");
        }
    }

    private void failed(Flight flight, Throwable failure) {
        Channel channel = flight.channel;
        Mishap mishap = Mishap.of(flight, failure);
        long has = channel.progress.bytes();
        if (has > channel.best) {
            channel.best = has;
            channel.fruitless = 0;
        }
        if (closed) {
            return;
        }
        if (!mishap.passing()) {
            end(channel, Status.FAILED, mishap.why());
            return;
        }
        if (flight.unhoused) {
            channel.attempts--;
            channel.status = Status.WAITING;
            channel.notBefore = time.now();
        } else if (mishap.counts() && ++channel.fruitless >= settings.attempts()) {
            end(channel, Status.FAILED, "given up after " + channel.attempts + " attempts: " + mishap.why());
            return;
        } else {
            Duration pause = settings.pause(Math.max(1, channel.fruitless), chance.nextDouble());
            channel.status = Status.STALLED;
            channel.notBefore = time.now().plus(mishap.pause().compareTo(pause) > 0 ? mishap.pause() : pause);
            channel.wake = time.at(channel.notBefore, this::pump);
        }
        channel.note = mishap.why();
        LOG.info("{} stalled, goes on after {}: {}", channel.order, channel.notBefore, mishap.why());
        telling.post(new TransferEvent.Stalled(channel.order.id(), channel.party(), mishap.why()));
    }

    /** Ends a channel for both ends, as far as they live here. */
    private void end(Channel channel, Status status, String why) {
        TransferId id = channel.order.id();
        channel.status = status;
        channel.note = why == null ? "" : why;
        guests.open(id).ifPresent(party -> guests.tell(event(channel, party)));
        telling.post(event(channel, channel.party()));
        if (status != Status.DONE) {
            LOG.info("{} {}: {}", channel.order, status == Status.FAILED ? "failed" : "was cancelled", channel.note);
        }
        if (channel.flight == null) {
            retire(channel);
        }
    }

    private static TransferEvent event(Channel channel, PeerId party) {
        TransferId id = channel.order.id();
        return switch (channel.status) {
            case DONE -> new TransferEvent.Completed(id, party, channel.progress.bytes());
            case FAILED -> new TransferEvent.Failed(id, party, channel.note);
            default -> new TransferEvent.Cancelled(id, party, channel.note);
        };
    }

    private void retire(Channel channel) {
        TransferId id = channel.order.id();
        quiet(channel.wake);
        live.remove(id);
        finished.remove(id);
        finished.put(id, channel);
        if (channel.next != null && !closed) {
            live.put(id, new Channel(channel.next, time.now(), channel.known));
        }
    }

    private static void quiet(Registration alarm) {
        if (alarm != null) {
            alarm.close();
        }
    }
}
