package io.fondaco.transfer.graphsync.internal.datatransfer;

import io.fondaco.codec.DecodeException;
import io.fondaco.codec.car.CarFile;
import io.fondaco.codec.selector.Selector;
import io.fondaco.model.Cid;
import io.fondaco.model.PeerId;
import io.fondaco.model.Registration;
import io.fondaco.transfer.TransferOrder;
import io.fondaco.transfer.graphsync.internal.datatransfer.TransferMessage.Request;
import io.fondaco.transfer.graphsync.internal.datatransfer.TransferMessage.Response;
import io.fondaco.transfer.graphsync.internal.datatransfer.TransferMessage.Type;
import io.fondaco.transfer.graphsync.internal.datatransfer.TransferMessage.Typed;
import io.fondaco.transfer.graphsync.internal.graphsync.Door;
import io.fondaco.transfer.graphsync.internal.graphsync.Holder;
import io.fondaco.transfer.graphsync.internal.graphsync.Serve;
import io.fondaco.transfer.graphsync.internal.graphsync.ServeListener;
import io.fondaco.transfer.graphsync.internal.graphsync.Status;
import io.fondaco.transfer.spi.Meter;
import io.fondaco.transfer.spi.TransportException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;

/** We ask, the responder comes for the bytes. */
final class PushAttempt implements Outgoing {

    /** How long the responder may take to say why it wants no more. */
    private static final Duration WORD = Duration.ofSeconds(5);

    private final TransferOrder order;
    private final Typed voucher;
    private final boolean known;
    private final Meter meter;
    private final Surroundings house;
    private final Mail mail;
    private final Consumer<Response> results;
    private final PeerId responder;
    private final CompletableFuture<Long> done = new CompletableFuture<>();
    private volatile long size;

    // Guarded by this.
    private boolean opened;
    private final Set<Holder> holders = EnumSet.noneOf(Holder.class);
    private boolean ended;
    private Serve serve;
    private Registration alarm = () -> {};

    PushAttempt(
            TransferOrder order,
            Typed voucher,
            boolean known,
            Meter meter,
            Surroundings house,
            Mail mail,
            Consumer<Response> results) {
        this.order = order;
        this.voucher = voucher;
        this.known = known;
        this.meter = meter;
        this.house = house;
        this.mail = mail;
        this.results = results;
        this.responder = order.id().responder().orElseThrow();
    }

    @Override
    public void begin() {
        try {
            house.workers().execute(this::ask);
        } catch (RejectedExecutionException closing) {
            fail(TransportException.passing("GraphSync closes here", closing));
        }
    }

    private void ask() {
        try {
            size = Files.size(order.file());
        } catch (NoSuchFileException e) {
            fail(TransportException.lasting("there is no file " + e.getMessage(), e));
            return;
        } catch (IOException e) {
            fail(TransportException.passing("the file cannot be read: " + e, e));
            return;
        }
        if (size > order.most() || order.bytes() >= 0 && size != order.bytes()) {
            long bound = order.bytes() >= 0 ? order.bytes() : order.most();
            fail(TransportException.lasting("there are " + size + " bytes and may be " + bound, null));
            return;
        }
        send(known ? Type.RESTART : Type.NEW);
    }

    private void send(Type type) {
        expect("come for the data");
        Request request = new Request(
                type,
                order.id().number(),
                false,
                false,
                Optional.of(order.root()),
                Optional.of(Selector.all().toNode()),
                voucher,
                Optional.empty());
        mail.send(responder, request).whenComplete((sent, failure) -> {
            if (failure != null) {
                fail(TransportException.passing(responder + " cannot be reached: " + failure.getMessage(), failure));
            }
        });
    }

    private void expect(String what) {
        Duration silence = house.limits().silence();
        within(
                silence,
                TransportException.passing(
                        responder + " did not " + what + " within " + silence.toSeconds() + " s", null));
    }

    private synchronized void within(Duration patience, TransportException otherwise) {
        alarm.close();
        if (!ended) {
            alarm = house.time().after(patience, () -> fail(otherwise));
        }
    }

    boolean isOf(Cid root) {
        return order.root().equals(root);
    }

    /** The responder comes for the bytes. */
    Door.Answer come(Response message, Serve serving) throws IOException {
        if (!message.accepted()) {
            took(message);
            return new Door.Answer.Refusal(Status.REJECTED, Map.of());
        }
        CarFile car;
        try {
            car = CarFile.open(order.file());
        } catch (DecodeException e) {
            fail(TransportException.lasting(order.file() + " is not a CAR: " + e.getMessage(), e));
            return new Door.Answer.Refusal(Status.FAILED, Map.of());
        }
        Serve before;
        boolean first;
        Set<Holder> held;
        synchronized (this) {
            if (ended) {
                car.close();
                return new Door.Answer.Refusal(Status.CANCELLED, Map.of());
            }
            before = serve;
            serve = serving;
            first = !opened;
            opened = true;
            alarm.close();
        }
        if (before != null) {
            before.stop(Status.CANCELLED, Map.of(), "the responder came again");
        }
        if (first) {
            meter.opened();
        }
        synchronized (this) {
            held = Set.copyOf(holders);
        }
        return new Door.Answer.Serving(car, Map.of(), held, new Sending(serving));
    }

    /** News of one serving, while it is the one that counts. */
    private final class Sending implements ServeListener {
        private final Serve mine;

        private Sending(Serve mine) {
            this.mine = mine;
        }

        private boolean counts() {
            synchronized (PushAttempt.this) {
                return serve == mine;
            }
        }

        @Override
        public Verdict sending(long sent, long walked) {
            meter.moved(Math.min(size, walked), size);
            return GO_ON;
        }

        @Override
        public void completed() {
            if (counts()) {
                expect("say that it has all");
            }
        }

        /** Why it wants no more comes on a way of its own, if it comes. */
        @Override
        public void cancelled(String why) {
            if (counts()) {
                within(WORD, TransportException.passing(why, null));
            }
        }

        @Override
        public void broken(String why) {
            if (counts()) {
                fail(TransportException.passing(why, null));
            }
        }
    }

    @Override
    public void took(Response message) {
        switch (message.type()) {
            case NEW, RESTART -> {
                if (!message.accepted()) {
                    fail(Reason.of(message.result()).toException("refused"));
                }
            }
            case COMPLETE -> {
                if (message.accepted()) {
                    complete();
                } else {
                    fail(Reason.of(message.result()).toException("the responder ended it"));
                }
            }
            case CANCEL -> fail(TransportException.lasting("the responder called it off", null));
            case UPDATE -> hold(Holder.PEER, message.paused());
            default -> results.accept(message);
        }
    }

    @Override
    public void again() {
        send(Type.RESTART);
    }

    @Override
    public boolean hold(Holder by, boolean hold) {
        Serve running;
        synchronized (this) {
            if (hold) {
                holders.add(by);
            } else {
                holders.remove(by);
            }
            running = serve;
        }
        if (running != null && hold) {
            running.pause(by);
        } else if (running != null) {
            running.resume(by, Map.of());
        }
        return true;
    }

    private void complete() {
        synchronized (this) {
            if (ended) {
                return;
            }
            ended = true;
            alarm.close();
        }
        meter.moved(size, size);
        done.complete(size);
    }

    private void fail(TransportException why) {
        Serve running;
        synchronized (this) {
            if (ended) {
                return;
            }
            ended = true;
            alarm.close();
            running = serve;
        }
        if (running != null) {
            running.stop(Status.CANCELLED, Map.of(), why.getMessage());
        }
        done.completeExceptionally(why);
    }

    @Override
    public CompletionStage<Long> done() {
        return done.minimalCompletionStage();
    }

    @Override
    public void stop(String why) {
        fail(TransportException.passing(why, null));
    }
}
