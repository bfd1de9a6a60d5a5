package io.fondaco.transfer.graphsync.internal.datatransfer;

import io.fondaco.codec.DecodeException;
import io.fondaco.codec.car.CarFile;
import io.fondaco.codec.ipld.Node;
import io.fondaco.codec.selector.Selector;
import io.fondaco.codec.selector.Selectors;
import io.fondaco.model.PeerId;
import io.fondaco.model.Registration;
import io.fondaco.network.Host;
import io.fondaco.transfer.Decision;
import io.fondaco.transfer.Incoming;
import io.fondaco.transfer.TransferId;
import io.fondaco.transfer.TransferOrder;
import io.fondaco.transfer.Voucher;
import io.fondaco.transfer.graphsync.internal.datatransfer.TransferMessage.Request;
import io.fondaco.transfer.graphsync.internal.datatransfer.TransferMessage.Response;
import io.fondaco.transfer.graphsync.internal.datatransfer.TransferMessage.Type;
import io.fondaco.transfer.graphsync.internal.datatransfer.TransferMessage.Typed;
import io.fondaco.transfer.graphsync.internal.graphsync.Door;
import io.fondaco.transfer.graphsync.internal.graphsync.Exchange;
import io.fondaco.transfer.graphsync.internal.graphsync.Holder;
import io.fondaco.transfer.graphsync.internal.graphsync.Message;
import io.fondaco.transfer.graphsync.internal.graphsync.Serve;
import io.fondaco.transfer.graphsync.internal.graphsync.Status;
import io.fondaco.transfer.spi.Attempt;
import io.fondaco.transfer.spi.Meter;
import io.fondaco.transfer.spi.TransportException;
import java.io.IOException;
import java.nio.file.Files;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.BiConsumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The channels of one host: those it began, those peers began with it, and requests without a channel. */
public final class Channels implements Door, AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Channels.class);

    /** Of how many ended channels it is remembered that they were open, and what was sent. */
    private static final int REMEMBERED = 2000;

    /** Selectors that mean a whole DAG: what a CAR holds. */
    private static final Set<Selector> WHOLE = Set.of(
            Selector.all(),
            new Selector.ExploreRecursive(
                    OptionalLong.empty(),
                    new Selector.ExploreUnion(List.of(
                            new Selector.Matcher(), new Selector.ExploreAll(new Selector.ExploreRecursiveEdge())))));

    private final PeerId me;
    private final Surroundings house;
    private final Exchange exchange;
    private final Mail mail;
    private final Map<TransferId, Outgoing> mine = new ConcurrentHashMap<>();
    private final Map<TransferId, Guest> guests = new ConcurrentHashMap<>();
    private final Map<TransferId, Long> known = Collections.synchronizedMap(new LinkedHashMap<>() {
        @Override
        protected boolean removeEldestEntry(Map.Entry<TransferId, Long> eldest) {
            return size() > REMEMBERED;
        }
    });
    private final List<BiConsumer<TransferId, Response>> results = new CopyOnWriteArrayList<>();

    public Channels(Host host, Surroundings house) {
        this.me = host.id();
        this.house = house;
        this.exchange = new Exchange(host, house.time(), house.limits(), house.memory(), house.workers(), this);
        this.mail = new Mail(host, house.workers(), this::took);
    }

    public Exchange exchange() {
        return exchange;
    }

    // ---- what this end begins

    /** Begins an attempt at a channel this host begins. */
    public Attempt begin(TransferOrder order, Meter meter) {
        TransferId id = order.id();
        Typed voucher;
        try {
            voucher = Vouchers.typed(order.voucher().orElseThrow());
        } catch (DecodeException e) {
            throw TransportException.lasting("the voucher of " + id + " is not DAG-CBOR: " + e.getMessage(), e);
        }
        boolean again = known.containsKey(id);
        Meter noting = new Meter() {
            @Override
            public void opened() {
                known.putIfAbsent(id, 0L);
                meter.opened();
            }

            @Override
            public void moved(long bytes, long total) {
                meter.moved(bytes, total);
            }
        };
        Outgoing attempt = order.direction() == TransferOrder.Direction.PULL
                ? new PullAttempt(order, voucher, again, noting, house, exchange, result -> told(id, result))
                : new PushAttempt(order, voucher, again, noting, house, mail, result -> told(id, result));
        Outgoing before = mine.put(id, attempt);
        if (before != null) {
            before.stop("begun again");
        }
        attempt.done().whenComplete((bytes, failure) -> mine.remove(id, attempt));
        attempt.begin();
        return attempt;
    }

    private void told(TransferId id, Response result) {
        results.forEach(listener -> listener.accept(id, result));
    }

    /** Tells what responders answer to vouchers: from workers, must be quick. */
    public Registration results(BiConsumer<TransferId, Response> listener) {
        results.add(listener);
        return () -> results.remove(listener);
    }

    /** Sends one more voucher on a channel this end began. */
    public void voucher(TransferId id, Voucher voucher) {
        send(id.responder().orElseThrow(), Request.voucher(id.number(), Vouchers.typed(voucher)));
    }

    /** Has the sender of a channel stop sending, or go on, whichever end that is. */
    public void hold(TransferId id, boolean paused) {
        Outgoing ours = mine.get(id);
        Guest guest = guests.get(id);
        boolean here = ours != null
                ? ours.hold(Holder.THIS_SIDE, paused)
                : guest != null && guest.hold(Holder.THIS_SIDE, paused);
        if (here) {
            LOG.debug("{} {} here", id, paused ? "is paused" : "goes on");
        }
        tellOther(id, Type.UPDATE, paused);
    }

    /** Calls a channel off for both ends. */
    public void cancel(TransferId id, String why) {
        tellOther(id, Type.CANCEL, false);
        Outgoing ours = mine.get(id);
        if (ours != null) {
            ours.stop(why);
        }
        Guest guest = guests.get(id);
        if (guest != null) {
            guest.stop(why);
        }
    }

    private void tellOther(TransferId id, Type type, boolean paused) {
        if (id.initiator().equals(me)) {
            send(id.responder().orElseThrow(), Request.plain(type, id.number(), paused));
        } else {
            send(id.initiator(), new Response(type, id.number(), true, paused, Typed.NONE));
        }
    }

    private void send(PeerId to, TransferMessage message) {
        mail.send(to, message).whenComplete((sent, failure) -> {
            if (failure != null) {
                LOG.debug("{} was not told {}: {}", to, message.type(), failure.getMessage());
            }
        });
    }

    // ---- what comes in

    private void took(PeerId from, TransferMessage message) {
        if (message instanceof Response response) {
            Outgoing ours = mine.get(new TransferId(me, Optional.of(from), response.number()));
            if (ours != null) {
                ours.took(response);
            } else {
                LOG.debug("{} answers channel {}, which is not open", from, response.number());
            }
            return;
        }
        Request request = (Request) message;
        TransferId id = new TransferId(from, Optional.of(me), request.number());
        switch (request.type()) {
            case NEW, RESTART -> {
                if (request.pull()) {
                    // Pulls come as GraphSync requests.
                    send(from, refusal(request, "ask for the data, not for the channel", false));
                } else {
                    pushed(id, request);
                }
            }
            case RESTART_EXISTING -> existing(from, request.existing().orElseThrow());
            default -> {
                Guest guest = guests.get(id);
                if (guest != null) {
                    guest.took(request);
                } else {
                    LOG.debug("{} sent {} on {}, which is not open", from, request.type(), id);
                }
            }
        }
    }

    private void existing(PeerId from, TransferMessage.Existing channel) {
        Outgoing ours =
                mine.get(new TransferId(channel.initiator(), Optional.of(channel.responder()), channel.number()));
        if (ours != null
                && channel.initiator().equals(me)
                && channel.responder().equals(from)) {
            ours.again();
        }
    }

    private static Response refusal(Request request, String why, boolean later) {
        return new Response(request.type(), request.number(), false, false, new Reason(why, later).toTyped());
    }

    private Decision ask(TransferId id, Request request) {
        return house.reception()
                .ask(new Incoming(
                        id,
                        me,
                        id.initiator(),
                        request.pull() ? TransferOrder.Direction.PULL : TransferOrder.Direction.PUSH,
                        Vouchers.of(request.voucher()),
                        request.root().orElseThrow(),
                        known.containsKey(id)));
    }

    private static Response refusal(Request request, Decision decision) {
        return decision instanceof Decision.Refuse refuse
                ? refusal(request, refuse.why(), false)
                : refusal(request, ((Decision.Later) decision).why(), true);
    }

    private void pushed(TransferId id, Request request) {
        if (!whole(request.selector().orElseThrow())) {
            send(id.initiator(), refusal(request, "only whole DAGs are taken, not parts by selector", false));
            return;
        }
        Decision decision = ask(id, request);
        if (!(decision instanceof Decision.Accept accept)) {
            send(id.initiator(), refusal(request, decision));
            return;
        }
        Guest before = guests.get(id);
        if (before == null) {
            receive(id, request, accept);
        } else {
            // Its connection may have gone unnoticed here.
            before.stop("the initiator begins again").whenComplete((done, failure) -> receive(id, request, accept));
        }
    }

    private void receive(TransferId id, Request request, Decision.Accept accept) {
        Guest.Pushed[] self = new Guest.Pushed[1];
        boolean again = known.putIfAbsent(id, 0L) != null;
        self[0] = new Guest.Pushed(
                id,
                me,
                Vouchers.of(request.voucher()),
                house,
                mail,
                exchange,
                request,
                accept,
                again,
                () -> guests.remove(id, self[0]));
        guests.put(id, self[0]);
        self[0].begin();
    }

    private static boolean whole(Node selector) {
        try {
            return WHOLE.contains(Selectors.fromNode(selector));
        } catch (DecodeException e) {
            return false;
        }
    }

    // ---- the door

    @Override
    public Answer asked(PeerId from, Message.Request request, Serve serve) throws IOException {
        List<TransferMessage> messages = Extensions.read(request.extensions());
        if (messages.isEmpty()) {
            return offered(request);
        }
        if (messages.get(0) instanceof Response response) {
            Outgoing ours = mine.get(new TransferId(me, Optional.of(from), response.number()));
            return ours instanceof PushAttempt push && push.isOf(request.root().orElseThrow())
                    ? push.come(response, serve)
                    : new Answer.Refusal(Status.REJECTED, Map.of());
        }
        Request opening = (Request) messages.get(0);
        boolean opens = opening.type() == Type.NEW || opening.type() == Type.RESTART;
        if (!opens || !opening.pull() || !opening.root().equals(request.root())) {
            return new Answer.Refusal(Status.REJECTED, Map.of());
        }
        return pulled(new TransferId(from, Optional.of(me), opening.number()), opening, serve);
    }

    private Answer offered(Message.Request request) throws IOException {
        if (!house.offers().any(me)) {
            return new Answer.Refusal(Status.REJECTED, Map.of());
        }
        Optional<CarFile> car = house.offers().open(me, request.root().orElseThrow());
        return car.isEmpty()
                ? new Answer.Refusal(Status.NOT_FOUND, Map.of())
                : new Answer.Serving(car.get(), Map.of(), Set.of(), PlainServing.QUIET);
    }

    private Answer pulled(TransferId id, Request request, Serve serve) throws IOException {
        Decision decision = ask(id, request);
        if (!(decision instanceof Decision.Accept accept)) {
            boolean later = decision instanceof Decision.Later;
            return new Answer.Refusal(
                    later ? Status.BUSY : Status.REJECTED, Extensions.atFirst(refusal(request, decision)));
        }
        long size = Files.size(accept.file());
        if (size > accept.most() || accept.bytes() >= 0 && size != accept.bytes()) {
            return new Answer.Refusal(
                    Status.REJECTED,
                    Extensions.atFirst(refusal(request, "there are " + size + " bytes, which is not right", false)));
        }
        CarFile car = CarFile.open(accept.file());
        Long sent = known.putIfAbsent(id, 0L);
        Guest before = guests.get(id);
        if (before != null) {
            before.stop("the initiator begins again");
            // It may not have ended yet, and what it sent is sent.
            sent = before instanceof Guest.Pulled running ? Long.valueOf(running.sent()) : sent;
        }
        boolean again = sent != null;
        Guest.Pulled[] self = new Guest.Pulled[1];
        self[0] = new Guest.Pulled(
                id, me, Vouchers.of(request.voucher()), house, mail, serve, size, again ? sent : 0, () -> {
                    known.put(id, self[0].sent());
                    guests.remove(id, self[0]);
                });
        guests.put(id, self[0]);
        return self[0].begin(car, request.type(), again);
    }

    @Override
    public void updated(PeerId from, Message.Request request) {
        Extensions.read(request.extensions()).forEach(message -> took(from, message));
    }

    @Override
    public void close() {
        mine.values().forEach(attempt -> attempt.stop("GraphSync closes here"));
        mail.close();
        exchange.close();
    }
}
