package io.fondaco.chain.market.internal;

import io.fondaco.chain.ChainDealEvent;
import io.fondaco.chain.DealProposal;
import io.fondaco.chain.actors.StateReader.View;
import io.fondaco.chain.actors.market.DealState;
import io.fondaco.chain.actors.market.MarketState;
import io.fondaco.chain.actors.miner.MinerView;
import io.fondaco.chain.block.Tipset;
import io.fondaco.model.Address;
import io.fondaco.model.Epoch;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Reads from states what became of deals. */
final class DealFacts {
    private static final Logger LOG = LoggerFactory.getLogger(DealFacts.class);

    private final ChainState chain;

    DealFacts(ChainState chain) {
        this.chain = chain;
    }

    /** A deal in the market's state. @param state empty before it is in a sector that is proven */
    record Seen(DealProposal proposal, Optional<DealState> state) {}

    record PreCommitted(long sector, Epoch at) {}

    /** Empty if the market's state does not have it. */
    static Optional<Seen> seen(View view, long id) {
        MarketState market = ChainState.market(view.tree());
        return id < 0
                ? Optional.empty()
                : market.proposals()
                        .get(id)
                        .map(deal -> new Seen(deal, market.states().get(id)));
    }

    /** Where a deal is to be proven. Looks at all sectors its miner has under way. */
    static Optional<PreCommitted> preCommitted(View view, Address miner, long deal) {
        List<PreCommitted> found = new ArrayList<>();
        MinerView.of(view.tree(), miner, view.policy())
                .ifPresent(m -> m.state().sectors().preCommitted().forEach((key, p) -> {
                    if (p.sector().deals().contains(deal)) {
                        found.add(new PreCommitted(p.sector().number(), p.epoch()));
                    }
                }));
        return found.stream().findFirst();
    }

    /** Where a deal was proven. Looks at all sectors of its miner. */
    static OptionalLong sector(View view, Address miner, long deal) {
        List<Long> found = new ArrayList<>();
        MinerView.of(view.tree(), miner, view.policy())
                .ifPresent(m -> m.state().sectors().proven().forEach((number, sector) -> {
                    if (sector.deals().contains(deal)) {
                        found.add(number);
                    }
                }));
        return found.isEmpty() ? OptionalLong.empty() : OptionalLong.of(found.get(found.size() - 1));
    }

    /** Whether the market gave this id to a deal by then. */
    static boolean published(View view, long id) {
        return id >= 0 && ChainState.market(view.tree()).nextId() > id;
    }

    private static boolean gone(View view, long id) {
        return published(view, id) && seen(view, id).isEmpty();
    }

    /** A deal as it was published up to an epoch, from the oldest state that has it; empty if none that is stored does. */
    Optional<DealProposal> published(long id, Epoch until) {
        Epoch from = chain.first(Epoch.of(-1), until, view -> published(view, id));
        return chain.at(from, view -> seen(view, id)).flatMap(seen -> seen).map(Seen::proposal);
    }

    /** What became of a deal up to a tipset beyond what is known of it, in order. */
    List<ChainDealEvent> news(DealRecord deal, Tipset until) {
        Optional<Seen> now = chain.at(until, view -> seen(view, deal.id()));
        if (now.isPresent()) {
            return news(deal, now.get(), until);
        }
        return chain.at(until, view -> published(view, deal.id())) ? ended(deal, until.height()) : List.of();
    }

    private List<ChainDealEvent> news(DealRecord deal, Seen now, Tipset at) {
        List<ChainDealEvent> news = new ArrayList<>();
        Address miner = now.proposal().provider();
        boolean preCommitted = deal.fact(ChainDealEvent.Precommitted.class).isPresent();
        if (now.state().isEmpty()) {
            if (!preCommitted) {
                chain.at(at, view -> preCommitted(view, miner, deal.id()))
                        .ifPresent(p -> news.add(new ChainDealEvent.Precommitted(deal.id(), p.at(), p.sector())));
            }
            return news;
        }
        DealState state = now.state().get();
        if (deal.activated().isEmpty()) {
            activated(deal, state.sectorStart(), chain.at(at, view -> sector(view, miner, deal.id())), news);
        }
        if (state.isSlashed()) {
            news.add(new ChainDealEvent.Slashed(deal.id(), state.slashed()));
        }
        return news;
    }

    private void activated(DealRecord deal, Epoch at, OptionalLong proven, List<ChainDealEvent> news) {
        Optional<PreCommitted> before = deal.fact(ChainDealEvent.Precommitted.class)
                .map(p -> new PreCommitted(p.sector(), p.at()))
                .or(() -> before(deal, at));
        // Where it is proven; if that sector ended and was cleared away, where it was to be.
        long sector = proven.orElseGet(() -> before.map(PreCommitted::sector).orElse(-1L));
        if (deal.fact(ChainDealEvent.Precommitted.class).isEmpty()) {
            news.add(new ChainDealEvent.Precommitted(
                    deal.id(), before.map(PreCommitted::at).orElse(at), sector));
        }
        news.add(new ChainDealEvent.Activated(deal.id(), at, sector));
    }

    /** The pre-commitment of what was proven at an epoch; empty if the state before it is not stored here any more. */
    private Optional<PreCommitted> before(DealRecord deal, Epoch proven) {
        return chain.at(
                        proven.minus(1),
                        view -> preCommitted(view, deal.proposal().provider(), deal.id()))
                .flatMap(found -> found);
    }

    /** A deal that is not in the state any more. */
    private List<ChainDealEvent> ended(DealRecord deal, Epoch now) {
        Epoch from = chain.first(Epoch.of(-1), now, view -> published(view, deal.id()));
        Epoch at = chain.first(from, now, view -> gone(view, deal.id()));
        Tipset before = chain.node().tipsetAt(at.minus(1));
        Optional<Seen> last =
                chain.at(at.minus(1), view -> seen(view, deal.id())).flatMap(seen -> seen);
        if (last.isEmpty()) {
            return unseen(deal, now);
        }
        List<ChainDealEvent> news = news(deal, last.get(), before);
        if (last.get().state().isEmpty()) {
            news.add(new ChainDealEvent.TimedOut(deal.id(), at));
        } else if (!last.get().state().get().isSlashed()) {
            news.add(
                    at.isBefore(deal.proposal().end())
                            ? new ChainDealEvent.Slashed(deal.id(), at)
                            : new ChainDealEvent.Expired(deal.id(), at));
        }
        return news;
    }

    /** One that left the state while nobody here looked, and whose last state is not stored. */
    private static List<ChainDealEvent> unseen(DealRecord deal, Epoch now) {
        boolean early = now.isBefore(deal.proposal().end());
        if (deal.activated().isPresent()) {
            LOG.warn(
                    "deal {} ended while this node was away and its last state is not here: it is taken to have {}",
                    deal.id(),
                    early ? "been slashed" : "expired");
            return List.of(
                    early ? new ChainDealEvent.Slashed(deal.id(), now) : new ChainDealEvent.Expired(deal.id(), now));
        }
        LOG.warn(
                "deal {} ended while this node was away; its last state is not here, so nobody can tell how",
                deal.id());
        return List.of();
    }
}
