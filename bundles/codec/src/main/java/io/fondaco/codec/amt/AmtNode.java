package io.fondaco.codec.amt;

import io.fondaco.codec.internal.Link;
import java.util.Arrays;

/**
 * A node: a slot for each of its indices or children, null when free. On the lowest level slots hold {@code byte[]},
 * above it {@code Link<AmtNode>}. Never changes.
 */
final class AmtNode {
    private final Object[] slots;
    private final int taken;

    /** Takes the array over. */
    AmtNode(Object[] slots) {
        this.slots = slots;
        int n = 0;
        for (Object slot : slots) {
            n += slot == null ? 0 : 1;
        }
        this.taken = n;
    }

    /** How many slots are taken. */
    int taken() {
        return taken;
    }

    /** How many slots there are. */
    int width() {
        return slots.length;
    }

    byte[] value(int slot) {
        return (byte[]) slots[slot];
    }

    @SuppressWarnings("unchecked") // nodes hold no links but these
    Link<AmtNode> link(int slot) {
        return (Link<AmtNode>) slots[slot];
    }

    boolean has(int slot) {
        return slots[slot] != null;
    }

    /** This node with {@code content}, or nothing, at {@code slot}. */
    AmtNode with(int slot, Object content) {
        Object[] same = Arrays.copyOf(slots, slots.length);
        same[slot] = content;
        return new AmtNode(same);
    }
}
