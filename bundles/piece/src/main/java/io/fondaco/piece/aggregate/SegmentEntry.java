package io.fondaco.piece.aggregate;

import io.fondaco.model.Digests;
import io.fondaco.model.InvalidValueException;
import io.fondaco.model.PieceCommitment;
import io.fondaco.piece.PieceException;
import io.fondaco.piece.PieceException.Reason;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Objects;

/**
 * One entry of a data segment index: which piece lies where in the deal, guarded by a checksum of 126 bits.
 *
 * <p>64 bytes in fr32 form: commitment, offset and size as 64-bit little-endian, checksum. Source: FRC-0058.
 *
 * @param commitment of the piece inside the deal
 * @param offset padded bytes from the start of the deal, a multiple of 128
 * @param size padded bytes, a positive multiple of 128
 */
public record SegmentEntry(PieceCommitment commitment, long offset, long size) {
    /** Bytes of an entry. */
    public static final int BYTES = 64;

    private static final int CHECKSUM_AT = 48;
    private static final int CHECKSUM_BYTES = 16;
    private static final ThreadLocal<MessageDigest> SHA_256 = ThreadLocal.withInitial(Digests::sha256);

    /** @throws PieceException (OUT_OF_RANGE) when offset or size are not multiples of 128, or end beyond 2^62 */
    public SegmentEntry {
        Objects.requireNonNull(commitment, "commitment");
        if (offset < 0 || offset % 128 != 0) {
            throw new PieceException(
                    Reason.OUT_OF_RANGE,
                    "segment offset " + Long.toUnsignedString(offset) + " is not a multiple of 128 up to 2^62");
        }
        if (size <= 0 || size % 128 != 0) {
            throw new PieceException(
                    Reason.OUT_OF_RANGE,
                    "segment size " + Long.toUnsignedString(size) + " is not a positive multiple of 128 up to 2^62");
        }
        if (offset > (1L << 62) - size) {
            throw new PieceException(
                    Reason.OUT_OF_RANGE, "segment at offset " + offset + " of " + size + " bytes ends beyond 2^62");
        }
    }

    /** Offset of the segment in the deal's payload, in unpadded bytes. */
    public long unpaddedOffset() {
        return offset / 128 * 127;
    }

    /** Length of the segment in the deal's payload, in unpadded bytes. */
    public long unpaddedSize() {
        return size / 128 * 127;
    }

    /** The 16 bytes that guard the entry. */
    public byte[] checksum() {
        return Arrays.copyOfRange(toBytes(), CHECKSUM_AT, BYTES);
    }

    /** The 64 bytes of the entry: two nodes of the piece tree. */
    public byte[] toBytes() {
        byte[] entry = new byte[BYTES];
        ByteBuffer.wrap(entry)
                .order(ByteOrder.LITTLE_ENDIAN)
                .put(commitment.root())
                .putLong(offset)
                .putLong(size);
        System.arraycopy(checksumOf(entry), 0, entry, CHECKSUM_AT, CHECKSUM_BYTES);
        return entry;
    }

    /**
     * Reads and checks an entry.
     *
     * @throws PieceException (MALFORMED) when it is not 64 bytes of fr32; (MISMATCH) when the checksum differs;
     *     (OUT_OF_RANGE) when the checksum is right but offset or size are not allowed
     */
    public static SegmentEntry fromBytes(byte[] bytes) {
        return read(bytes, 0, bytes.length);
    }

    static SegmentEntry read(byte[] bytes, int from, int length) {
        if (length != BYTES) {
            throw new PieceException(Reason.MALFORMED, "a segment entry is 64 bytes, not " + length);
        }
        byte[] entry = Arrays.copyOfRange(bytes, from, from + BYTES);
        byte[] found = Arrays.copyOfRange(entry, CHECKSUM_AT, BYTES);
        Arrays.fill(entry, CHECKSUM_AT, BYTES, (byte) 0);
        if (!MessageDigest.isEqual(found, checksumOf(entry))) {
            throw new PieceException(
                    Reason.MISMATCH, "segment entry: the checksum does not match; the index is damaged or not one");
        }
        ByteBuffer in = ByteBuffer.wrap(entry).order(ByteOrder.LITTLE_ENDIAN);
        byte[] root = new byte[32];
        in.get(root);
        try {
            return new SegmentEntry(new PieceCommitment(root), in.getLong(), in.getLong());
        } catch (InvalidValueException e) {
            throw new PieceException(Reason.MALFORMED, "segment entry: " + e.getMessage());
        }
    }

    private static byte[] checksumOf(byte[] entryWithZeroChecksum) {
        byte[] sum = Arrays.copyOf(SHA_256.get().digest(entryWithZeroChecksum), CHECKSUM_BYTES);
        sum[CHECKSUM_BYTES - 1] &= 0x3f;
        return sum;
    }
}
