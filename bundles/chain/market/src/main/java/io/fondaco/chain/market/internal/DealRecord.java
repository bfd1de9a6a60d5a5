package io.fondaco.chain.market.internal;

import io.fondaco.chain.ChainDeal;
import io.fondaco.chain.ChainDealEvent;
import io.fondaco.chain.ClientDealProposal;
import io.fondaco.chain.DealProposal;
import io.fondaco.codec.cbor.DagCbor;
import io.fondaco.model.Epoch;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * A deal somebody in this house watched, and what became of it by now.
 *
 * @param facts in the order they happened, one of a kind
 */
record DealRecord(long id, DealProposal proposal, List<ChainDealEvent> facts) {

    /** What the journal calls facts. */
    enum Kind {
        PRECOMMITTED,
        ACTIVATED,
        EXPIRED,
        SLASHED,
        TIMED_OUT
    }

    DealRecord {
        facts = List.copyOf(facts);
    }

    static BookEvent.DealFact entry(ChainDealEvent fact) {
        if (fact instanceof ChainDealEvent.Precommitted p) {
            return new BookEvent.DealFact(p.dealId(), Kind.PRECOMMITTED, p.at().number(), p.sector());
        }
        if (fact instanceof ChainDealEvent.Activated a) {
            return new BookEvent.DealFact(a.dealId(), Kind.ACTIVATED, a.at().number(), a.sector());
        }
        Kind kind = fact instanceof ChainDealEvent.Expired
                ? Kind.EXPIRED
                : fact instanceof ChainDealEvent.Slashed ? Kind.SLASHED : Kind.TIMED_OUT;
        return new BookEvent.DealFact(fact.dealId(), kind, fact.at().number(), -1);
    }

    static ChainDealEvent fact(BookEvent.DealFact entry) {
        Epoch at = Epoch.of(entry.epoch());
        return switch (entry.kind()) {
            case PRECOMMITTED -> new ChainDealEvent.Precommitted(entry.deal(), at, entry.sector());
            case ACTIVATED -> new ChainDealEvent.Activated(entry.deal(), at, entry.sector());
            case EXPIRED -> new ChainDealEvent.Expired(entry.deal(), at);
            case SLASHED -> new ChainDealEvent.Slashed(entry.deal(), at);
            case TIMED_OUT -> new ChainDealEvent.TimedOut(entry.deal(), at);
        };
    }

    DealRecord with(ChainDealEvent fact) {
        List<ChainDealEvent> more = new ArrayList<>(facts);
        more.add(fact);
        return new DealRecord(id, proposal, more);
    }

    <F extends ChainDealEvent> Optional<F> fact(Class<F> kind) {
        return facts.stream().filter(kind::isInstance).map(kind::cast).findFirst();
    }

    boolean over() {
        return facts.stream()
                .anyMatch(f -> !(f instanceof ChainDealEvent.Precommitted || f instanceof ChainDealEvent.Activated));
    }

    /** Since when it is in a sector that is proven. */
    Optional<Epoch> activated() {
        return fact(ChainDealEvent.Activated.class).map(ChainDealEvent.Activated::at);
    }

    /** The sector it was proven in, or else pre-committed in first. */
    OptionalLong sector() {
        return fact(ChainDealEvent.Activated.class)
                .map(a -> OptionalLong.of(a.sector()))
                .orElseGet(() -> fact(ChainDealEvent.Precommitted.class)
                        .map(p -> OptionalLong.of(p.sector()))
                        .orElse(OptionalLong.empty()));
    }

    ChainDeal view() {
        Optional<Epoch> ended = over() ? Optional.of(facts.get(facts.size() - 1).at()) : Optional.empty();
        return new ChainDeal(
                id,
                DagCbor.chainCid(ClientDealProposal.encode(proposal)),
                proposal,
                sector(),
                activated(),
                fact(ChainDealEvent.Slashed.class).map(ChainDealEvent.Slashed::at),
                ended);
    }
}
