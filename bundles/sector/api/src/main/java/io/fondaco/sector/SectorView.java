package io.fondaco.sector;

import io.fondaco.model.Address;
import io.fondaco.model.Cid;
import io.fondaco.model.Epoch;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * A sector as its operator sees it.
 *
 * @param size in bytes
 * @param proof what proves it; {@code none} means that nothing was sealed and nobody can check that the data is there
 * @param ours whether it was packed here; of others only what the chain says is known
 * @param pieces by offset
 * @param activation since when it is on the chain
 * @param expiration when it ends; known once it is pre-committed
 * @param deadline in which it is proven
 * @param partition of that deadline
 * @param window when that deadline opens next, or opened if it is open
 * @param waiting for what it waits, one sentence
 * @param trouble what keeps it from going on or what ended it, and what to do; empty if nothing does
 */
public record SectorView(
        Address miner,
        long number,
        long size,
        String proof,
        boolean ours,
        SectorState state,
        SectorHealth health,
        List<Piece> pieces,
        Optional<Epoch> activation,
        Optional<Epoch> expiration,
        OptionalLong deadline,
        OptionalLong partition,
        Optional<Epoch> window,
        String waiting,
        String trouble) {

    /**
     * A piece in a sector.
     *
     * @param offset in padded bytes from the sector's beginning
     * @param length in padded bytes
     * @param kept whether there is an unsealed copy
     */
    public record Piece(long dealId, Cid pieceCid, long offset, long length, Epoch start, Epoch end, boolean kept) {}

    public SectorView {
        pieces = List.copyOf(pieces);
    }
}
