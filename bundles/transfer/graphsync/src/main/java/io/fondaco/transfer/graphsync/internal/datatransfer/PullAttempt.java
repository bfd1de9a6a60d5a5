package io.fondaco.transfer.graphsync.internal.datatransfer;

import io.fondaco.codec.selector.Selector;
import io.fondaco.model.Registration;
import io.fondaco.transfer.TransferOrder;
import io.fondaco.transfer.graphsync.internal.datatransfer.TransferMessage.Request;
import io.fondaco.transfer.graphsync.internal.datatransfer.TransferMessage.Response;
import io.fondaco.transfer.graphsync.internal.datatransfer.TransferMessage.Type;
import io.fondaco.transfer.graphsync.internal.datatransfer.TransferMessage.Typed;
import io.fondaco.transfer.graphsync.internal.graphsync.Exchange;
import io.fondaco.transfer.graphsync.internal.graphsync.Holder;
import io.fondaco.transfer.graphsync.internal.graphsync.Status;
import io.fondaco.transfer.spi.Meter;
import io.fondaco.transfer.spi.TransportException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;

/** We ask, we receive. */
final class PullAttempt implements Outgoing, Receiving.Receiver {

    /** How long the responder may take to say that it is content once all bytes are here. */
    private static final Duration WORD = Duration.ofSeconds(10);

    private final TransferOrder order;
    private final Meter meter;
    private final Surroundings house;
    private final Receiving receiving;
    private final Consumer<Response> results;
    private final CompletableFuture<Long> done = new CompletableFuture<>();

    // Guarded by this.
    private boolean opened;
    private TransportException refusal;
    private boolean content;
    private long whole = -1;
    private Registration alarm = () -> {};

    PullAttempt(
            TransferOrder order,
            Typed voucher,
            boolean known,
            Meter meter,
            Surroundings house,
            Exchange exchange,
            Consumer<Response> results) {
        this.order = order;
        this.meter = meter;
        this.house = house;
        this.results = results;
        this.receiving = new Receiving(
                house,
                exchange,
                new Receiving.Goods(
                        order.id(),
                        order.id().responder().orElseThrow(),
                        order.root(),
                        order.file(),
                        order.bytes(),
                        order.most()),
                some -> new Request(
                        some || known ? Type.RESTART : Type.NEW,
                        order.id().number(),
                        false,
                        true,
                        Optional.of(order.root()),
                        Optional.of(Selector.all().toNode()),
                        voucher,
                        Optional.empty()),
                this);
    }

    @Override
    public void begin() {
        receiving.begin();
    }

    @Override
    public CompletionStage<Long> done() {
        return done.minimalCompletionStage();
    }

    @Override
    public void stop(String why) {
        receiving.stop(why);
        finish();
    }

    /** All is here: whoever stops it now cannot undo that. */
    private void finish() {
        long bytes;
        synchronized (this) {
            bytes = whole;
        }
        if (bytes >= 0) {
            done.complete(bytes);
        }
    }

    @Override
    public void again() {
        receiving.stop("the responder wants to begin again");
    }

    @Override
    public boolean hold(Holder by, boolean paused) {
        return false;
    }

    @Override
    public void news(int status, List<TransferMessage> messages) {
        for (TransferMessage message : messages) {
            if (message instanceof Response response
                    && response.number() == order.id().number()) {
                took(response);
            }
        }
        synchronized (this) {
            if (opened || refusal != null || Status.last(status) && status >= Status.REJECTED) {
                return;
            }
            opened = true;
        }
        meter.opened();
    }

    @Override
    public void took(Response message) {
        TransportException cancelled = null;
        boolean finish = false;
        synchronized (this) {
            switch (message.type()) {
                case NEW, RESTART -> {
                    if (!message.accepted() && refusal == null) {
                        refusal = Reason.of(message.result()).toException("refused");
                    }
                }
                case COMPLETE -> {
                    content = !message.paused();
                    finish = content && whole >= 0;
                }
                case CANCEL -> cancelled = TransportException.lasting("the responder called it off", null);
                default -> {}
            }
        }
        if (message.type() == Type.VOUCHER_RESULT || !message.result().type().isEmpty()) {
            results.accept(message);
        }
        if (cancelled != null) {
            synchronized (this) {
                refusal = cancelled;
            }
            receiving.stop(cancelled.getMessage());
        }
        if (finish) {
            alarm.close();
            finish();
        }
    }

    @Override
    public void has(long bytes) {
        meter.moved(bytes, order.bytes());
    }

    @Override
    public void whole(long bytes) {
        boolean now;
        synchronized (this) {
            whole = bytes;
            now = content;
            if (!now) {
                alarm = house.time().after(WORD, () -> finish());
            }
        }
        meter.moved(bytes, order.bytes());
        if (now) {
            finish();
        }
    }

    @Override
    public void failed(TransportException why) {
        TransportException known;
        synchronized (this) {
            known = refusal;
        }
        done.completeExceptionally(known == null ? why : known);
    }
}
