package io.fondaco.chain.actors.miner;

import io.fondaco.chain.DealProposal;
import io.fondaco.chain.actors.ActorCode;
import io.fondaco.chain.actors.Invariants;
import io.fondaco.chain.actors.Singletons;
import io.fondaco.chain.actors.State;
import io.fondaco.chain.actors.market.DealState;
import io.fondaco.chain.actors.market.MarketState;
import io.fondaco.codec.bitfield.BitField;
import io.fondaco.model.Address;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * What the market and miners know of the same deals agrees: a deal began with its sector, and each deal that goes on is in
 * one sector that does. Deals with miners whose state is not this room's are left out.
 */
public final class SectorDealInvariants implements Invariants {
    @Override
    public void check(Report report) {
        report.tree().state(Singletons.STORAGE_MARKET, MarketState.class).ifPresent(market -> new Look(report, market)
                .look());
    }

    private static final class Look {
        private final Report report;
        private final Map<Long, DealState> states = new HashMap<>();
        private final Map<Long, DealProposal> proposals = new HashMap<>();
        private final Set<Address> miners = new HashSet<>();
        private final Set<Long> kept = new HashSet<>();

        Look(Report report, MarketState market) {
            this.report = report;
            market.states().forEach(states::put);
            market.proposals().forEach(proposals::put);
        }

        void look() {
            if (states.isEmpty()) {
                return;
            }
            report.tree().forEach((address, entry) -> {
                if (entry.is(ActorCode.STORAGE_MINER)
                        && report.tree().state(address, State.class).orElse(null) instanceof MinerState miner) {
                    miners.add(address);
                    sectors(address, miner);
                }
            });
            states.forEach((deal, state) -> {
                DealProposal proposal = proposals.get(deal);
                if (proposal != null && miners.contains(proposal.provider()) && !state.isSlashed()) {
                    report.rule(
                            kept.contains(deal) || !proposal.end().isAfter(report.epoch()),
                            Singletons.STORAGE_MARKET,
                            () -> "deal " + deal + " goes on until " + proposal.end() + ", and " + proposal.provider()
                                    + " has no live sector with it");
                }
            });
        }

        private void sectors(Address miner, MinerState state) {
            BitField goingOn = goingOn(state);
            state.sectors().proven().forEach((number, sector) -> {
                for (long deal : sector.deals()) {
                    DealState known = states.get(deal);
                    if (known == null) {
                        continue;
                    }
                    report.rule(
                            known.sectorStart().equals(sector.activation()),
                            miner,
                            () -> "sector " + number + " began at " + sector.activation() + ", its deal " + deal
                                    + " at " + known.sectorStart());
                    DealProposal proposal = proposals.get(deal);
                    report.rule(
                            proposal == null || proposal.provider().equals(miner),
                            miner,
                            () -> "sector " + number + " has deal " + deal + " of " + proposal.provider());
                    if (goingOn.contains(number)) {
                        report.rule(
                                kept.add(deal),
                                miner,
                                () -> "deal " + deal + " is in sector " + number + " and another");
                    }
                }
            });
        }

        /** Sectors that are live, or ended early and were not settled yet: the market will hear of them. */
        private BitField goingOn(MinerState state) {
            BitField[] all = {BitField.EMPTY};
            state.forEachDeadline(
                    report.tree().store(),
                    (index, deadline) -> deadline.partitions.forEach((at, partition) -> {
                        all[0] = all[0].union(partition.live());
                        partition.earlyTerminated.forEach((epoch, ended) -> all[0] = all[0].union(ended));
                    }));
            return all[0];
        }
    }
}
