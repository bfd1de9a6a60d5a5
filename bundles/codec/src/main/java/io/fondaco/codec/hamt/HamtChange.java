package io.fondaco.codec.hamt;

import io.fondaco.codec.internal.Link;
import java.io.IOException;
import java.util.Arrays;
import java.util.Optional;

/** One key put or taken out: makes new nodes along the path to it. */
final class HamtChange {
    private final HamtTree tree;
    private final byte[] key;
    private final byte[] value;
    private final byte[] hash;
    private byte[] previous;

    /** @param value null to take the key out */
    HamtChange(HamtTree tree, byte[] key, byte[] value) {
        this.tree = tree;
        this.key = key;
        this.value = value;
        this.hash = tree.hash(key);
    }

    byte[] hash() {
        return hash;
    }

    /** What the key stood for. */
    Optional<byte[]> previous() {
        return previous == null ? Optional.empty() : Optional.of(previous.clone());
    }

    /** The changed node, or {@code node} itself if nothing changes. */
    HamtNode apply(HamtNode node, int depth) throws IOException {
        int slot = tree.slot(hash, depth);
        Object pointer = node.pointer(slot);
        if (pointer == null) {
            return value == null ? node : node.with(slot, new HamtEntry[] {new HamtEntry(key, value)});
        }
        if (pointer instanceof HamtEntry[] bucket) {
            return inBucket(node, slot, depth, bucket);
        }
        HamtNode child = tree.node(HamtNode.link(pointer), hash, depth + 1);
        HamtNode changed = apply(child, depth + 1);
        if (changed == child) {
            return node;
        }
        // Only taking out makes a child small enough; folding it up keeps the root a function of the content.
        HamtEntry[] folded = value == null ? changed.asBucket() : null;
        return node.with(slot, folded != null ? folded : Link.fresh(changed));
    }

    private HamtNode inBucket(HamtNode node, int slot, int depth, HamtEntry[] bucket) {
        int found = HamtEntry.find(bucket, key);
        if (found >= 0) {
            previous = bucket[found].value();
            if (value == null) {
                return bucket.length == 1 ? node.without(slot) : node.with(slot, HamtEntry.without(bucket, found));
            }
            return Arrays.equals(previous, value)
                    ? node
                    : node.with(slot, HamtEntry.replaced(bucket, found, new HamtEntry(key, value)));
        }
        if (value == null) {
            return node;
        }
        if (bucket.length < HamtNode.BUCKET) {
            return node.with(slot, HamtEntry.with(bucket, -1 - found, new HamtEntry(key, value)));
        }
        HamtEntry[] all = HamtEntry.with(bucket, -1 - found, new HamtEntry(key, value));
        byte[][] hashes = new byte[all.length][];
        for (int i = 0; i < all.length; i++) {
            hashes[i] = tree.hash(all[i].key());
        }
        return node.with(slot, Link.fresh(split(all, hashes, depth + 1)));
    }

    /** A node over entries that agree in the slots above it; more than a bucket holds. */
    private HamtNode split(HamtEntry[] entries, byte[][] hashes, int depth) {
        HamtNode node = HamtNode.EMPTY;
        for (int i = 0; i < entries.length; i++) {
            int slot = tree.slot(hashes[i], depth);
            Object pointer = node.pointer(slot);
            if (pointer == null) {
                node = node.with(slot, new HamtEntry[] {entries[i]});
            } else if (pointer instanceof HamtEntry[] bucket && bucket.length < HamtNode.BUCKET) {
                node = node.with(slot, HamtEntry.with(bucket, bucket.length, entries[i]));
            } else {
                // The fourth of four: all share this slot.
                return node.with(slot, Link.fresh(split(entries, hashes, depth + 1)));
            }
        }
        return node;
    }
}
