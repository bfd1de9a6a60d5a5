package io.fondaco.chain.pretend.internal;

import io.fondaco.chain.ChainDeal;
import io.fondaco.chain.ChainDealEvent;
import io.fondaco.chain.ClientDealProposal;
import io.fondaco.chain.DealLabel;
import io.fondaco.chain.DealProposal;
import io.fondaco.chain.pretend.PretendPolicy;
import io.fondaco.crypto.CryptoException;
import io.fondaco.crypto.Signature;
import io.fondaco.crypto.SignatureScheme;
import io.fondaco.model.Address;
import io.fondaco.model.Epoch;
import io.fondaco.model.PieceCommitment;
import io.fondaco.model.PieceSize;
import io.fondaco.model.TokenAmount;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/** What an epoch brings. Exit codes are the actors': 16 illegal argument, 18 forbidden, 19 insufficient funds. */
final class Rules {

    private static final int ILLEGAL_ARGUMENT = 16;
    private static final int FORBIDDEN = 18;
    private static final int INSUFFICIENT_FUNDS = 19;

    private final Ledger ledger;
    private final PretendPolicy policy;
    private final long now;
    /** What publishing earlier in this epoch has locked already. */
    private final Map<Address, TokenAmount> taken = new HashMap<>();

    Rules(Ledger ledger, PretendPolicy policy, long now) {
        this.ledger = ledger;
        this.policy = policy;
        this.now = now;
    }

    /** The events of this epoch, in order; each holds with those before it applied. */
    List<LedgerEvent> due() {
        List<LedgerEvent> due = new ArrayList<>();
        long nextDeal = ledger.nextDeal();
        Map<Address, TokenAmount> arrived = new HashMap<>();
        for (Ledger.Message m : ledger.pending()) {
            if (m.epoch + policy.chain().confidence() > now) {
                continue;
            }
            String cid = m.cid.toString();
            if (m.sent instanceof LedgerEvent.AddBalanceSent s) {
                due.add(new LedgerEvent.AddBalanceSettled(cid, now));
                arrived.merge(
                        Address.parse(s.holder()),
                        TokenAmount.atto(new java.math.BigInteger(s.amount())),
                        TokenAmount::plus);
            } else if (m.sent instanceof LedgerEvent.WithdrawSent s) {
                Address holder = Address.parse(s.holder());
                TokenAmount asked = TokenAmount.atto(new java.math.BigInteger(s.amount()));
                TokenAmount free =
                        free(holder, arrived).minus(ledger.reserved(holder)).max(TokenAmount.ZERO);
                TokenAmount amount = asked.min(free);
                taken.merge(holder, amount, TokenAmount::plus);
                due.add(new LedgerEvent.WithdrawSettled(cid, now, amount.atto().toString()));
            } else if (m.sent instanceof LedgerEvent.PublishSent s) {
                int exit = publishable(s, arrived);
                due.add(new LedgerEvent.PublishSettled(cid, now, exit, exit == 0 ? nextDeal++ : -1));
            }
        }
        ledger.open().forEach(deal -> moveOn(deal, due));
        return due;
    }

    private TokenAmount free(Address who, Map<Address, TokenAmount> arrived) {
        return ledger.escrow(who)
                .plus(arrived.getOrDefault(who, TokenAmount.ZERO))
                .minus(ledger.locked(who))
                .minus(taken.getOrDefault(who, TokenAmount.ZERO));
    }

    private int publishable(LedgerEvent.PublishSent s, Map<Address, TokenAmount> arrived) {
        ClientDealProposal signed = ClientDealProposal.parse(s.proposal());
        DealProposal p = signed.proposal();
        boolean worker = ledger.miners().entrySet().stream()
                .anyMatch(m -> Address.id(m.getKey()).equals(p.provider())
                        && m.getValue().owner().toString().equals(s.worker()));
        if (!worker) {
            return FORBIDDEN;
        }
        if (ledger.deal(signed.proposalCid()) != null || !wellFormed(p) || !signedByClient(signed)) {
            return ILLEGAL_ARGUMENT;
        }
        if (free(p.client(), arrived).compareTo(p.clientRequirement()) < 0
                || free(p.provider(), arrived).compareTo(p.providerCollateral()) < 0) {
            return INSUFFICIENT_FUNDS;
        }
        taken.merge(p.client(), p.clientRequirement(), TokenAmount::plus);
        taken.merge(p.provider(), p.providerCollateral(), TokenAmount::plus);
        return 0;
    }

    private boolean wellFormed(DealProposal p) {
        try {
            PieceSize.ofPadded(p.pieceSize());
            PieceCommitment.fromCid(p.pieceCid());
        } catch (IllegalArgumentException malformed) {
            return false;
        }
        return p.label().length() <= DealLabel.MAX_BYTES
                && p.start().number() >= now
                && p.duration() >= policy.chain().minDealDuration()
                && p.duration() <= policy.chain().maxDealDuration()
                && !p.pricePerEpoch().isNegative()
                && !p.clientCollateral().isNegative()
                && !p.providerCollateral().isNegative();
    }

    private static boolean signedByClient(ClientDealProposal signed) {
        try {
            return SignatureScheme.verify(
                    Signature.fromBytes(signed.signature()), signed.proposal().client(), signed.proposalBytes());
        } catch (CryptoException | IllegalArgumentException notASignature) {
            return false;
        }
    }

    private void moveOn(Ledger.Deal deal, List<LedgerEvent> due) {
        long start = deal.proposal.start().number();
        long end = deal.proposal.end().number();
        boolean precommitted = deal.precommitted >= 0;
        if (!precommitted && deal.added >= 0 && now >= deal.added + policy.precommitAfter() && now <= start) {
            due.add(new LedgerEvent.Precommitted(deal.id, now));
        } else if (precommitted
                && deal.activated < 0
                && now >= deal.precommitted + policy.proveAfter()
                && now <= start) {
            due.add(new LedgerEvent.Activated(deal.id, now));
        } else if (deal.activated < 0 && now > start) {
            due.add(new LedgerEvent.TimedOut(deal.id, now));
        } else if (deal.activated >= 0 && now >= end) {
            due.add(new LedgerEvent.Expired(deal.id, now));
        } else if (deal.activated >= 0 && now > start && now - Math.max(start, deal.paid) >= policy.payEvery()) {
            due.add(new LedgerEvent.Paid(deal.id, now));
        }
    }

    /** The message an event settles. */
    static Optional<String> messageOf(LedgerEvent event) {
        if (event instanceof LedgerEvent.AddBalanceSettled e) {
            return Optional.of(e.message());
        }
        if (event instanceof LedgerEvent.WithdrawSettled e) {
            return Optional.of(e.message());
        }
        return event instanceof LedgerEvent.PublishSettled e ? Optional.of(e.message()) : Optional.empty();
    }

    /** What an event means to whoever watches the deal. */
    static Optional<ChainDealEvent> dealEvent(LedgerEvent event, Ledger ledger) {
        if (event instanceof LedgerEvent.Precommitted e) {
            return Optional.of(
                    new ChainDealEvent.Precommitted(e.dealId(), Epoch.of(e.epoch()), ledger.deal(e.dealId()).sector));
        }
        if (event instanceof LedgerEvent.Activated e) {
            return Optional.of(
                    new ChainDealEvent.Activated(e.dealId(), Epoch.of(e.epoch()), ledger.deal(e.dealId()).sector));
        }
        if (event instanceof LedgerEvent.Expired e) {
            return Optional.of(new ChainDealEvent.Expired(e.dealId(), Epoch.of(e.epoch())));
        }
        if (event instanceof LedgerEvent.TimedOut e) {
            return Optional.of(new ChainDealEvent.TimedOut(e.dealId(), Epoch.of(e.epoch())));
        }
        return event instanceof LedgerEvent.Slashed e
                ? Optional.of(new ChainDealEvent.Slashed(e.dealId(), Epoch.of(e.epoch())))
                : Optional.empty();
    }

    /** All that has happened to a deal, in order. */
    static List<ChainDealEvent> past(Ledger.Deal deal) {
        List<ChainDealEvent> past = new ArrayList<>();
        if (deal.precommitted >= 0) {
            past.add(new ChainDealEvent.Precommitted(deal.id, Epoch.of(deal.precommitted), deal.sector));
        }
        if (deal.activated >= 0) {
            past.add(new ChainDealEvent.Activated(deal.id, Epoch.of(deal.activated), deal.sector));
        }
        if (deal.over()) {
            Epoch at = Epoch.of(deal.ended);
            past.add(
                    deal.timedOut
                            ? new ChainDealEvent.TimedOut(deal.id, at)
                            : deal.slashed >= 0
                                    ? new ChainDealEvent.Slashed(deal.id, at)
                                    : new ChainDealEvent.Expired(deal.id, at));
        }
        return past;
    }

    static ChainDeal view(Ledger.Deal deal) {
        return new ChainDeal(
                deal.id,
                deal.proposalCid,
                deal.proposal,
                deal.sector == null ? OptionalLong.empty() : OptionalLong.of(deal.sector),
                epoch(deal.activated),
                epoch(deal.slashed),
                epoch(deal.ended));
    }

    private static Optional<Epoch> epoch(long number) {
        return number < 0 ? Optional.empty() : Optional.of(Epoch.of(number));
    }
}
