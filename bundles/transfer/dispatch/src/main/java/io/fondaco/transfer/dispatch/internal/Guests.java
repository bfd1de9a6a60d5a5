package io.fondaco.transfer.dispatch.internal;

import io.fondaco.model.PeerId;
import io.fondaco.model.Registration;
import io.fondaco.model.Time;
import io.fondaco.transfer.Decision;
import io.fondaco.transfer.Incoming;
import io.fondaco.transfer.TransferEvent;
import io.fondaco.transfer.TransferId;
import io.fondaco.transfer.TransferOrder;
import io.fondaco.transfer.TransferResponder;
import io.fondaco.transfer.TransferView;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The responding end: who answers, and how the transfers go that peers asked for. */
public final class Guests {

    private static final Logger LOG = LoggerFactory.getLogger(Guests.class);

    /** Peers could ask for channels without end; the oldest beyond this many are forgotten. */
    private static final int MOST = 2000;

    private final Time time;
    private final Telling telling;
    private final Map<Key, TransferResponder> responders = new ConcurrentHashMap<>();
    private final Map<TransferId, Guest> guests = new LinkedHashMap<>() {
        @Override
        protected boolean removeEldestEntry(Map.Entry<TransferId, Guest> eldest) {
            return size() > MOST;
        }
    };

    private record Key(PeerId party, String voucherType) {}

    private static final class Guest {
        private final PeerId party;
        private final TransferOrder.Direction direction;
        private final Instant since;
        private final Progress progress = new Progress();
        private boolean opened;
        private boolean over;
        private int attempts;
        private String status = "waiting";
        private String note = "";

        private Guest(PeerId party, TransferOrder.Direction direction, Instant since) {
            this.party = party;
            this.direction = direction;
            this.since = since;
        }
    }

    public Guests(Time time, Telling telling) {
        this.time = time;
        this.telling = telling;
    }

    /** @throws IllegalStateException when another answers for the party and type already */
    public Registration respond(PeerId party, String voucherType, TransferResponder responder) {
        Key key = new Key(party, voucherType);
        if (responders.putIfAbsent(key, responder) != null) {
            throw new IllegalStateException("somebody answers " + voucherType + " for " + party + " already");
        }
        return () -> responders.remove(key, responder);
    }

    public Decision ask(Incoming incoming) {
        TransferId id = incoming.id();
        TransferResponder responder =
                responders.get(new Key(incoming.party(), incoming.voucher().type()));
        if (responder == null) {
            return new Decision.Later(
                    "nobody here answers " + incoming.voucher().type() + " for " + incoming.party());
        }
        boolean known;
        synchronized (this) {
            known = incoming.known() || guests.containsKey(id) && guests.get(id).opened;
        }
        Decision decision;
        try {
            decision = responder.decide(new Incoming(
                    id,
                    incoming.party(),
                    incoming.from(),
                    incoming.direction(),
                    incoming.voucher(),
                    incoming.root(),
                    known));
        } catch (Throwable t) {
            LOG.error("The responder of {} threw at {}", incoming.party(), id, t);
            return new Decision.Later("the answer to " + incoming.voucher().type() + " could not be found");
        }
        if (decision instanceof Decision.Accept accept) {
            synchronized (this) {
                Guest guest =
                        guests.computeIfAbsent(id, i -> new Guest(incoming.party(), incoming.direction(), time.now()));
                guest.over = false;
                guest.attempts++;
                guest.progress.expect(accept.bytes());
            }
        }
        return decision;
    }

    /** Passes an event on to the responding party, unless the channel is over for it. */
    public synchronized void tell(TransferEvent event) {
        Guest guest = guests.computeIfAbsent(
                event.id(), i -> new Guest(event.party(), TransferOrder.Direction.PUSH, time.now()));
        if (guest.over) {
            return;
        }
        TransferEvent told = event;
        if (event instanceof TransferEvent.Opened o) {
            // The transport may have been exchanged since, and know no better.
            told = guest.opened ? new TransferEvent.Restarted(o.id(), o.party(), o.voucher()) : o;
            guest.opened = true;
            guest.status = "moving";
        } else if (event instanceof TransferEvent.Restarted) {
            guest.opened = true;
            guest.status = "moving";
        } else if (event instanceof TransferEvent.Moved m) {
            if (!guest.progress.moved(m.bytes(), m.total(), time.now())) {
                return;
            }
        } else if (event instanceof TransferEvent.Stalled s) {
            guest.status = "stalled";
            guest.note = s.why();
        } else if (event instanceof TransferEvent.Cancelled c) {
            end(guest, "cancelled", c.why());
        } else if (event instanceof TransferEvent.Failed f) {
            end(guest, "failed", f.why());
        } else if (event instanceof TransferEvent.Completed c) {
            guest.progress.done(c.bytes());
            end(guest, "done", "");
        }
        telling.post(told);
    }

    private static void end(Guest guest, String status, String note) {
        guest.over = true;
        guest.status = status;
        guest.note = note;
    }

    /** The party at the responding end of a channel, if it is one of ours and the channel is not over for it. */
    public synchronized Optional<PeerId> open(TransferId id) {
        Guest guest = guests.get(id);
        return guest == null || guest.over ? Optional.empty() : Optional.of(guest.party);
    }

    public synchronized List<TransferView> list() {
        return guests.entrySet().stream()
                .map(e -> new TransferView(
                        e.getKey(),
                        e.getValue().direction,
                        "incoming",
                        e.getValue().status,
                        e.getValue().progress.bytes(),
                        e.getValue().progress.total(),
                        e.getValue().attempts,
                        e.getValue().since,
                        e.getValue().note))
                .toList();
    }
}
