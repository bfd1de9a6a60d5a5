package io.fondaco.piece;

import io.fondaco.piece.PieceException.Reason;
import java.io.InputStream;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Objects;

/**
 * Fr32 padding: 127 bytes (1016 bits, least significant bit first) are cut into four values of 254 bits, each stored in
 * 32 bytes little-endian with its two top bits zero, so that every 32-byte node is a scalar of the proof field.
 *
 * <p>Works in groups of 127 bytes in, 128 bytes out. Source: Filecoin specification, "Piece data, fr32 padding".
 */
public final class Fr32 {
    /** Payload bytes in one group. */
    public static final int GROUP = 127;
    /** Padded bytes in one group. */
    public static final int PADDED_GROUP = 128;

    private static final VarHandle WORD = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final long LOW_62 = -1L >>> 2;

    private Fr32() {}

    /**
     * Pads whole groups.
     *
     * @param groups number of 127-byte groups read from {@code from}
     * @throws IndexOutOfBoundsException when either range leaves its array
     */
    public static void pad(byte[] from, int fromOffset, byte[] to, int toOffset, int groups) {
        checkRanges(from, fromOffset, GROUP, to, toOffset, PADDED_GROUP, groups);
        int s = fromOffset;
        int d = toOffset;
        for (int g = 0; g < groups; g++, s += GROUP, d += PADDED_GROUP) {
            long w3 = word(from, s + 24);
            put(to, d, word(from, s));
            put(to, d + 8, word(from, s + 8));
            put(to, d + 16, word(from, s + 16));
            put(to, d + 24, w3 & LOW_62);

            long w4 = word(from, s + 32);
            long w5 = word(from, s + 40);
            long w6 = word(from, s + 48);
            long w7 = word(from, s + 56);
            put(to, d + 32, w3 >>> 62 | w4 << 2);
            put(to, d + 40, w4 >>> 62 | w5 << 2);
            put(to, d + 48, w5 >>> 62 | w6 << 2);
            put(to, d + 56, (w6 >>> 62 | w7 << 2) & LOW_62);

            long w8 = word(from, s + 64);
            long w9 = word(from, s + 72);
            long w10 = word(from, s + 80);
            long w11 = word(from, s + 88);
            put(to, d + 64, w7 >>> 60 | w8 << 4);
            put(to, d + 72, w8 >>> 60 | w9 << 4);
            put(to, d + 80, w9 >>> 60 | w10 << 4);
            put(to, d + 88, (w10 >>> 60 | w11 << 4) & LOW_62);

            long w12 = word(from, s + 96);
            long w13 = word(from, s + 104);
            long w14 = word(from, s + 112);
            // The last seven bytes, read one byte early so that the load stays inside the group.
            long w15 = word(from, s + 119) >>> 8;
            put(to, d + 96, w11 >>> 58 | w12 << 6);
            put(to, d + 104, w12 >>> 58 | w13 << 6);
            put(to, d + 112, w13 >>> 58 | w14 << 6);
            put(to, d + 120, w14 >>> 58 | w15 << 6);
        }
    }

    /**
     * Removes the padding of whole groups.
     *
     * @param groups number of 128-byte groups read from {@code from}
     * @throws PieceException (MALFORMED) when a padding bit is set: the bytes are not fr32 data or are damaged
     * @throws IndexOutOfBoundsException when either range leaves its array
     */
    public static void unpad(byte[] from, int fromOffset, byte[] to, int toOffset, int groups) {
        checkRanges(from, fromOffset, PADDED_GROUP, to, toOffset, GROUP, groups);
        int s = fromOffset;
        int d = toOffset;
        for (int g = 0; g < groups; g++, s += PADDED_GROUP, d += GROUP) {
            long w3 = word(from, s + 24);
            long w4 = word(from, s + 32);
            long w5 = word(from, s + 40);
            long w6 = word(from, s + 48);
            long w7 = word(from, s + 56);
            long w8 = word(from, s + 64);
            long w9 = word(from, s + 72);
            long w10 = word(from, s + 80);
            long w11 = word(from, s + 88);
            long w12 = word(from, s + 96);
            long w13 = word(from, s + 104);
            long w14 = word(from, s + 112);
            long w15 = word(from, s + 120);
            if (((w3 | w7 | w11 | w15) & ~LOW_62) != 0) {
                throw new PieceException(
                        Reason.MALFORMED,
                        "not fr32 data: a padding bit is set in the 128 bytes at offset " + s
                                + "; read the piece again from its source");
            }
            put(to, d, word(from, s));
            put(to, d + 8, word(from, s + 8));
            put(to, d + 16, word(from, s + 16));
            put(to, d + 24, w3 | w4 << 62);
            put(to, d + 32, w4 >>> 2 | w5 << 62);
            put(to, d + 40, w5 >>> 2 | w6 << 62);
            put(to, d + 48, w6 >>> 2 | w7 << 62);
            put(to, d + 56, w7 >>> 2 | w8 << 60);
            put(to, d + 64, w8 >>> 4 | w9 << 60);
            put(to, d + 72, w9 >>> 4 | w10 << 60);
            put(to, d + 80, w10 >>> 4 | w11 << 60);
            put(to, d + 88, w11 >>> 4 | w12 << 58);
            put(to, d + 96, w12 >>> 6 | w13 << 58);
            put(to, d + 104, w13 >>> 6 | w14 << 58);
            long w14out = w14 >>> 6 | w15 << 58;
            put(to, d + 112, w14out);
            // Bytes 119 to 126: the top byte of the word before, then the last seven.
            put(to, d + 119, w14out >>> 56 | w15 >>> 6 << 8);
        }
    }

    /** Reads a payload and gives its padded bytes, the last group filled up with zeros; closes the source with itself. */
    public static InputStream padding(InputStream payload) {
        return new Fr32InputStream(payload, true);
    }

    /**
     * Reads padded bytes from the start of a group and gives the payload; closes the source with itself. Reading throws
     * IOException, caused by a {@link PieceException}, when the bytes are not fr32 data or end inside a group.
     */
    public static InputStream unpadding(InputStream padded) {
        return new Fr32InputStream(padded, false);
    }

    private static void checkRanges(
            byte[] from, int fromOffset, int fromGroup, byte[] to, int toOffset, int toGroup, int groups) {
        if (groups < 0 || groups > Integer.MAX_VALUE / PADDED_GROUP) {
            throw new IndexOutOfBoundsException("groups: " + groups);
        }
        Objects.checkFromIndexSize(fromOffset, groups * fromGroup, from.length);
        Objects.checkFromIndexSize(toOffset, groups * toGroup, to.length);
    }

    private static long word(byte[] bytes, int offset) {
        return (long) WORD.get(bytes, offset);
    }

    private static void put(byte[] bytes, int offset, long value) {
        WORD.set(bytes, offset, value);
    }
}
