package io.fondaco.sector;

import io.fondaco.model.Address;
import io.fondaco.model.Cid;
import io.fondaco.model.Epoch;
import io.fondaco.model.PieceSize;
import java.nio.file.Path;

/**
 * A piece of a published deal.
 *
 * @param miner whose sector it goes into
 * @param size padded size of the piece; the payload is zero-extended to it
 * @param payload the bytes, at most the unpadded piece size
 */
public record SectorPiece(
        Address miner, long dealId, Cid pieceCid, PieceSize size, Path payload, Epoch start, Epoch end) {}
