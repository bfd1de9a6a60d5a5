package io.fondaco.market;

import io.fondaco.model.Cid;
import io.fondaco.model.PieceSize;

/**
 * Bytes made ready for a deal: imported as a DAG, written as a CAR, committed to. The CAR is the blob under the piece CID.
 *
 * @param root the payload CID
 * @param pieceCid commitment over the CAR, version 1
 * @param pieceSize the smallest piece that holds the CAR
 * @param carBytes the CAR's size
 * @param fileBytes the file's size
 */
public record Payload(Cid root, Cid pieceCid, PieceSize pieceSize, long carBytes, long fileBytes) {}
