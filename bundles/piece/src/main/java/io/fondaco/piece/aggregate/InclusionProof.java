package io.fondaco.piece.aggregate;

import io.fondaco.model.PieceCommitment;
import io.fondaco.model.PieceSize;
import io.fondaco.piece.PieceException;
import io.fondaco.piece.PieceException.Reason;
import io.fondaco.piece.PieceInfo;
import io.fondaco.piece.internal.Nodes;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;

/**
 * Proof of data segment inclusion (PoDSI): the piece is in the deal, and the deal's index says so.
 *
 * <p>Both paths must lead to the same root in trees of the same size. As CBOR: [[index, [node...]], [index, [node...]]].
 * Source: FRC-0058; go-data-segment for the encoding.
 *
 * @param piece from the root of the piece to the root of the deal
 * @param entry from the index entry (the parent of its two nodes) to the root of the deal
 */
public record InclusionProof(MerklePath piece, MerklePath entry) {
    public InclusionProof {
        Objects.requireNonNull(piece, "piece");
        Objects.requireNonNull(entry, "entry");
    }

    /**
     * Checks the proof for a piece and returns the deal it proves the piece to be in. The caller compares that deal
     * with the one on chain; the proof alone says nothing about it.
     *
     * @throws PieceException (MISMATCH) when the paths lead to different deals or the entry lies outside the index;
     *     (OUT_OF_RANGE) when the deal would be larger than 2^62 bytes
     */
    public PieceInfo dealOf(PieceCommitment commitment, PieceSize size) {
        int dealShift = Long.numberOfTrailingZeros(size.padded()) + piece.length();
        if (dealShift > 62) {
            throw new PieceException(
                    Reason.OUT_OF_RANGE, "inclusion proof: a deal of 2^" + dealShift + " bytes is beyond 2^62");
        }
        if (entry.length() + 6 != dealShift) {
            throw new PieceException(
                    Reason.MISMATCH,
                    "inclusion proof: the piece is in a deal of 2^" + dealShift
                            + " padded bytes, its index entry in one of 2^" + (entry.length() + 6));
        }
        PieceSize deal = PieceSize.ofPadded(1L << dealShift);
        long slot = entry.index() - SegmentIndex.offset(deal) / SegmentEntry.BYTES;
        if (slot < 0) {
            throw new PieceException(
                    Reason.MISMATCH,
                    "inclusion proof: entry node " + entry.index() + " lies before the index of a deal of " + deal);
        }
        long offset = piece.index() * size.padded();
        byte[] bytes = new SegmentEntry(commitment, offset, size.padded()).toBytes();
        byte[] entryNode = new byte[Nodes.NODE];
        new Nodes().parent(bytes, 0, entryNode, 0);
        byte[] root = piece.rootFrom(commitment.root());
        if (!Arrays.equals(root, entry.rootFrom(entryNode))) {
            throw new PieceException(
                    Reason.MISMATCH,
                    "inclusion proof: the path of piece " + commitment + " at offset " + offset
                            + " and the path of its index entry lead to different deals");
        }
        return PieceInfo.full(new PieceCommitment(root), deal);
    }

    /**
     * Checks that the piece is in this very deal.
     *
     * @throws PieceException (MISMATCH) when it is not, with the deal the proof is for
     */
    public void verify(PieceCommitment commitment, PieceSize size, PieceInfo deal) {
        PieceInfo proven = dealOf(commitment, size);
        if (!proven.commitment().equals(deal.commitment()) || !proven.size().equals(deal.size())) {
            throw new PieceException(
                    Reason.MISMATCH,
                    "inclusion proof: piece " + commitment + " is in deal " + proven.commitment() + " (" + proven.size()
                            + "), not in " + deal.commitment() + " (" + deal.size() + ")");
        }
    }

    /** The proof as CBOR. */
    public byte[] toBytes() {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.write(0x82);
        write(out, piece);
        write(out, entry);
        return out.toByteArray();
    }

    /**
     * Reads a proof from CBOR in shortest form.
     *
     * @throws PieceException (MALFORMED) naming the offset, or as {@link MerklePath} says
     */
    public static InclusionProof fromBytes(byte[] cbor) {
        ByteBuffer in = ByteBuffer.wrap(cbor);
        header(in, 4, 2, 2);
        InclusionProof proof = new InclusionProof(readPath(in), readPath(in));
        if (in.hasRemaining()) {
            throw malformed(in.position(), in.remaining() + " bytes follow the proof");
        }
        return proof;
    }

    private static void write(ByteArrayOutputStream out, MerklePath path) {
        out.write(0x82);
        writeHeader(out, 0, path.index());
        writeHeader(out, 4, path.length());
        for (byte[] node : path.siblings()) {
            writeHeader(out, 2, node.length);
            out.writeBytes(node);
        }
    }

    private static void writeHeader(ByteArrayOutputStream out, int major, long value) {
        int bytes = value < 24 ? 0 : value < 1 << 8 ? 1 : value < 1 << 16 ? 2 : value < 1L << 32 ? 4 : 8;
        out.write(major << 5 | (bytes == 0 ? (int) value : 24 + Integer.numberOfTrailingZeros(bytes)));
        for (int i = bytes - 1; i >= 0; i--) {
            out.write((int) (value >>> 8 * i));
        }
    }

    private static MerklePath readPath(ByteBuffer in) {
        header(in, 4, 2, 2);
        long index = header(in, 0, 0, Long.MAX_VALUE);
        int count = (int) header(in, 4, 0, MerklePath.MAX_LENGTH);
        List<byte[]> nodes = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            header(in, 2, Nodes.NODE, Nodes.NODE);
            if (in.remaining() < Nodes.NODE) {
                throw malformed(in.position(), "input ends inside node " + i);
            }
            byte[] node = new byte[Nodes.NODE];
            in.get(node);
            nodes.add(node);
        }
        return new MerklePath(index, nodes);
    }

    private static long header(ByteBuffer in, int major, long least, long most) {
        int at = in.position();
        if (!in.hasRemaining()) {
            throw malformed(at, "input ends early");
        }
        int first = in.get() & 0xff;
        int low = first & 0x1f;
        if (first >> 5 != major || low > 27) {
            throw malformed(at, "byte 0x" + Integer.toHexString(first) + " where major type " + major + " belongs");
        }
        long value = low;
        if (low >= 24) {
            int bytes = 1 << low - 24;
            if (in.remaining() < bytes) {
                throw malformed(at, "input ends inside a number");
            }
            value = 0;
            for (int i = 0; i < bytes; i++) {
                value = value << 8 | in.get() & 0xff;
            }
            long floor = bytes == 1 ? 24 : 1L << 4 * bytes;
            if (value >= 0 && value < floor) {
                throw malformed(at, "a number not in its shortest form");
            }
        }
        if (value < least || value > most) {
            throw malformed(at, Long.toUnsignedString(value) + " where " + least + " to " + most + " belongs");
        }
        return value;
    }

    private static PieceException malformed(int offset, String what) {
        return new PieceException(Reason.MALFORMED, "inclusion proof at offset " + offset + ": " + what);
    }
}
