package io.fondaco.piece.aggregate;

import io.fondaco.model.PieceSize;
import io.fondaco.piece.Fr32;
import io.fondaco.piece.PieceException;
import io.fondaco.piece.PieceException.Reason;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The data segment index at the end of a deal: what an aggregator says lies where.
 *
 * <p>A reader takes the entries that check out and reports the others, as FRC-0058 asks; empty slots are neither.
 */
public final class SegmentIndex {
    private static final int MIN_CAPACITY = 4;

    private final List<SegmentEntry> entries;
    private final SortedMap<Integer, String> rejected;

    private SegmentIndex(List<SegmentEntry> entries, SortedMap<Integer, String> rejected) {
        this.entries = List.copyOf(entries);
        this.rejected = Collections.unmodifiableSortedMap(rejected);
    }

    /** Number of entries a deal of this size has room for: a power of two, at least 4. */
    public static int capacity(PieceSize deal) {
        long room = deal.padded() / 2048 / SegmentEntry.BYTES;
        if (room > 1 << 24) {
            throw new PieceException(
                    Reason.OUT_OF_RANGE,
                    "no segment index for a deal of " + deal + ": take a deal of at most 2^41 bytes");
        }
        return Math.max(MIN_CAPACITY, (int) room);
    }

    /** Padded bytes from the start of the deal to the index. */
    public static long offset(PieceSize deal) {
        long offset = deal.padded() - (long) capacity(deal) * SegmentEntry.BYTES;
        if (offset <= 0) {
            throw new PieceException(
                    Reason.DOES_NOT_FIT,
                    "a deal of " + deal + " has no room for an index: take at least 512 padded bytes");
        }
        return offset;
    }

    /** Unpadded bytes from the start of the deal's payload to the index. */
    public static long unpaddedOffset(PieceSize deal) {
        return offset(deal) / 128 * 127;
    }

    /** Unpadded length of the index, in bytes. */
    public static long unpaddedLength(PieceSize deal) {
        return (long) capacity(deal) * SegmentEntry.BYTES / 128 * 127;
    }

    /**
     * Reads an index from its bytes as they are in the deal's payload (unpadded).
     *
     * @param payload exactly {@link #unpaddedLength} bytes from {@link #unpaddedOffset}
     * @throws PieceException (MALFORMED) when the length is another
     */
    public static SegmentIndex parsePayload(PieceSize deal, byte[] payload) {
        requireLength(payload.length, unpaddedLength(deal));
        byte[] padded = new byte[payload.length / 127 * 128];
        Fr32.pad(payload, 0, padded, 0, payload.length / 127);
        return parse(deal, padded);
    }

    /**
     * Reads an index from its padded bytes.
     *
     * @param padded exactly {@link #capacity} entries from {@link #offset}
     * @throws PieceException (MALFORMED) when the length is another
     */
    public static SegmentIndex parse(PieceSize deal, byte[] padded) {
        requireLength(padded.length, (long) capacity(deal) * SegmentEntry.BYTES);
        long end = offset(deal);
        List<SegmentEntry> entries = new ArrayList<>();
        SortedMap<Integer, String> rejected = new TreeMap<>();
        for (int slot = 0; slot < padded.length / SegmentEntry.BYTES; slot++) {
            int at = slot * SegmentEntry.BYTES;
            if (isEmpty(padded, at)) {
                continue;
            }
            try {
                SegmentEntry entry = SegmentEntry.read(padded, at, SegmentEntry.BYTES);
                if (entry.offset() + entry.size() > end) {
                    rejected.put(slot, "ends at " + (entry.offset() + entry.size()) + ", inside or beyond the index");
                } else {
                    entries.add(entry);
                }
            } catch (PieceException e) {
                rejected.put(slot, e.getMessage());
            }
        }
        return new SegmentIndex(entries, rejected);
    }

    /** Entries that check out, in the order of their slots. */
    public List<SegmentEntry> entries() {
        return entries;
    }

    /** Slots that hold something else, and why it was not taken. */
    public SortedMap<Integer, String> rejected() {
        return rejected;
    }

    private static boolean isEmpty(byte[] padded, int from) {
        for (int i = from; i < from + SegmentEntry.BYTES; i++) {
            if (padded[i] != 0) {
                return false;
            }
        }
        return true;
    }

    private static void requireLength(long found, long wanted) {
        if (found != wanted) {
            throw new PieceException(
                    Reason.MALFORMED, "the index of this deal is " + wanted + " bytes long, not " + found);
        }
    }
}
