package io.fondaco.codec.bitfield;

import io.fondaco.codec.DecodeException;
import java.util.Arrays;

/**
 * The bits of RLE+, least significant first in each byte: version 00, whether the first run is of members, then the
 * lengths of runs of members and of others in turns. A length of 1 is 1; of 2 to 15, 01 and four bits; of more, 00 and a
 * varint. Zero bytes at the end are left out; the last run is of members.
 */
final class RlePlus {
    private static final int SHORT_BITS = 4;
    private static final int LONG_FROM = 1 << SHORT_BITS;

    private final byte[] bytes;
    private long at;

    private RlePlus(byte[] bytes) {
        this.bytes = bytes;
    }

    /** Tells {@code edges} the runs of members in {@code bytes}. */
    static void read(byte[] bytes, BitField.Edges edges) {
        if (bytes.length > BitField.MAX_BYTES) {
            throw DecodeException.limit(
                    0, bytes.length + " bytes where at most " + BitField.MAX_BYTES + " are allowed");
        }
        if (bytes.length > 0) {
            new RlePlus(bytes).read(edges);
        }
    }

    private void read(BitField.Edges edges) {
        if (bytes[bytes.length - 1] == 0) {
            throw DecodeException.malformed(bytes.length - 1, "RLE+ ends in a zero byte");
        }
        if (bits(2) != 0) {
            throw DecodeException.malformed(0, "RLE+ version is not 0");
        }
        boolean member = bits(1) == 1;
        boolean last = false;
        long position = 0;
        while (hasMore()) {
            int from = (int) (at >> 3);
            long length = length(from);
            if (length > Long.MAX_VALUE - position) {
                throw DecodeException.limit(from, "RLE+ of numbers beyond 2^63-2");
            }
            if (member) {
                edges.add(position, position + length);
            }
            position += length;
            last = member;
            member = !member;
        }
        if (!last) {
            throw DecodeException.malformed(bytes.length, "RLE+ does not end in a run of members");
        }
    }

    /** Whether a one is left: every length has one. */
    private boolean hasMore() {
        int index = (int) (at >> 3);
        // The last byte is not zero, so before it there is always more.
        return index < bytes.length - 1 || index == bytes.length - 1 && (bytes[index] & 0xff) >>> (at & 7) != 0;
    }

    private long length(int from) {
        if (bits(1) == 1) {
            return 1;
        }
        if (bits(1) == 1) {
            long length = bits(SHORT_BITS);
            if (length < 2) {
                throw DecodeException.malformed(from, "a run of " + length + " is not written in the short form");
            }
            return length;
        }
        long length = varint(from);
        if (length < LONG_FROM) {
            throw DecodeException.malformed(from, "a run of " + length + " is not written in the long form");
        }
        return length;
    }

    private long varint(int from) {
        long value = 0;
        for (int shift = 0; shift < 63; shift += 7) {
            long b = bits(8);
            value |= (b & 0x7f) << shift;
            if (b < 0x80) {
                if (b == 0 && shift > 0) {
                    throw DecodeException.malformed(from, "a length is not in its shortest form");
                }
                return value;
            }
        }
        throw DecodeException.limit(from, "a run of 2^63 or more");
    }

    /** The next bits, the first of them the least significant; beyond the end they are zeros. */
    private long bits(int count) {
        int index = (int) (at >> 3);
        int low = index < bytes.length ? bytes[index] & 0xff : 0;
        int high = index + 1 < bytes.length ? bytes[index + 1] & 0xff : 0;
        long value = (high << 8 | low) >>> (at & 7) & (1L << count) - 1;
        at += count;
        return value;
    }

    /** RLE+ of the set whose edges these are. */
    static byte[] write(long[] edges) {
        if (edges.length == 0) {
            return new byte[0];
        }
        RlePlus out = new RlePlus(new byte[BitField.MAX_BYTES]);
        out.put(0, 2);
        out.put(edges[0] == 0 ? 1 : 0, 1);
        long position = 0;
        for (long edge : edges) {
            if (edge > position) {
                out.putLength(edge - position);
            }
            position = edge;
        }
        // Beyond the last one that was put there are zeros only.
        int end = (int) (out.at + 7 >> 3);
        while (out.bytes[end - 1] == 0) {
            end--;
        }
        return Arrays.copyOf(out.bytes, end);
    }

    private void putLength(long length) {
        if (length == 1) {
            put(1, 1);
        } else if (length < LONG_FROM) {
            put(0b10, 2);
            put(length, SHORT_BITS);
        } else {
            put(0, 2);
            long rest = length;
            for (; rest >= 0x80; rest >>>= 7) {
                put(rest & 0x7f | 0x80, 8);
            }
            put(rest, 8);
        }
    }

    private void put(long value, int count) {
        if (at + count > 8L * bytes.length) {
            throw new IllegalStateException("a set of so many runs needs more than " + bytes.length + " bytes");
        }
        for (int i = 0; i < count; i++, at++) {
            bytes[(int) (at >> 3)] |= (byte) ((value >>> i & 1) << (at & 7));
        }
    }
}
