package io.fondaco.transfer.dispatch.internal;

import io.fondaco.model.PeerId;
import io.fondaco.model.Registration;
import io.fondaco.transfer.TransferOrder;
import io.fondaco.transfer.TransferView;
import io.fondaco.transfer.Voucher;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Instant;
import java.util.Locale;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One transfer one of our parties began. Guarded by the dispatcher's lock, except its progress. */
public final class Channel {

    private static final Logger LOG = LoggerFactory.getLogger(Channel.class);
    private static final Voucher NONE = new Voucher("", new byte[0]);

    /** Where it stands. */
    public enum Status {
        WAITING,
        MOVING,
        STALLED,
        DONE,
        FAILED,
        CANCELLED;

        public boolean over() {
            return compareTo(DONE) >= 0;
        }
    }

    public final TransferOrder order;
    public final Instant since;
    public final Progress progress = new Progress();
    public Status status = Status.WAITING;
    public String note = "";
    /** Whether the initiator was told before that it is open. */
    public boolean known;
    /** Attempts in all, and those in a row that brought nothing. */
    public int attempts;

    public int fruitless;
    /** The most bytes any attempt had. */
    public long best;

    public Instant notBefore;
    public Registration wake;
    public Flight flight;
    /** An order for the same channel that came while a cancelled attempt was still stopping. */
    public TransferOrder next;

    public Channel(TransferOrder order, Instant since, boolean known) {
        this.order = order;
        this.since = since;
        this.known = known;
        notBefore = since;
        progress.expect(order.bytes());
    }

    public PeerId party() {
        return order.initiator();
    }

    /** Whom fairness is about: the responder, or the host of an address. */
    public String peer() {
        return order.id().responder().map(PeerId::toString).orElseGet(() -> order.location()
                .map(u -> String.valueOf(u.getHost()))
                .orElse(""));
    }

    public Voucher voucher() {
        return order.voucher().orElse(NONE);
    }

    /** What was sent stays sent, and the responder may refuse it by now. What was fetched may have been deleted. */
    public boolean stillDone(TransferOrder again) {
        if (status != Status.DONE) {
            return false;
        }
        try {
            return again.direction() == TransferOrder.Direction.PUSH
                    || Files.exists(again.file()) && Files.size(again.file()) == progress.bytes();
        } catch (IOException e) {
            LOG.debug("{} is fetched again: {}", again, e.toString());
            return false;
        }
    }

    public TransferView view() {
        return new TransferView(
                order.id(),
                order.direction(),
                order.transport(),
                status.name().toLowerCase(Locale.ROOT),
                progress.bytes(),
                progress.total(),
                attempts,
                since,
                note);
    }
}
