package io.fondaco.chain.market.internal;

import io.fondaco.chain.ChainDeal;
import io.fondaco.chain.ChainDealEvent;
import io.fondaco.chain.ChainException;
import io.fondaco.chain.ClientDealProposal;
import io.fondaco.chain.DealProposal;
import io.fondaco.chain.actors.StateReader.View;
import io.fondaco.chain.actors.market.DealState;
import io.fondaco.chain.block.Tipset;
import io.fondaco.codec.cbor.DagCbor;
import io.fondaco.model.Epoch;
import io.fondaco.model.Registration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Watches deals. They are judged on states deep enough to stay; what is found is in the books before anybody is told, so
 * that it is told again after a restart when the state does not have it any more.
 */
final class Deals {
    private static final Logger LOG = LoggerFactory.getLogger(Deals.class);

    private final ChainState chain;
    private final Books books;
    private final DealFacts facts;
    private final Clerk clerk;
    private final Executor teller;
    /** The clerk's. */
    private final Map<Long, List<Watcher>> watchers = new HashMap<>();

    Deals(ChainState chain, Books books, Clerk clerk, Executor teller) {
        this.chain = chain;
        this.books = books;
        this.facts = new DealFacts(chain);
        this.clerk = clerk;
        this.teller = teller;
    }

    private final class Watcher {
        private final Consumer<ChainDealEvent> then;
        private volatile boolean over;

        Watcher(Consumer<ChainDealEvent> then) {
            this.then = then;
        }

        void tell(ChainDealEvent fact) {
            teller.execute(() -> {
                if (over) {
                    return;
                }
                try {
                    then.accept(fact);
                } catch (RuntimeException | LinkageError broken) {
                    LOG.warn("who watches deal {} failed on {}", fact.dealId(), fact, broken);
                }
            });
        }
    }

    Registration watch(long id, Consumer<ChainDealEvent> then) {
        Watcher watcher = new Watcher(Objects.requireNonNull(then, "then"));
        if (!chain.past() && !known(id)) {
            throw new ChainException(ChainException.Reason.UNKNOWN, "no deal " + id);
        }
        clerk.run(() -> {
            books.ledger().deal(id).ifPresent(deal -> deal.facts().forEach(watcher::tell));
            watchers.computeIfAbsent(id, d -> new ArrayList<>()).add(watcher);
            chain.settled().ifPresent(settled -> look(settled, id));
        });
        return () -> {
            watcher.over = true;
            clerk.run(() -> watchers.computeIfPresent(id, (d, all) -> {
                all.remove(watcher);
                return all.isEmpty() ? null : all;
            }));
        };
    }

    private boolean known(long id) {
        return books.ledger().deal(id).isPresent()
                || chain.atHead(view -> DealFacts.seen(view, id)).isPresent()
                || id >= 0
                        && chain.atHead(view -> DealFacts.published(view, id))
                        && facts.published(id, chain.node().head().height()).isPresent();
    }

    /** The clerk's. */
    void headMoved() {
        Optional<Tipset> settled = chain.settled();
        if (settled.isEmpty()) {
            return;
        }
        Set<Long> open = new TreeSet<>(watchers.keySet());
        books.ledger().running().forEach(deal -> open.add(deal.id()));
        for (long id : open) {
            try {
                look(settled.get(), id);
            } catch (RuntimeException unclear) {
                LOG.warn("what became of deal {} is looked up again with the next head", id, unclear);
            }
        }
    }

    /** Finds out what is new of a deal, has it in the books, then tells it. */
    private void look(Tipset settled, long id) {
        Optional<DealRecord> known = books.ledger().deal(id).or(() -> begin(settled, id));
        if (known.isEmpty() || known.get().over()) {
            return;
        }
        for (ChainDealEvent fact : facts.news(known.get(), settled)) {
            books.record(DealRecord.entry(fact));
            watchers.getOrDefault(id, List.of()).forEach(watcher -> watcher.tell(fact));
        }
    }

    private Optional<DealRecord> begin(Tipset settled, long id) {
        Optional<DealProposal> proposal = chain.at(settled, view -> DealFacts.seen(view, id))
                .map(DealFacts.Seen::proposal)
                .or(() -> chain.at(settled, view -> DealFacts.published(view, id))
                        ? facts.published(id, settled.height())
                        : Optional.empty());
        proposal.ifPresent(p -> books.record(new BookEvent.DealWatched(id, ClientDealProposal.encode(p))));
        return books.ledger().deal(id);
    }

    /** At the head, or as it was when it ended if somebody here watched it. */
    Optional<ChainDeal> deal(long id) {
        Optional<DealRecord> known = books.ledger().deal(id);
        Optional<ChainDeal> now = chain.atHead(
                view -> DealFacts.seen(view, id).map(seen -> shown(id, seen, sector(view, id, seen, known))));
        return now.or(() -> known.map(DealRecord::view));
    }

    private static OptionalLong sector(View view, long id, DealFacts.Seen seen, Optional<DealRecord> known) {
        OptionalLong proven = known.flatMap(deal -> deal.fact(ChainDealEvent.Activated.class))
                .map(fact -> OptionalLong.of(fact.sector()))
                .orElse(OptionalLong.empty());
        if (proven.isPresent()) {
            return proven;
        }
        return seen.state().isPresent()
                ? DealFacts.sector(view, seen.proposal().provider(), id)
                : DealFacts.preCommitted(view, seen.proposal().provider(), id)
                        .map(p -> OptionalLong.of(p.sector()))
                        .orElse(OptionalLong.empty());
    }

    private static ChainDeal shown(long id, DealFacts.Seen seen, OptionalLong sector) {
        Optional<Epoch> slashed = seen.state().filter(DealState::isSlashed).map(DealState::slashed);
        return new ChainDeal(
                id,
                DagCbor.chainCid(ClientDealProposal.encode(seen.proposal())),
                seen.proposal(),
                sector,
                seen.state().map(DealState::sectorStart),
                slashed,
                slashed);
    }
}
