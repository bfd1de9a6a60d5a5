package io.fondaco.chain.actors.market;

import io.fondaco.chain.DealProposal;
import io.fondaco.chain.actors.Abort;
import io.fondaco.chain.actors.ExitCode;
import io.fondaco.chain.actors.Reply;
import io.fondaco.chain.actors.Runtime;
import io.fondaco.chain.actors.Singletons;
import io.fondaco.chain.actors.StateArray;
import io.fondaco.chain.actors.StateMap;
import io.fondaco.model.Epoch;
import io.fondaco.model.TokenAmount;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/** The next state of the market while a method works through deals. */
final class Draft {
    /** Verified registry's method that gives data cap back. */
    private static final long RESTORE_BYTES = 6;

    private final Runtime runtime;
    private StateArray<DealProposal> proposals;
    private StateArray<DealState> states;
    private StateMap<Boolean> pending;
    private Balances balances;
    private final long nextId;
    private DealOps ops;
    private Epoch lastCron;
    private TokenAmount burnt = TokenAmount.ZERO;
    private final List<DealProposal> timedOutVerified = new ArrayList<>();
    private final SortedMap<Epoch, List<Long>> later = new TreeMap<>();

    Draft(Runtime runtime) {
        MarketState state = runtime.state(MarketState.class);
        this.runtime = runtime;
        this.proposals = state.proposals();
        this.states = state.states();
        this.pending = state.pending();
        this.balances = state.balances();
        this.nextId = state.nextId();
        this.ops = state.ops();
        this.lastCron = state.lastCron();
    }

    Optional<DealProposal> proposal(long deal) {
        return proposals.get(deal);
    }

    Optional<DealState> state(long deal) {
        return states.get(deal);
    }

    void put(long deal, DealState state) {
        states = states.with(deal, state);
    }

    /** What is to do in the epochs after the last one, up to {@code now}; the lists are empty after that. */
    List<Long> due(Epoch now) {
        List<Long> due = new ArrayList<>();
        for (Epoch epoch = lastCron.plus(1); !epoch.isAfter(now); epoch = epoch.plus(1)) {
            List<Long> deals = ops.at(epoch);
            if (!deals.isEmpty()) {
                due.addAll(deals);
                ops = ops.without(epoch);
            }
        }
        lastCron = now;
        return due;
    }

    /** Has cron look at a deal at a later epoch. */
    void schedule(Epoch epoch, long deal) {
        later.computeIfAbsent(epoch, e -> new ArrayList<>()).add(deal);
    }

    /** Lets a deal be published again that is not pending any more. */
    void forget(DealProposal deal) {
        byte[] cid = MarketState.cid(deal).toBytes();
        if (pending.contains(cid)) {
            pending = pending.without(cid);
        }
    }

    /** Ends a deal that came into no sector in time. */
    void timeOut(long id, DealProposal deal) {
        Abort.unless(
                !runtime.epoch().isBefore(deal.start()),
                ExitCode.USR_ILLEGAL_STATE,
                "deal " + id + " is looked at before its start at " + deal.start());
        apply(DealUpdate.timedOut(balances, deal));
        if (deal.verified()) {
            timedOutVerified.add(deal);
        }
        proposals = proposals.without(id);
        forget(deal);
    }

    /** Pays what is due of a deal in a sector, and ends it if it is over. */
    DealUpdate update(long id, DealProposal deal, DealState state) {
        if (!state.isUpdated()) {
            forget(deal);
        }
        DealUpdate update = DealUpdate.of(balances, deal, state, runtime.epoch());
        apply(update);
        if (update.over()) {
            states = states.without(id);
            proposals = proposals.without(id);
        } else {
            states = states.with(id, state.updatedAt(runtime.epoch()));
        }
        return update;
    }

    private void apply(DealUpdate update) {
        balances = update.balances();
        burnt = burnt.plus(update.burnt());
    }

    /** Puts the state, burns what was slashed and gives data cap back. */
    void finish() {
        for (Map.Entry<Epoch, List<Long>> entry : later.entrySet()) {
            ops = ops.with(entry.getKey(), entry.getValue());
        }
        runtime.put(new MarketState(proposals, states, pending, balances, nextId, ops, lastCron));
        for (DealProposal deal : timedOutVerified) {
            byte[] params = MarketParams.DataCap.CODEC.encode(PublishDeals.dataCap(deal));
            Reply reply = runtime.send(Singletons.VERIFIED_REGISTRY, RESTORE_BYTES, params, TokenAmount.ZERO);
            if (!reply.ok()) {
                runtime.note("data cap of " + deal.client() + " for " + deal.pieceSize() + " bytes is lost: "
                        + ExitCode.name(reply.exitCode()) + ": " + reply.failure());
            }
        }
        runtime.burn(burnt);
    }
}
