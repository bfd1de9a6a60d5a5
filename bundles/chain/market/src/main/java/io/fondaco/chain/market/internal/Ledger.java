package io.fondaco.chain.market.internal;

import io.fondaco.chain.ClientDealProposal;
import io.fondaco.chain.Receipt;
import io.fondaco.model.Address;
import io.fondaco.model.Cid;
import io.fondaco.model.Epoch;
import io.fondaco.model.TokenAmount;
import java.math.BigInteger;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.UnaryOperator;

/** What the journal says, folded. For many threads; only {@link Books} folds. */
final class Ledger {
    private final Map<String, Reservation> reservations = new HashMap<>();
    private final Set<String> spent = new HashSet<>();
    /** Those that are not settled, and those that failed while somebody may still ask. */
    private final Map<String, Payment> payments = new LinkedHashMap<>();

    private final Map<String, Cid> sent = new HashMap<>();
    private final Map<Cid, String> keys = new HashMap<>();
    private final Map<String, Cid> unsettled = new LinkedHashMap<>();
    private final Map<String, Receipt> receipts = new HashMap<>();
    private final Map<Address, MinerRecord> miners = new HashMap<>();
    private final Map<Long, DealRecord> deals = new TreeMap<>();

    synchronized void fold(BookEvent event) {
        if (event instanceof BookEvent.Reserved e) {
            reserved(e);
        } else if (event instanceof BookEvent.Released e) {
            reservations.remove(e.key());
            spent.add(e.key());
        } else if (event instanceof BookEvent.AddDecided e) {
            TokenAmount amount = amount(e.amount());
            decided(e.id(), false, e.wallet(), e.holder(), amount, amount);
        } else if (event instanceof BookEvent.WithdrawDecided e) {
            decided(e.id(), true, e.wallet(), e.holder(), amount(e.asked()), amount(e.amount()));
        } else if (event instanceof BookEvent.PaymentDropped e) {
            payments.remove(e.id());
            reservations.values().removeIf(r -> r.waitsFor().equals(e.id()));
        } else if (event instanceof BookEvent.MessageSettled e) {
            receipts.put(e.key(), new Receipt(Cid.parse(e.message()), Epoch.of(e.epoch()), e.exit(), e.returned()));
            unsettled.remove(e.key());
            payments.computeIfPresent(e.key(), (id, p) -> e.exit() == 0 ? null : p.settled(e.exit()));
        } else if (event instanceof BookEvent.Sent e) {
            Cid cid = Cid.parse(e.message());
            sent.put(e.key(), cid);
            keys.put(cid, e.key());
            unsettled.put(e.key(), cid);
            payments.computeIfPresent(e.key(), (id, p) -> p.sentAs(cid));
        } else if (event instanceof BookEvent.DealWatched e) {
            deals.put(e.deal(), new DealRecord(e.deal(), ClientDealProposal.decode(e.proposal()), List.of()));
        } else if (event instanceof BookEvent.DealFact e) {
            deals.computeIfPresent(e.deal(), (id, deal) -> deal.with(DealRecord.fact(e)));
        } else {
            miner(event);
        }
    }

    private void reserved(BookEvent.Reserved e) {
        Address holder = Address.parse(e.holder());
        reservations.put(e.key(), new Reservation(e.key(), holder, amount(e.amount()), e.waitsFor()));
        TokenAmount missing = amount(e.missing());
        if (!missing.isZero()) {
            decided(e.waitsFor(), false, e.wallet(), e.holder(), missing, missing);
        }
    }

    private void decided(String id, boolean out, String wallet, String holder, TokenAmount asked, TokenAmount amount) {
        Optional<Cid> before = Optional.ofNullable(sent.get(id));
        payments.put(
                id, new Payment(id, out, Address.parse(wallet), Address.parse(holder), asked, amount, before, null));
    }

    private void miner(BookEvent event) {
        if (event instanceof BookEvent.MinerWanted e) {
            change(e.owner(), m -> m.wanted(Address.parse(e.worker()), e.attempt()));
        } else if (event instanceof BookEvent.MinerMade e) {
            change(e.owner(), m -> m.made(Address.id(e.miner())));
        } else if (event instanceof BookEvent.WorkerPaid e) {
            change(e.owner(), m -> m.paid(e.number()));
        } else if (event instanceof BookEvent.PeerWanted e) {
            change(e.owner(), m -> m.reachedAt(e.peer(), e.number()));
        } else if (event instanceof BookEvent.PeerSettled e) {
            change(e.owner(), m -> m.peers() == e.number() ? m.reached() : m);
        } else {
            throw new IllegalStateException("no rule for " + event);
        }
    }

    private void change(String owner, UnaryOperator<MinerRecord> how) {
        miners.compute(Address.parse(owner), (o, known) -> how.apply(known == null ? MinerRecord.NONE : known));
    }

    static TokenAmount amount(String atto) {
        return TokenAmount.atto(new BigInteger(atto));
    }

    synchronized Optional<Reservation> reservation(String key) {
        return Optional.ofNullable(reservations.get(key));
    }

    /** Whether a reservation of that key was released before. */
    synchronized boolean spent(String key) {
        return spent.contains(key);
    }

    synchronized List<Reservation> reservations() {
        return List.copyOf(reservations.values());
    }

    synchronized Optional<Payment> payment(String id) {
        return Optional.ofNullable(payments.get(id));
    }

    /** Payments that are not settled, in the order they were decided. */
    synchronized List<Payment> open() {
        return payments.values().stream().filter(p -> p.exit() == null).toList();
    }

    synchronized Optional<Cid> sent(String key) {
        return Optional.ofNullable(sent.get(key));
    }

    /** Messages that were sent and are not settled, by what they are for. */
    synchronized Map<String, Cid> unsettled() {
        return Map.copyOf(unsettled);
    }

    /** What became of what was sent for a key. */
    synchronized Optional<Receipt> receipt(String key) {
        return Optional.ofNullable(receipts.get(key));
    }

    /** What a message of this house was sent for. */
    synchronized Optional<String> key(Cid message) {
        return Optional.ofNullable(keys.get(message));
    }

    synchronized MinerRecord miner(Address owner) {
        return miners.getOrDefault(owner, MinerRecord.NONE);
    }

    synchronized Optional<DealRecord> deal(long id) {
        return Optional.ofNullable(deals.get(id));
    }

    /** Watched deals that are not over. */
    synchronized List<DealRecord> running() {
        return deals.values().stream().filter(deal -> !deal.over()).toList();
    }
}
