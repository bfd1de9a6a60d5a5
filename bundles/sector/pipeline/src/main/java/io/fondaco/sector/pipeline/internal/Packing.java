package io.fondaco.sector.pipeline.internal;

import io.fondaco.codec.bitfield.BitField;
import io.fondaco.sector.SectorException;
import io.fondaco.sector.SectorException.Reason;
import io.fondaco.sector.SectorPlacement;
import io.fondaco.sector.SectorState;
import io.fondaco.sector.pipeline.PipelinePolicy;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** Which sector a deal goes into. Pieces lie in the order they came, each at a multiple of its own size. */
final class Packing {
    /** Deals of a sector of 32 GiB and less; larger ones may hold twice as many. */
    private static final int MAX_DEALS = 256;

    private final SectorJournal journal;
    private final PipelinePolicy policy;

    Packing(SectorJournal journal, PipelinePolicy policy) {
        this.journal = journal;
        this.policy = policy;
    }

    /** Whether a deal can come into a sector of a miner at all. @throws SectorException if it cannot, saying why */
    void check(Deal deal, Sight.Miner miner, Sight now) {
        if (deal.padded() > miner.sectorSize()) {
            throw new SectorException(
                    Reason.DOES_NOT_FIT,
                    "the piece of deal " + deal.id() + " takes " + deal.padded() + " bytes, sectors of " + miner.id()
                            + " have " + miner.sectorSize());
        }
        if (now.epoch() + soonest(miner, now) > deal.start()) {
            throw new SectorException(
                    Reason.TOO_LATE,
                    "deal " + deal.id() + " starts at epoch " + deal.start() + "; a sector that is begun at "
                            + now.epoch() + " is proven at " + (now.epoch() + soonest(miner, now))
                            + " at the earliest");
        }
        long latest = deal.start()
                - soonest(miner, now)
                - policy.hurry()
                + now.policy().sealing().maxLife();
        if (deal.end() > latest) {
            throw new SectorException(
                    Reason.DOES_NOT_FIT,
                    "deal " + deal.id() + " ends at epoch " + deal.end()
                            + ", later than any sector that is proven before" + " it starts may: " + latest);
        }
    }

    /** Epochs from now to the first in which a sector that is begun now can be active. */
    private long soonest(Sight.Miner miner, Sight now) {
        return now.shortest() + (miner.proofless() ? 0 : policy.sealing());
    }

    private long soonest(Sector sector, Sight now) {
        return now.miner(sector.id.miner())
                .map(miner -> soonest(miner, now))
                .orElseGet(() -> now.shortest() + policy.sealing());
    }

    /** Puts a deal into a sector that takes pieces, or into a new one. @param copy is safe */
    SectorPlacement place(Deal deal, Sight.Miner miner, Sight now) {
        Optional<Sector> open = journal.book()
                .of(miner.id())
                .filter(s -> s.state == SectorState.PACKING && fits(s, deal, now))
                .findFirst();
        SectorId id = open.map(s -> s.id).orElseGet(() -> begin(miner, now));
        journal.record(new SectorEvent.Placed(
                id.miner().toString(),
                id.number(),
                deal.id(),
                deal.piece().toString(),
                deal.padded(),
                deal.copy().toString(),
                deal.start(),
                deal.end(),
                now.epoch()));
        return placement(deal);
    }

    SectorPlacement placement(Deal deal) {
        Sector sector = journal.book().place(deal.id()).orElseThrow();
        return new SectorPlacement(sector.id.number(), sector.offset(deal.id()), deal.padded());
    }

    private boolean fits(Sector sector, Deal deal, Sight now) {
        if (sector.deals().isEmpty()) {
            return true;
        }
        long start = Math.min(sector.firstStart(), deal.start());
        long end = Math.max(sector.lastEnd(), deal.end());
        // The sector must be pre-committed late enough to last until the one and early enough to be there for the
        // other.
        boolean together = end - now.policy().sealing().maxLife() <= start - soonest(sector, now) - policy.hurry();
        return together && sector.deals().size() < most(sector) && sector.endWith(deal.padded()) <= sector.size;
    }

    private static int most(Sector sector) {
        return sector.size > 32L << 30 ? 2 * MAX_DEALS : MAX_DEALS;
    }

    /** The lowest number that neither the chain nor we ever used. */
    private SectorId begin(Sight.Miner miner, Sight now) {
        Set<Long> ours = journal.book().of(miner.id()).map(s -> s.id.number()).collect(Collectors.toSet());
        BitField used = miner.used();
        long number = 0;
        while (used.contains(number) || ours.contains(number)) {
            number++;
        }
        journal.record(new SectorEvent.Opened(miner.id().toString(), number, miner.sectorSize(), now.epoch()));
        return new SectorId(miner.id(), number);
    }

    /** Whether a sector should take no more pieces. */
    boolean due(Sector sector, Sight now) {
        if (sector.deals().isEmpty()) {
            return false;
        }
        boolean full = sector.endWith(128) > sector.size || sector.deals().size() >= most(sector);
        boolean waited = now.epoch() >= sector.since + policy.packing();
        boolean near = sector.firstStart() <= now.epoch() + soonest(sector, now) + policy.hurry();
        return full || waited || near;
    }

    /** Deals of sectors that were given up go into others if they still can, each once it can be judged. */
    void repack(Sector failed, Sight now) {
        Sight.Miner miner = now.miner(failed.id.miner()).orElse(null);
        if (miner == null) {
            return;
        }
        for (Deal deal : failed.deals().toArray(Deal[]::new)) {
            String why = Verdict.of(deal, miner, now);
            if (why.isEmpty()) {
                place(deal, miner, now);
            } else {
                drop(failed, deal.id(), why, now);
            }
        }
    }

    void drop(Sector sector, long deal, String why, Sight now) {
        journal.record(
                new SectorEvent.Dropped(sector.id.miner().toString(), sector.id.number(), deal, why, now.epoch()));
    }
}
