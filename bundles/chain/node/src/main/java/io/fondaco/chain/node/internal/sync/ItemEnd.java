package io.fondaco.chain.node.internal.sync;

import io.fondaco.codec.DecodeException;

/** Finds where a CBOR item of definite length ends while its bytes arrive; looks at each byte once. */
final class ItemEnd {
    private long items = 1;
    private long at;

    /**
     * Goes on where it stopped.
     *
     * @param length of what has arrived of {@code bytes}
     * @return where the item ends; -1 while it has not
     * @throws DecodeException for what is no item
     */
    int find(byte[] bytes, int length) {
        while (items > 0 && at < length) {
            int head = bytes[(int) at] & 0xff;
            int minor = head & 0x1f;
            int width = minor < 24 ? 0 : minor <= 27 ? 1 << minor - 24 : -1;
            if (width < 0) {
                throw DecodeException.malformed(at, "an item of indefinite length");
            }
            if (length - at <= width) {
                return -1;
            }
            long argument = width == 0 ? minor : 0;
            for (int i = 1; i <= width; i++) {
                argument = argument << 8 | bytes[(int) at + i] & 0xff;
            }
            int major = head >>> 5;
            if (argument < 0 || major != 0 && major != 1 && major != 7 && argument > Integer.MAX_VALUE) {
                throw DecodeException.malformed(at, "an item of " + argument + " parts");
            }
            at += 1 + width;
            items += switch (major) {
                case 4 -> argument - 1;
                case 5 -> 2 * argument - 1;
                case 6 -> 0;
                default -> -1;
            };
            at += major == 2 || major == 3 ? argument : 0;
        }
        return items == 0 && at <= length ? (int) at : -1;
    }
}
