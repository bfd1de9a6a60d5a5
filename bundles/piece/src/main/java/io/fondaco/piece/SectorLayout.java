package io.fondaco.piece;

import io.fondaco.model.PieceCommitment;
import io.fondaco.model.PieceSize;
import io.fondaco.piece.PieceException.Reason;
import io.fondaco.piece.internal.Nodes;
import io.fondaco.piece.internal.TreeStack;
import java.util.ArrayList;
import java.util.List;

/**
 * Where pieces lie in a sector, and the data commitment (CommD) over all of them.
 *
 * <p>Pieces keep their order. Each starts at a multiple of its own padded size; the gaps before it, and the rest of the
 * sector, are filled with zero pieces. Source: go-commp-utils, PieceAggregateCommP; specs-actors, unsealed CID.
 */
public final class SectorLayout {
    /**
     * A piece in its place.
     *
     * @param piece the piece, or the zero piece of the gap
     * @param offset padded bytes from the start of the sector
     * @param fill whether it is a zero piece put in by the layout
     */
    public record Placement(PieceInfo piece, long offset, boolean fill) {
        /** Padded bytes from the start of the sector to the end of the piece. */
        public long end() {
            return offset + piece.size().padded();
        }
    }

    private final PieceSize size;
    private final List<Placement> placements;
    private final PieceCommitment commitment;

    private SectorLayout(PieceSize size, List<Placement> placements) {
        this.size = size;
        this.placements = List.copyOf(placements);
        TreeStack tree = new TreeStack(new Nodes());
        for (Placement placement : placements) {
            tree.add(placement.piece().height(), placement.piece().commitment().root());
        }
        this.commitment = new PieceCommitment(tree.root(Long.numberOfTrailingZeros(size.padded()) - 5));
    }

    /**
     * Lays pieces out in a sector of the given size; none at all make a sector of zeros.
     *
     * @throws PieceException (DOES_NOT_FIT) when a piece ends beyond the sector
     */
    public static SectorLayout of(PieceSize sector, List<PieceInfo> pieces) {
        List<Placement> placements = new ArrayList<>();
        long end = place(pieces, sector.padded(), placements);
        fill(end, sector.padded(), placements);
        return new SectorLayout(sector, placements);
    }

    /**
     * Lays pieces out in the smallest power of two that holds them.
     *
     * @throws PieceException (DOES_NOT_FIT) when there are none or they exceed 2^62 bytes
     */
    public static SectorLayout smallest(List<PieceInfo> pieces) {
        if (pieces.isEmpty()) {
            throw new PieceException(Reason.DOES_NOT_FIT, "no pieces: there is no smallest size for nothing");
        }
        List<Placement> placements = new ArrayList<>();
        long end = place(pieces, PieceSize.MAX_PADDED, placements);
        long whole = Long.highestOneBit(end) == end ? end : Long.highestOneBit(end) << 1;
        fill(end, whole, placements);
        return new SectorLayout(PieceSize.ofPadded(whole), placements);
    }

    /** The size laid out. */
    public PieceSize size() {
        return size;
    }

    /** All pieces and zero pieces in order, without gaps. */
    public List<Placement> placements() {
        return placements;
    }

    /** CommD. */
    public PieceCommitment commitment() {
        return commitment;
    }

    private static long place(List<PieceInfo> pieces, long room, List<Placement> placements) {
        long end = 0;
        for (int i = 0; i < pieces.size(); i++) {
            PieceInfo piece = pieces.get(i);
            long padded = piece.size().padded();
            // At most 2^62, as end and padded are.
            long offset = end + padded - 1 & -padded;
            if (offset > room - padded) {
                throw new PieceException(
                        Reason.DOES_NOT_FIT,
                        "piece " + i + " (" + piece.commitment() + ") of " + padded + " padded bytes would start at "
                                + offset + " and end beyond the " + room
                                + " bytes there are: leave it out or put larger pieces first");
            }
            fill(end, offset, placements);
            placements.add(new Placement(piece, offset, false));
            end = offset + padded;
        }
        return end;
    }

    private static void fill(long from, long to, List<Placement> placements) {
        long at = from;
        while (at < to) {
            PieceInfo zero = PieceInfo.zero(PieceSize.ofPadded(1L << TreeStack.fillHeight(at, to)));
            placements.add(new Placement(zero, at, true));
            at += zero.size().padded();
        }
    }
}
