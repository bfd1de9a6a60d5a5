package io.fondaco.sector.pipeline.internal;

import io.fondaco.chain.DealProposal;
import io.fondaco.chain.actors.ActorEntry;
import io.fondaco.chain.actors.Policy;
import io.fondaco.chain.actors.Singletons;
import io.fondaco.chain.actors.StateReader;
import io.fondaco.chain.actors.StateTree;
import io.fondaco.chain.actors.market.DealState;
import io.fondaco.chain.actors.market.MarketState;
import io.fondaco.chain.actors.miner.MinerView;
import io.fondaco.chain.actors.miner.PreCommit;
import io.fondaco.chain.actors.miner.SectorInfo;
import io.fondaco.codec.bitfield.BitField;
import io.fondaco.model.Address;
import io.fondaco.model.Epoch;
import io.fondaco.model.TokenAmount;
import io.fondaco.sector.SectorHealth;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;

/**
 * What one state of the chain says of miners, sectors and deals that were asked for.
 *
 * @param epoch of the tipset after which it is
 */
record Sight(long epoch, Policy policy, Map<Address, Miner> miners, Map<Long, OnChainDeal> deals) {

    /**
     * A miner.
     *
     * @param worker its key address
     * @param wallet what the worker has, attoFIL
     * @param available what is neither bound nor owed, attoFIL; below 0 if the debt is larger
     * @param partitions the live sectors of each
     * @param costs of sectors, at this state
     */
    record Miner(
            Address id,
            Address worker,
            TokenAmount wallet,
            TokenAmount available,
            boolean proofless,
            long sealProof,
            long sectorSize,
            BitField used,
            List<BitField> partitions,
            Map<Long, OnChain> sectors,
            Costs costs) {

        /** Whether a sector is proven still, and has to be. */
        boolean live(long number) {
            return partitions.stream().anyMatch(p -> p.contains(number));
        }

        OnChain sector(long number) {
            return sectors.getOrDefault(number, OnChain.NOTHING);
        }
    }

    /** A sector. @param spot where it is proven, while it is */
    record OnChain(Optional<PreCommit> preCommit, Optional<SectorInfo> info, Optional<Spot> spot) {
        static final OnChain NOTHING = new OnChain(Optional.empty(), Optional.empty(), Optional.empty());
    }

    /** Where a live sector is proven, when that window opens next or opened if it is open, and how it stands. */
    record Spot(long deadline, long partition, Epoch window, SectorHealth health) {}

    /** A deal. @param state while it is in a sector */
    record OnChainDeal(DealProposal proposal, Optional<DealState> state) {}

    /** Looks at miners and some of their sectors, and at deals. */
    static Sight of(StateReader.View view, Map<Address, Collection<Long>> sectors, Collection<Long> deals) {
        Map<Address, Miner> miners = new HashMap<>();
        sectors.forEach((miner, numbers) -> MinerView.of(view.tree(), miner, view.policy())
                .ifPresent(found -> miners.put(miner, miner(view, found, numbers))));
        Map<Long, OnChainDeal> known = new HashMap<>();
        view.tree()
                .state(Singletons.STORAGE_MARKET, MarketState.class)
                .ifPresent(market -> deals.forEach(id -> market.proposals()
                        .get(id)
                        .ifPresent(p ->
                                known.put(id, new OnChainDeal(p, market.states().get(id))))));
        return new Sight(view.epoch().number(), view.policy(), miners, known);
    }

    private static Miner miner(StateReader.View view, MinerView miner, Collection<Long> wanted) {
        StateTree tree = view.tree();
        BitField numbers =
                BitField.of(wanted.stream().mapToLong(Long::longValue).toArray());
        List<BitField> live = new ArrayList<>();
        Map<Long, Spot> spots = new HashMap<>();
        for (MinerView.DeadlineView deadline : miner.deadlines()) {
            Epoch window =
                    miner.nextDeadline(deadline.index(), view.epoch().plus(1)).open();
            for (MinerView.PartitionView partition : deadline.partitions()) {
                live.add(partition.live());
                partition.live().intersection(numbers).stream()
                        .forEach(n -> spots.put(n, spot(deadline.index(), window, partition, n)));
            }
        }
        Map<Long, OnChain> sectors = new HashMap<>();
        for (long number : wanted) {
            sectors.put(
                    number,
                    new OnChain(miner.preCommit(number), miner.sector(number), Optional.ofNullable(spots.get(number))));
        }
        Address worker = miner.workerKey();
        return new Miner(
                miner.id(),
                worker,
                tree.actor(worker).map(ActorEntry::balance).orElse(TokenAmount.ZERO),
                miner.availableBalance(),
                miner.info().type().none(),
                miner.info().type().seal(),
                miner.sectorSize(),
                miner.usedNumbers(),
                live,
                sectors,
                Costs.of(tree, view.policy()));
    }

    private static Spot spot(long deadline, Epoch window, MinerView.PartitionView partition, long number) {
        SectorHealth health = partition.recovering().contains(number)
                ? SectorHealth.RECOVERING
                : partition.faulty().contains(number)
                        ? SectorHealth.FAULTY
                        : partition.unproven().contains(number) ? SectorHealth.UNPROVEN : SectorHealth.PROVEN;
        return new Spot(deadline, partition.index(), window, health);
    }

    Optional<Miner> miner(Address id) {
        return Optional.ofNullable(miners.get(id));
    }

    Optional<OnChainDeal> deal(long id) {
        return Optional.ofNullable(deals.get(id));
    }

    /** Epochs from a head to the first in which a sector that is pre-committed in the next one can be active. */
    long shortest() {
        return policy.sealing().challengeDelay() + 2;
    }

    /** Whether a deal that starts then can still come into a sector. */
    boolean inTime(long start) {
        return epoch + shortest() <= start;
    }

    /** The last epoch at which a sector that is pre-committed now may end. */
    long latestEnd() {
        return epoch + 1 + policy.sealing().maxLife();
    }

    static Map<Address, Collection<Long>> wanted(Collection<Sector> sectors) {
        Map<Address, Collection<Long>> wanted = new HashMap<>();
        for (Sector sector : sectors) {
            wanted.computeIfAbsent(sector.id.miner(), m -> new TreeSet<>()).add(sector.id.number());
        }
        return wanted;
    }

    static List<Long> dealsOf(Collection<Sector> sectors) {
        return sectors.stream().flatMap(s -> s.deals().stream()).map(Deal::id).toList();
    }
}
