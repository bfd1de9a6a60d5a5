package io.fondaco.chain.actors.market;

import io.fondaco.chain.DealProposal;
import io.fondaco.model.Epoch;
import io.fondaco.model.TokenAmount;

/**
 * What the time that went by does to the money of one deal.
 *
 * @param balances of the market after it
 * @param paid to the provider, attoFIL
 * @param burnt of the provider's collateral, attoFIL
 * @param over whether nothing of the deal is left to do
 */
record DealUpdate(Balances balances, TokenAmount paid, TokenAmount burnt, boolean over) {

    /** A deal in a sector that is looked at {@code now}, its start or later, or as soon as it is slashed. */
    static DealUpdate of(Balances balances, DealProposal deal, DealState state, Epoch now) {
        Epoch from = state.paidUntil(deal);
        Epoch to = state.isSlashed() ? state.slashed() : now.isBefore(deal.end()) ? now : deal.end();
        TokenAmount due = deal.pricePerEpoch().times(Math.max(0, to.since(from)));
        Balances after = due.isZero() ? balances : balances.pay(deal, due);
        if (state.isSlashed()) {
            // Actors v8 gives back all from the slash on, even if part of it was paid before the slash was told of,
            // and so unlocks money of other deals. Here what was paid is paid.
            TokenAmount rest = state.unpaid(deal).minus(due);
            return new DealUpdate(
                    after.releaseFee(deal, rest).releaseClientCollateral(deal).slashProviderCollateral(deal),
                    due,
                    deal.providerCollateral(),
                    true);
        }
        if (now.isBefore(deal.end())) {
            return new DealUpdate(after, due, TokenAmount.ZERO, false);
        }
        return new DealUpdate(
                after.releaseProviderCollateral(deal).releaseClientCollateral(deal), due, TokenAmount.ZERO, true);
    }

    /** A deal that came into no sector in time. */
    static DealUpdate timedOut(Balances balances, DealProposal deal) {
        return new DealUpdate(
                balances.releaseFee(deal, deal.totalPrice())
                        .releaseClientCollateral(deal)
                        .slashProviderCollateral(deal)
                        .touchLocked(deal.provider()),
                TokenAmount.ZERO,
                deal.providerCollateral(),
                true);
    }
}
