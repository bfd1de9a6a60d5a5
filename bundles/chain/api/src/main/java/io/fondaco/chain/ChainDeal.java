package io.fondaco.chain;

import io.fondaco.model.Cid;
import io.fondaco.model.Epoch;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * A published deal.
 *
 * @param proposalCid of the proposal alone (BLAKE2b)
 * @param sector where it is, once pre-committed
 * @param activated since when it is proven
 * @param ended when it expired or was slashed
 */
public record ChainDeal(
        long id,
        Cid proposalCid,
        DealProposal proposal,
        OptionalLong sector,
        Optional<Epoch> activated,
        Optional<Epoch> slashed,
        Optional<Epoch> ended) {}
