package io.fondaco.chain.pretend.internal;

import io.fondaco.chain.ClientDealProposal;
import io.fondaco.chain.DealProposal;
import io.fondaco.model.Address;
import io.fondaco.model.Cid;
import io.fondaco.model.PeerId;
import io.fondaco.model.TokenAmount;
import java.math.BigInteger;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * The state the events fold to. After every event the books must balance: nothing negative, nothing locked that is not in
 * escrow, and wallets, escrow, money under way and burnt money together exactly what was granted. Applying an event that
 * breaks that throws, and the event is never stored.
 */
public final class Ledger {

    /** A sent message. */
    public static final class Message {
        final Cid cid;
        final long epoch;
        final LedgerEvent sent;
        Integer exit;
        long settled;
        long dealId = -1;

        private Message(Cid cid, long epoch, LedgerEvent sent) {
            this.cid = cid;
            this.epoch = epoch;
            this.sent = sent;
        }

        private Message copy() {
            Message copy = new Message(cid, epoch, sent);
            copy.exit = exit;
            copy.settled = settled;
            copy.dealId = dealId;
            return copy;
        }
    }

    /** A published deal. */
    public static final class Deal {
        final long id;
        final Cid proposalCid;
        final DealProposal proposal;
        Long sector;
        long added = -1;
        long precommitted = -1;
        long activated = -1;
        long paid = -1;
        long slashed = -1;
        long ended = -1;
        boolean timedOut;

        private Deal(long id, Cid proposalCid, DealProposal proposal) {
            this.id = id;
            this.proposalCid = proposalCid;
            this.proposal = proposal;
        }

        private Deal copy() {
            Deal copy = new Deal(id, proposalCid, proposal);
            copy.sector = sector;
            copy.added = added;
            copy.precommitted = precommitted;
            copy.activated = activated;
            copy.paid = paid;
            copy.slashed = slashed;
            copy.ended = ended;
            copy.timedOut = timedOut;
            return copy;
        }

        boolean over() {
            return ended >= 0;
        }
    }

    /** Money set aside for a deal that is not published yet. */
    record Reservation(Address holder, TokenAmount amount, String message) {}

    record Miner(Address owner, PeerId peerId) {}

    private Instant genesis;
    private final Map<Address, TokenAmount> wallets = new HashMap<>();
    private final Map<Address, TokenAmount> escrow = new HashMap<>();
    private final Map<Address, TokenAmount> locked = new HashMap<>();
    private final Map<String, Reservation> reservations = new HashMap<>();
    private final Set<String> spent = new HashSet<>();
    private final Map<Cid, Message> messages = new LinkedHashMap<>();
    private final Map<Cid, Message> pending = new LinkedHashMap<>();
    private final Map<Long, Deal> deals = new TreeMap<>();
    private final Map<Long, Deal> open = new TreeMap<>();
    private final Map<Cid, Deal> byProposal = new HashMap<>();
    private final Map<Long, Miner> miners = new TreeMap<>();
    private TokenAmount underway = TokenAmount.ZERO;
    private TokenAmount burnt = TokenAmount.ZERO;
    private TokenAmount granted = TokenAmount.ZERO;
    private long sectors;

    /** The same books once more; what happens to the one does not happen to the other. */
    Ledger copy() {
        Ledger copy = new Ledger();
        copy.genesis = genesis;
        copy.wallets.putAll(wallets);
        copy.escrow.putAll(escrow);
        copy.locked.putAll(locked);
        copy.reservations.putAll(reservations);
        copy.spent.addAll(spent);
        copy.miners.putAll(miners);
        copy.underway = underway;
        copy.burnt = burnt;
        copy.granted = granted;
        copy.sectors = sectors;
        messages.forEach((cid, message) -> copy.messages.put(cid, message.copy()));
        pending.keySet().forEach(cid -> copy.pending.put(cid, copy.messages.get(cid)));
        deals.forEach((id, deal) -> copy.deals.put(id, deal.copy()));
        open.keySet().forEach(id -> copy.open.put(id, copy.deals.get(id)));
        copy.deals.values().forEach(deal -> copy.byProposal.put(deal.proposalCid, deal));
        return copy;
    }

    /** Applies an event and audits the books. When it throws, they are of no more use. */
    public void apply(LedgerEvent event) {
        fold(event);
        List<String> faults = faults();
        if (!faults.isEmpty()) {
            throw new IllegalStateException("after " + event + ": " + String.join("; ", faults));
        }
    }

    /** Applies an event that was audited before. */
    void fold(LedgerEvent event) {
        if (event instanceof LedgerEvent.Began e) {
            genesis = Instant.parse(e.genesis());
        } else if (event instanceof LedgerEvent.Granted e) {
            add(wallets, Address.parse(e.account()), atto(e.amount()));
            granted = granted.plus(atto(e.amount()));
        } else if (event instanceof LedgerEvent.MinerCreated e) {
            miners.put(e.number(), new Miner(Address.parse(e.owner()), PeerId.parse(e.peerId())));
        } else if (event instanceof LedgerEvent.Reserved e) {
            reservations.put(e.key(), new Reservation(Address.parse(e.holder()), atto(e.amount()), e.message()));
        } else if (event instanceof LedgerEvent.Released e) {
            reservations.remove(e.key());
            spent.add(e.key());
        } else if (event instanceof LedgerEvent.PieceAdded e) {
            Deal deal = deals.get(e.dealId());
            deal.sector = e.sector();
            deal.added = e.epoch();
            sectors = Math.max(sectors, e.sector() + 1);
        } else {
            money(event);
        }
    }

    private void money(LedgerEvent event) {
        if (event instanceof LedgerEvent.AddBalanceSent e) {
            take(wallets, Address.parse(e.wallet()), atto(e.amount()));
            underway = underway.plus(atto(e.amount()));
            sent(e.message(), e.epoch(), e);
        } else if (event instanceof LedgerEvent.AddBalanceSettled e) {
            Message message = settled(e.message(), e.epoch(), 0);
            LedgerEvent.AddBalanceSent was = (LedgerEvent.AddBalanceSent) message.sent;
            underway = underway.minus(atto(was.amount()));
            add(escrow, Address.parse(was.holder()), atto(was.amount()));
        } else if (event instanceof LedgerEvent.WithdrawSent e) {
            sent(e.message(), e.epoch(), e);
        } else if (event instanceof LedgerEvent.WithdrawSettled e) {
            LedgerEvent.WithdrawSent was = (LedgerEvent.WithdrawSent) settled(e.message(), e.epoch(), 0).sent;
            take(escrow, Address.parse(was.holder()), atto(e.amount()));
            add(wallets, Address.parse(was.wallet()), atto(e.amount()));
        } else if (event instanceof LedgerEvent.PublishSent e) {
            sent(e.message(), e.epoch(), e);
        } else if (event instanceof LedgerEvent.PublishSettled e) {
            published(e);
        } else {
            dealMoney(event);
        }
    }

    private void published(LedgerEvent.PublishSettled e) {
        Message message = settled(e.message(), e.epoch(), e.exit());
        message.dealId = e.dealId();
        if (e.dealId() < 0) {
            return;
        }
        ClientDealProposal signed = ClientDealProposal.parse(((LedgerEvent.PublishSent) message.sent).proposal());
        DealProposal p = signed.proposal();
        Deal deal = new Deal(e.dealId(), signed.proposalCid(), p);
        deals.put(deal.id, deal);
        open.put(deal.id, deal);
        byProposal.put(deal.proposalCid, deal);
        add(locked, p.client(), p.clientRequirement());
        add(locked, p.provider(), p.providerCollateral());
    }

    private void dealMoney(LedgerEvent event) {
        if (event instanceof LedgerEvent.Precommitted e) {
            deals.get(e.dealId()).precommitted = e.epoch();
        } else if (event instanceof LedgerEvent.Activated e) {
            deals.get(e.dealId()).activated = e.epoch();
        } else if (event instanceof LedgerEvent.Paid e) {
            pay(deals.get(e.dealId()), e.epoch());
        } else if (event instanceof LedgerEvent.Expired e) {
            Deal deal = deals.get(e.dealId());
            pay(deal, deal.proposal.end().number());
            take(locked, deal.proposal.client(), deal.proposal.clientCollateral());
            take(locked, deal.proposal.provider(), deal.proposal.providerCollateral());
            end(deal, e.epoch());
        } else if (event instanceof LedgerEvent.TimedOut e) {
            Deal deal = deals.get(e.dealId());
            deal.timedOut = true;
            lose(deal);
            end(deal, e.epoch());
        } else if (event instanceof LedgerEvent.Slashed e) {
            Deal deal = deals.get(e.dealId());
            pay(deal, e.epoch());
            deal.slashed = e.epoch();
            lose(deal);
            end(deal, e.epoch());
        } else {
            throw new IllegalStateException("no rule for " + event);
        }
    }

    /** From the client's locked money to the provider's free escrow, for the epochs up to this one. */
    private void pay(Deal deal, long until) {
        DealProposal p = deal.proposal;
        long from = Math.max(p.start().number(), deal.paid);
        long to = Math.min(until, p.end().number());
        if (to <= from) {
            return;
        }
        TokenAmount due = p.pricePerEpoch().times(to - from);
        take(locked, p.client(), due);
        take(escrow, p.client(), due);
        add(escrow, p.provider(), due);
        deal.paid = to;
    }

    /** The provider's collateral burns; what the client has not paid out is its own again. */
    private void lose(Deal deal) {
        DealProposal p = deal.proposal;
        long from = Math.max(p.start().number(), deal.paid);
        TokenAmount unpaid = p.pricePerEpoch().times(p.end().number() - from);
        take(locked, p.client(), unpaid.plus(p.clientCollateral()));
        take(locked, p.provider(), p.providerCollateral());
        take(escrow, p.provider(), p.providerCollateral());
        burnt = burnt.plus(p.providerCollateral());
    }

    private void end(Deal deal, long epoch) {
        deal.ended = epoch;
        open.remove(deal.id);
    }

    private void sent(String cid, long epoch, LedgerEvent event) {
        Message message = new Message(Cid.parse(cid), epoch, event);
        messages.put(message.cid, message);
        pending.put(message.cid, message);
    }

    private Message settled(String cid, long epoch, int exit) {
        Message message = pending.remove(Cid.parse(cid));
        if (message == null) {
            throw new IllegalStateException("message " + cid + " is not under way");
        }
        message.exit = exit;
        message.settled = epoch;
        return message;
    }

    private static TokenAmount atto(String decimal) {
        return TokenAmount.atto(new BigInteger(decimal));
    }

    private static void add(Map<Address, TokenAmount> book, Address who, TokenAmount amount) {
        book.merge(who, amount, TokenAmount::plus);
    }

    private static void take(Map<Address, TokenAmount> book, Address who, TokenAmount amount) {
        TokenAmount left = book.getOrDefault(who, TokenAmount.ZERO).minus(amount);
        if (left.isNegative()) {
            throw new IllegalStateException(who + " lacks " + left.negate());
        }
        book.put(who, left);
    }

    /** What is wrong with the books; empty when nothing is. */
    public List<String> faults() {
        List<String> faults = new ArrayList<>();
        TokenAmount all =
                sum(wallets.values()).plus(sum(escrow.values())).plus(underway).plus(burnt);
        if (!all.equals(granted)) {
            faults.add("the books hold " + all + ", granted were " + granted);
        }
        if (underway.isNegative()) {
            faults.add("money under way is negative");
        }
        locked.forEach((who, amount) -> {
            if (escrow(who).compareTo(amount) < 0) {
                faults.add(who + " has locked " + amount + " of " + escrow(who));
            }
        });
        return faults;
    }

    private static TokenAmount sum(Collection<TokenAmount> amounts) {
        return amounts.stream().reduce(TokenAmount.ZERO, TokenAmount::plus);
    }

    Instant genesis() {
        return genesis;
    }

    TokenAmount wallet(Address who) {
        return wallets.getOrDefault(who, TokenAmount.ZERO);
    }

    boolean knows(Address who) {
        return wallets.containsKey(who);
    }

    TokenAmount escrow(Address who) {
        return escrow.getOrDefault(who, TokenAmount.ZERO);
    }

    TokenAmount locked(Address who) {
        return locked.getOrDefault(who, TokenAmount.ZERO);
    }

    TokenAmount reserved(Address who) {
        return sum(reservations.values().stream()
                .filter(r -> r.holder().equals(who))
                .map(Reservation::amount)
                .toList());
    }

    /** What is on its way into somebody's escrow. */
    TokenAmount arriving(Address who) {
        return sum(pending.values().stream()
                .filter(m -> m.sent instanceof LedgerEvent.AddBalanceSent)
                .map(m -> (LedgerEvent.AddBalanceSent) m.sent)
                .filter(m -> Address.parse(m.holder()).equals(who))
                .map(m -> atto(m.amount()))
                .toList());
    }

    Reservation reservation(String key) {
        return reservations.get(key);
    }

    /** Whether a reservation of that key was released before. */
    boolean spent(String key) {
        return spent.contains(key);
    }

    Message message(Cid cid) {
        return messages.get(cid);
    }

    long messageCount() {
        return messages.size();
    }

    List<Message> pending() {
        return List.copyOf(pending.values());
    }

    Deal deal(long id) {
        return deals.get(id);
    }

    Deal deal(Cid proposal) {
        return byProposal.get(proposal);
    }

    List<Deal> open() {
        return List.copyOf(open.values());
    }

    long nextDeal() {
        return deals.size();
    }

    long nextSector() {
        return sectors;
    }

    Map<Long, Miner> miners() {
        return miners;
    }
}
