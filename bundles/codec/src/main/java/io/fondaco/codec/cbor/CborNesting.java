package io.fondaco.codec.cbor;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.fondaco.codec.DecodeException;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;

/** The lists and maps a reader is inside of: how many items each still has, and the order of map keys. */
final class CborNesting {
    private static final class Frame {
        private long left;
        private boolean map;
        private int keyAt;
        private int keyLength;
        private Set<String> keys;
    }

    private final byte[] bytes;
    private final int maxDepth;
    private final boolean anyKeyOrder;
    private Frame[] frames = new Frame[8];
    private int depth;

    CborNesting(byte[] bytes, int maxDepth, boolean anyKeyOrder) {
        this.bytes = bytes;
        this.maxDepth = maxDepth;
        this.anyKeyOrder = anyKeyOrder;
    }

    int depth() {
        return depth;
    }

    /** Refuses one more level. */
    void checkDepth(int from) {
        if (depth >= maxDepth) {
            throw DecodeException.limit(from, "nested deeper than " + maxDepth + " levels");
        }
    }

    /** Enters a list or map of {@code left} items, at least one; the keys of a map count too. */
    void push(int from, long left, boolean map) {
        checkDepth(from);
        if (depth == frames.length) {
            frames = Arrays.copyOf(frames, 2 * depth);
        }
        Frame frame = frames[depth];
        if (frame == null) {
            frame = frames[depth] = new Frame();
        }
        depth++;
        frame.left = left;
        frame.map = map;
        frame.keyAt = -1;
        frame.keys = map && anyKeyOrder ? new HashSet<>() : null;
    }

    boolean keyIsDue() {
        return depth > 0 && frames[depth - 1].map && (frames[depth - 1].left & 1) == 0;
    }

    /** Refuses a key that comes twice, or out of order where order matters. */
    void checkKey(int from, int keyAt, int length) {
        Frame frame = frames[depth - 1];
        if (frame.keys != null) {
            if (!frame.keys.add(new String(bytes, keyAt, length, ISO_8859_1))) {
                throw DecodeException.malformed(from, "map key comes twice");
            }
            return;
        }
        if (frame.keyAt >= 0) {
            int order = Integer.compare(frame.keyLength, length);
            if (order == 0) {
                order = Arrays.compareUnsigned(bytes, frame.keyAt, frame.keyAt + length, bytes, keyAt, keyAt + length);
            }
            if (order >= 0) {
                throw DecodeException.malformed(from, order == 0 ? "map key comes twice" : "map keys are not sorted");
            }
        }
        frame.keyAt = keyAt;
        frame.keyLength = length;
    }

    /** An item is complete: so is every list or map it was the last of. */
    void done() {
        while (depth > 0 && --frames[depth - 1].left == 0) {
            depth--;
        }
    }
}
