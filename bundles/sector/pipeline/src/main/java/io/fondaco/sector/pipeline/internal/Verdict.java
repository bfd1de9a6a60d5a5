package io.fondaco.sector.pipeline.internal;

import io.fondaco.chain.DealProposal;
import io.fondaco.sector.SectorException;
import io.fondaco.sector.SectorException.Reason;
import io.fondaco.sector.SectorPiece;

/** Whether a deal can come into a sector now. */
final class Verdict {

    private Verdict() {}

    /** Why a deal cannot be in the next sector that is pre-committed; empty if it can. */
    static String of(Deal deal, Sight.Miner miner, Sight now) {
        if (!now.inTime(deal.start())) {
            return "deal " + deal.id() + " starts at epoch " + deal.start() + ", too near for a sector begun at "
                    + now.epoch();
        }
        Sight.OnChainDeal known = now.deal(deal.id()).orElse(null);
        if (known == null) {
            return "deal " + deal.id() + " is not on the chain";
        }
        if (known.state().isPresent()) {
            return "deal " + deal.id() + " is in another sector already";
        }
        return known.proposal().provider().equals(miner.id())
                        && known.proposal().pieceCid().equals(deal.piece())
                ? ""
                : "deal " + deal.id() + " is another one on the chain now";
    }

    /** The deal of a piece that is handed over. @throws SectorException saying what is wrong with it */
    static void check(SectorPiece piece, Sight.Miner miner, Sight now) {
        Sight.OnChainDeal known = now.deal(piece.dealId())
                .orElseThrow(() -> new SectorException(
                        Reason.UNKNOWN_DEAL,
                        "the chain has no deal " + piece.dealId() + " at epoch " + now.epoch()
                                + ": it was not published, or it is over"));
        DealProposal deal = known.proposal();
        differ(piece, "is of provider", deal.provider(), miner.id());
        differ(piece, "has piece", deal.pieceCid(), piece.pieceCid());
        differ(
                piece,
                "has a piece of padded size",
                deal.pieceSize(),
                piece.size().padded());
        differ(piece, "starts at epoch", deal.start(), piece.start());
        differ(piece, "ends at epoch", deal.end(), piece.end());
        if (known.state().isPresent()) {
            throw new SectorException(
                    Reason.TOO_LATE, "deal " + piece.dealId() + " is in a sector already that was not packed here");
        }
    }

    private static void differ(SectorPiece piece, String what, Object onChain, Object given) {
        if (!onChain.equals(given)) {
            throw new SectorException(
                    Reason.ANOTHER_PIECE,
                    "deal " + piece.dealId() + " " + what + " " + onChain + " on the chain, not " + given);
        }
    }
}
