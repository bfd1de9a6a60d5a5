package io.fondaco.piece.aggregate;

import io.fondaco.model.PieceCommitment;
import io.fondaco.model.PieceSize;
import io.fondaco.piece.Fr32;
import io.fondaco.piece.PieceException;
import io.fondaco.piece.PieceException.Reason;
import io.fondaco.piece.PieceInfo;
import io.fondaco.piece.internal.SparseTree;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Many pieces in one deal, with the index that says where they are and a proof for each.
 *
 * <p>Pieces keep their order, each at the next multiple of its padded size; the index lies at the end of the deal.
 * Source: FRC-0058 with two nodes per index entry.
 */
public final class Aggregate {
    private static final int LEAF_SHIFT = 5;
    private static final PieceSize SMALLEST_DEAL = PieceSize.ofPadded(512);

    private final PieceSize deal;
    private final List<SegmentEntry> entries;
    private final SparseTree tree;

    private Aggregate(PieceSize deal, List<SegmentEntry> entries) {
        this.deal = deal;
        this.entries = List.copyOf(entries);
        this.tree = tree(deal, this.entries);
    }

    /**
     * Places the pieces in a deal of the given size.
     *
     * @throws PieceException (DOES_NOT_FIT) when there are none, more than the index holds, or they reach the index
     */
    public static Aggregate of(PieceSize deal, List<PieceInfo> pieces) {
        if (pieces.isEmpty()) {
            throw new PieceException(Reason.DOES_NOT_FIT, "an aggregate of no pieces: add at least one");
        }
        long end = SegmentIndex.offset(deal);
        int capacity = SegmentIndex.capacity(deal);
        if (pieces.size() > capacity) {
            throw new PieceException(
                    Reason.DOES_NOT_FIT,
                    pieces.size() + " pieces, but a deal of " + deal + " indexes " + capacity
                            + ": take a larger deal or fewer pieces");
        }
        List<SegmentEntry> entries = new ArrayList<>();
        long next = 0;
        for (PieceInfo piece : pieces) {
            long size = piece.size().padded();
            long offset = next + size - 1 & -size;
            if (offset > end - size) {
                throw new PieceException(
                        Reason.DOES_NOT_FIT,
                        "piece " + entries.size() + " (" + piece.commitment() + ") of " + size
                                + " padded bytes at offset " + offset + " reaches the index at " + end
                                + ": take a larger deal or put larger pieces first");
            }
            entries.add(new SegmentEntry(piece.commitment(), offset, size));
            next = offset + size;
        }
        return new Aggregate(deal, entries);
    }

    /** The smallest deal that holds the pieces in this order, with their index. */
    public static PieceSize smallestDeal(List<PieceInfo> pieces) {
        long next = 0;
        for (PieceInfo piece : pieces) {
            long size = piece.size().padded();
            next = Math.addExact(next + size - 1 & -size, size);
        }
        PieceSize deal = SMALLEST_DEAL;
        while (SegmentIndex.offset(deal) < next || SegmentIndex.capacity(deal) < pieces.size()) {
            deal = PieceSize.ofPadded(deal.padded() * 2);
        }
        return deal;
    }

    /** The deal's size. */
    public PieceSize deal() {
        return deal;
    }

    /** Index entries, in the order of the pieces. */
    public List<SegmentEntry> entries() {
        return entries;
    }

    /** Commitment of the whole deal, index included. */
    public PieceCommitment commitment() {
        return new PieceCommitment(tree.root());
    }

    /** The whole deal as a piece. */
    public PieceInfo piece() {
        return PieceInfo.full(commitment(), deal);
    }

    /** Commitment of the index area as a piece of its own. */
    public PieceCommitment indexCommitment() {
        long size = (long) SegmentIndex.capacity(deal) * SegmentEntry.BYTES;
        int height = height(size);
        return new PieceCommitment(tree.node(height, SegmentIndex.offset(deal) >> LEAF_SHIFT + height));
    }

    /** The index area in padded form, empty slots zero. */
    public byte[] indexBytes() {
        byte[] index = new byte[SegmentIndex.capacity(deal) * SegmentEntry.BYTES];
        for (int i = 0; i < entries.size(); i++) {
            System.arraycopy(entries.get(i).toBytes(), 0, index, i * SegmentEntry.BYTES, SegmentEntry.BYTES);
        }
        return index;
    }

    /** The index area as the bytes to write into the deal's payload at {@link SegmentIndex#unpaddedOffset}. */
    public byte[] indexPayload() {
        byte[] padded = indexBytes();
        byte[] payload = new byte[padded.length / 128 * 127];
        Fr32.unpad(padded, 0, payload, 0, padded.length / 128);
        return payload;
    }

    /**
     * Proof that a piece is in the deal and in its index.
     *
     * @param number of the piece, from 0 in the order given
     * @throws IndexOutOfBoundsException when there is no such piece
     */
    public InclusionProof proof(int number) {
        SegmentEntry entry = entries.get(number);
        int height = height(entry.size());
        long index = entry.offset() >> LEAF_SHIFT + height;
        long slot = SegmentIndex.offset(deal) / SegmentEntry.BYTES + number;
        return new InclusionProof(
                new MerklePath(index, tree.path(height, index)), new MerklePath(slot, tree.path(1, slot)));
    }

    private static SparseTree tree(PieceSize deal, List<SegmentEntry> entries) {
        int height = height(deal.padded());
        List<List<SparseTree.Entry>> given = new ArrayList<>();
        for (int h = 0; h <= height; h++) {
            given.add(new ArrayList<>());
        }
        long leaf = SegmentIndex.offset(deal) >> LEAF_SHIFT;
        for (SegmentEntry entry : entries) {
            int h = height(entry.size());
            given.get(h)
                    .add(new SparseTree.Entry(
                            entry.offset() >> LEAF_SHIFT + h, entry.commitment().root()));
            byte[] bytes = entry.toBytes();
            given.get(0).add(new SparseTree.Entry(leaf++, Arrays.copyOf(bytes, 32)));
            given.get(0).add(new SparseTree.Entry(leaf++, Arrays.copyOfRange(bytes, 32, 64)));
        }
        return new SparseTree(height, given);
    }

    private static int height(long padded) {
        return Long.numberOfTrailingZeros(padded) - LEAF_SHIFT;
    }
}
