package io.fondaco.model;

import java.nio.ByteBuffer;

/**
 * Unsigned LEB128 as multiformats restricts it: values 0 to 2^63-1, at most 9 bytes, shortest form only.
 *
 * <p>Source: multiformats/unsigned-varint.
 */
public final class Varint {
    /** Longest encoding, in bytes. */
    public static final int MAX_BYTES = 9;

    private Varint() {}

    /**
     * Writes {@code value} into {@code target} from {@code offset}.
     *
     * @return the offset just after the last byte written
     * @throws InvalidValueException if {@code value} is negative
     * @throws ArrayIndexOutOfBoundsException if {@code target} is too short
     */
    public static int write(long value, byte[] target, int offset) {
        requireUnsigned(value);
        long rest = value;
        int at = offset;
        while (rest >= 0x80) {
            target[at++] = (byte) (rest | 0x80);
            rest >>>= 7;
        }
        target[at++] = (byte) rest;
        return at;
    }

    /** The encoding of {@code value}, 1 to 9 bytes; a negative value throws {@link InvalidValueException}. */
    public static byte[] encode(long value) {
        byte[] bytes = new byte[length(value)];
        write(value, bytes, 0);
        return bytes;
    }

    /** Bytes the encoding of {@code value} takes, 1 to 9; a negative value throws {@link InvalidValueException}. */
    public static int length(long value) {
        requireUnsigned(value);
        return Math.max(1, (Long.SIZE - Long.numberOfLeadingZeros(value) + 6) / 7);
    }

    /**
     * Reads one varint from the buffer's position and moves the position past it. On failure the position is left
     * where it was.
     *
     * @throws InvalidValueException if the input ends early, is longer than 9 bytes or is not the shortest form
     */
    public static long read(ByteBuffer source) {
        int start = source.position();
        long value = 0;
        for (int i = 0; i < MAX_BYTES; i++) {
            if (start + i >= source.limit()) {
                throw new InvalidValueException("varint", start + i, "input ends inside the number");
            }
            byte b = source.get(start + i);
            value |= (long) (b & 0x7f) << (7 * i);
            if (b >= 0) {
                if (b == 0 && i > 0) {
                    throw new InvalidValueException("varint", start + i, "not the shortest form");
                }
                source.position(start + i + 1);
                return value;
            }
        }
        throw new InvalidValueException("varint", start, "longer than " + MAX_BYTES + " bytes");
    }

    private static void requireUnsigned(long value) {
        if (value < 0) {
            throw new InvalidValueException("varint", 0, "negative number " + value);
        }
    }
}
