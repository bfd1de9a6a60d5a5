package io.fondaco.sector.pipeline.internal;

import io.fondaco.model.Cid;
import io.fondaco.model.PieceCommitment;
import io.fondaco.model.PieceSize;
import io.fondaco.piece.PieceInfo;

/**
 * A deal whose piece is here.
 *
 * @param piece its CID as in the deal
 * @param padded size of the piece, bytes
 * @param copy CID of the unsealed copy: the payload's own, so that it is nobody else's blob
 * @param start epoch before whose end it must be in a proven sector
 * @param end epoch
 */
record Deal(long id, Cid piece, long padded, Cid copy, long start, long end) {

    PieceInfo info() {
        return PieceInfo.full(PieceCommitment.fromCid(piece), PieceSize.ofPadded(padded));
    }
}
