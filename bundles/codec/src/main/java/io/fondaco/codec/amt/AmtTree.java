package io.fondaco.codec.amt;

import io.fondaco.codec.DecodeException;
import io.fondaco.codec.cbor.CborReader;
import io.fondaco.codec.cbor.CborWriter;
import io.fondaco.codec.internal.Link;
import io.fondaco.codec.internal.NodeBlocks;
import io.fondaco.codec.ipld.BlockStore;
import io.fondaco.model.Cid;
import java.io.IOException;

/** What the nodes of one array have in common: their width, where they are kept and how they are written. */
final class AmtTree {
    private final NodeBlocks blocks;
    private final int bitWidth;
    private final boolean legacy;
    private final int maxHeight;

    AmtTree(BlockStore store, int bitWidth, boolean legacy) {
        if (bitWidth < 1 || bitWidth > 8) {
            throw new IllegalArgumentException("bit width " + bitWidth + ": must be 1 to 8");
        }
        this.blocks = new NodeBlocks(store, "AMT");
        this.bitWidth = bitWidth;
        this.legacy = legacy;
        this.maxHeight = (Long.SIZE - 1) / bitWidth;
    }

    AmtNode fresh() {
        return new AmtNode(new Object[1 << bitWidth]);
    }

    /** Whether a tree of {@code height} has a place for {@code index}. */
    boolean fits(long index, int height) {
        return height >= maxHeight || index >>> bitWidth * (height + 1) == 0;
    }

    int slot(long index, int height) {
        return (int) (index >>> bitWidth * height) & (1 << bitWidth) - 1;
    }

    /** The node of a link, read if need be. @param height levels below it */
    AmtNode node(Link<AmtNode> link, int height) throws IOException {
        AmtNode node = link.node();
        return node != null ? node : link.read(blocks.load(link.cid(), in -> decode(in, height, false)));
    }

    byte[] find(AmtRoot root, long index) throws IOException {
        if (root.node() == null || !fits(index, root.height())) {
            return null;
        }
        AmtNode node = root.node();
        for (int height = root.height(); height > 0; height--) {
            int slot = slot(index, height);
            if (!node.has(slot)) {
                return null;
            }
            node = node(node.link(slot), height - 1);
        }
        return node.value(slot(index, 0));
    }

    void visit(AmtRoot root, AmtVisitor visitor) throws IOException {
        long seen = root.node() == null ? 0 : visit(root.node(), root.height(), 0, visitor);
        if (seen != root.count()) {
            throw miscounted(root.count(), seen);
        }
    }

    private long visit(AmtNode node, int height, long first, AmtVisitor visitor) throws IOException {
        long seen = 0;
        for (int slot = 0; slot < node.width(); slot++) {
            if (node.has(slot)) {
                long index = first | (long) slot << bitWidth * height;
                if (height > 0) {
                    seen += visit(node(node.link(slot), height - 1), height - 1, index, visitor);
                } else {
                    visitor.entry(index, node.value(slot).clone());
                    seen++;
                }
            }
        }
        return seen;
    }

    DecodeException miscounted(long count, long found) {
        return DecodeException.malformed(
                0,
                "an AMT whose root counts " + Long.toUnsignedString(count) + " entries has "
                        + Long.toUnsignedString(found));
    }

    Cid flush(AmtRoot root) throws IOException {
        AmtNode node = root.node() == null ? fresh() : root.node();
        flushBelow(node, root.height());
        CborWriter out = new CborWriter(1024);
        if (legacy) {
            out.writeListHeader(3);
        } else {
            out.writeListHeader(4).writeLong(bitWidth);
        }
        out.writeLong(root.height()).writeUnsignedLong(root.count());
        encode(out, node, root.height());
        return blocks.put(out);
    }

    private void flushBelow(AmtNode node, int height) throws IOException {
        for (int slot = 0; height > 0 && slot < node.width(); slot++) {
            if (node.has(slot) && node.link(slot).cid() == null) {
                Link<AmtNode> link = node.link(slot);
                flushBelow(link.node(), height - 1);
                CborWriter out = new CborWriter(1024);
                encode(out, link.node(), height - 1);
                link.written(blocks.put(out));
            }
        }
    }

    private void encode(CborWriter out, AmtNode node, int height) {
        byte[] bits = new byte[bitmapLength()];
        for (int slot = 0; slot < node.width(); slot++) {
            if (node.has(slot)) {
                bits[slot >> 3] |= (byte) (1 << (slot & 7));
            }
        }
        out.writeListHeader(3).writeBytes(bits).writeListHeader(height > 0 ? node.taken() : 0);
        for (int slot = 0; height > 0 && slot < node.width(); slot++) {
            if (node.has(slot)) {
                out.writeCid(node.link(slot).cid());
            }
        }
        out.writeListHeader(height > 0 ? 0 : node.taken());
        for (int slot = 0; height == 0 && slot < node.width(); slot++) {
            if (node.has(slot)) {
                out.writeRaw(node.value(slot));
            }
        }
    }

    private int bitmapLength() {
        return Math.max(1, (1 << bitWidth) >> 3);
    }

    AmtRoot root(Cid cid) throws IOException {
        return blocks.load(cid, this::decodeRoot);
    }

    private AmtRoot decodeRoot(CborReader in) {
        in.readListHeader(legacy ? 3 : 4);
        if (!legacy) {
            in.readLong(bitWidth, bitWidth);
        }
        int from = in.offset();
        int height = (int) in.readLong(0, maxHeight);
        long count = in.readUnsignedLong();
        AmtNode node = decode(in, height, true);
        if (node.taken() == 0 ? height > 0 : height > 0 && node.taken() == 1 && node.has(0)) {
            throw DecodeException.malformed(from, "a root higher than its entries need");
        }
        // What is below other nodes is counted when it is visited.
        if (node.taken() == 0 ? count != 0 : height == 0 ? count != node.taken() : count == 0) {
            throw miscounted(count, node.taken());
        }
        return node.taken() == 0 ? AmtRoot.EMPTY : new AmtRoot(height, count, node);
    }

    private AmtNode decode(CborReader in, int height, boolean top) {
        in.readListHeader(3);
        int from = in.offset();
        byte[] bits = in.readBytes(bitmapLength());
        int taken = 0;
        for (byte b : bits) {
            taken += Integer.bitCount(b & 0xff);
        }
        if (bits.length != bitmapLength() || bitWidth < 3 && (bits[0] & 0xff) >>> (1 << bitWidth) != 0) {
            throw DecodeException.malformed(from, "a bitmap that has not one bit for each slot");
        }
        if (taken == 0 && !top) {
            throw DecodeException.malformed(from, "a node below the root without entries");
        }
        Object[] slots = new Object[1 << bitWidth];
        from = in.offset();
        in.readListHeader(height > 0 ? taken : 0);
        for (int slot = 0; height > 0 && slot < slots.length; slot++) {
            if ((bits[slot >> 3] >>> (slot & 7) & 1) != 0) {
                if (height == maxHeight && slot >= 1 << Long.SIZE - bitWidth * height) {
                    throw DecodeException.malformed(from, "an index of more than 64 bits");
                }
                slots[slot] = Link.stored(NodeBlocks.readLink(in));
            }
        }
        in.readListHeader(height > 0 ? 0 : taken);
        for (int slot = 0; height == 0 && slot < slots.length; slot++) {
            if ((bits[slot >> 3] >>> (slot & 7) & 1) != 0) {
                slots[slot] = in.readRaw();
            }
        }
        return new AmtNode(slots);
    }
}
