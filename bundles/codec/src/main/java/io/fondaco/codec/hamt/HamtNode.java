package io.fondaco.codec.hamt;

import io.fondaco.codec.internal.Link;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** A node: which of up to 256 slots are taken, and their pointers in order: a bucket or a link each. Never changes. */
final class HamtNode {
    /** Entries that a bucket holds at most. */
    static final int BUCKET = 3;

    static final HamtNode EMPTY = new HamtNode(new long[4], new Object[0]);

    private final long[] taken;
    private final Object[] pointers;

    /** Takes the arrays over. @param taken bit i of number w is slot 64 w + i */
    HamtNode(long[] taken, Object[] pointers) {
        this.taken = taken;
        this.pointers = pointers;
    }

    int size() {
        return pointers.length;
    }

    /** The pointer at {@code slot}: {@code HamtEntry[]}, {@code Link<HamtNode>} or null. */
    Object pointer(int slot) {
        return (taken[slot >> 6] >>> slot & 1) == 0 ? null : pointers[index(slot)];
    }

    @SuppressWarnings("unchecked") // nodes hold no links but these
    static Link<HamtNode> link(Object pointer) {
        return (Link<HamtNode>) pointer;
    }

    /** Pointers in order of their slots; not to be changed. */
    Object[] pointers() {
        return pointers;
    }

    /** The slots taken, in order. */
    int[] slots() {
        int[] slots = new int[pointers.length];
        int n = 0;
        for (int word = 0; word < taken.length; word++) {
            for (long rest = taken[word]; rest != 0; rest &= rest - 1) {
                slots[n++] = (word << 6) + Long.numberOfTrailingZeros(rest);
            }
        }
        return slots;
    }

    /** This node with {@code pointer} at {@code slot}, which may be free or taken. */
    HamtNode with(int slot, Object pointer) {
        int index = index(slot);
        if (pointer(slot) != null) {
            Object[] same = pointers.clone();
            same[index] = pointer;
            return new HamtNode(taken, same);
        }
        Object[] more = new Object[pointers.length + 1];
        System.arraycopy(pointers, 0, more, 0, index);
        more[index] = pointer;
        System.arraycopy(pointers, index, more, index + 1, pointers.length - index);
        return new HamtNode(flipped(slot), more);
    }

    /** This node with the taken {@code slot} free. */
    HamtNode without(int slot) {
        int index = index(slot);
        Object[] fewer = Arrays.copyOf(pointers, pointers.length - 1);
        System.arraycopy(pointers, index + 1, fewer, index, fewer.length - index);
        return new HamtNode(flipped(slot), fewer);
    }

    /** All entries, sorted by key, if they would fit the bucket of a parent and there are no links; null otherwise. */
    HamtEntry[] asBucket() {
        if (pointers.length > BUCKET) {
            return null;
        }
        List<HamtEntry> entries = new ArrayList<>(BUCKET);
        for (Object pointer : pointers) {
            if (!(pointer instanceof HamtEntry[] bucket) || entries.size() + bucket.length > BUCKET) {
                return null;
            }
            entries.addAll(List.of(bucket));
        }
        entries.sort((a, b) -> Arrays.compareUnsigned(a.key(), b.key()));
        return entries.toArray(HamtEntry[]::new);
    }

    private long[] flipped(int slot) {
        long[] flipped = taken.clone();
        flipped[slot >> 6] ^= 1L << slot;
        return flipped;
    }

    private int index(int slot) {
        int before = Long.bitCount(taken[slot >> 6] & (1L << slot) - 1);
        for (int word = 0; word < slot >> 6; word++) {
            before += Long.bitCount(taken[word]);
        }
        return before;
    }
}
