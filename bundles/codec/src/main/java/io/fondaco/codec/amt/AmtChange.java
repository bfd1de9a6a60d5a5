package io.fondaco.codec.amt;

import io.fondaco.codec.DecodeException;
import io.fondaco.codec.internal.Link;
import java.io.IOException;
import java.util.Arrays;
import java.util.Optional;

/** One index set or deleted: makes new nodes along the path to it. */
final class AmtChange {
    private final AmtTree tree;
    private final long index;
    private final byte[] value;
    private byte[] previous;

    /** @param value null to delete */
    AmtChange(AmtTree tree, long index, byte[] value) {
        this.tree = tree;
        this.index = index;
        this.value = value;
    }

    /** What was at the index. */
    Optional<byte[]> previous() {
        return previous == null ? Optional.empty() : Optional.of(previous.clone());
    }

    /** The changed top, or {@code root} itself if nothing changes. */
    AmtRoot apply(AmtRoot root) throws IOException {
        return value == null ? deleted(root) : set(root);
    }

    private AmtRoot set(AmtRoot root) throws IOException {
        int height = root.height();
        AmtNode top = root.node();
        while (!tree.fits(index, height)) {
            top = top == null ? null : tree.fresh().with(0, Link.fresh(top));
            height++;
        }
        AmtNode changed = set(top == null ? tree.fresh() : top, height);
        return changed == top ? root : new AmtRoot(height, root.count() + (previous == null ? 1 : 0), changed);
    }

    private AmtNode set(AmtNode node, int height) throws IOException {
        int slot = tree.slot(index, height);
        if (height == 0) {
            previous = node.value(slot);
            return Arrays.equals(previous, value) ? node : node.with(slot, value);
        }
        AmtNode child = node.has(slot) ? tree.node(node.link(slot), height - 1) : null;
        AmtNode changed = set(child == null ? tree.fresh() : child, height - 1);
        return changed == child ? node : node.with(slot, Link.fresh(changed));
    }

    private AmtRoot deleted(AmtRoot root) throws IOException {
        if (root.node() == null || !tree.fits(index, root.height())) {
            return root;
        }
        AmtNode top = deleted(root.node(), root.height());
        if (previous == null) {
            return root;
        }
        if ((top.taken() == 0) != (root.count() == 1)) {
            throw DecodeException.malformed(
                    0, "an AMT whose root counts " + Long.toUnsignedString(root.count()) + " entries has not as many");
        }
        if (top.taken() == 0) {
            return AmtRoot.EMPTY;
        }
        int height = root.height();
        while (height > 0 && top.taken() == 1 && top.has(0)) {
            top = tree.node(top.link(0), --height);
        }
        return new AmtRoot(height, root.count() - 1, top);
    }

    private AmtNode deleted(AmtNode node, int height) throws IOException {
        int slot = tree.slot(index, height);
        if (!node.has(slot)) {
            return node;
        }
        if (height == 0) {
            previous = node.value(slot);
            return node.with(slot, null);
        }
        AmtNode child = tree.node(node.link(slot), height - 1);
        AmtNode changed = deleted(child, height - 1);
        return changed == child ? node : node.with(slot, changed.taken() == 0 ? null : Link.fresh(changed));
    }
}
