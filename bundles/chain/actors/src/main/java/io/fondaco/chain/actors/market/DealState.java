package io.fondaco.chain.actors.market;

import io.fondaco.chain.DealProposal;
import io.fondaco.chain.actors.Codec;
import io.fondaco.model.Epoch;
import io.fondaco.model.TokenAmount;

/**
 * A deal that is in a sector: {@code [sector start, last updated, slashed]}, {@link #UNDEFINED} for what did not happen.
 *
 * @param sectorStart when the sector was proven
 * @param lastUpdated up to when the deal was paid, if that is after its start
 * @param slashed when its sector was terminated
 */
public record DealState(Epoch sectorStart, Epoch lastUpdated, Epoch slashed) {
    public static final Epoch UNDEFINED = Epoch.of(-1);

    static final Codec<DealState> CODEC = new Codec<>(
            (out, s) -> out.writeListHeader(3)
                    .writeLong(s.sectorStart.number())
                    .writeLong(s.lastUpdated.number())
                    .writeLong(s.slashed.number()),
            in -> {
                in.readListHeader(3);
                return new DealState(Epoch.of(in.readLong()), Epoch.of(in.readLong()), Epoch.of(in.readLong()));
            });

    /** A deal that got into a sector now. */
    static DealState activated(Epoch now) {
        return new DealState(now, UNDEFINED, UNDEFINED);
    }

    DealState updatedAt(Epoch now) {
        return new DealState(sectorStart, now, slashed);
    }

    DealState slashedAt(Epoch epoch) {
        return new DealState(sectorStart, lastUpdated, epoch);
    }

    public boolean isUpdated() {
        return !lastUpdated.equals(UNDEFINED);
    }

    public boolean isSlashed() {
        return !slashed.equals(UNDEFINED);
    }

    /** Up to when {@code deal} was paid: its start at first. */
    Epoch paidUntil(DealProposal deal) {
        return lastUpdated.isAfter(deal.start()) ? lastUpdated : deal.start();
    }

    /** What of the price of {@code deal} is not paid yet, attoFIL. */
    TokenAmount unpaid(DealProposal deal) {
        return deal.pricePerEpoch().times(Math.max(0, deal.end().since(paidUntil(deal))));
    }
}
