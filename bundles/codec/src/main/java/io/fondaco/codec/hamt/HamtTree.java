package io.fondaco.codec.hamt;

import io.fondaco.codec.DecodeException;
import io.fondaco.codec.cbor.CborKind;
import io.fondaco.codec.cbor.CborReader;
import io.fondaco.codec.cbor.CborWriter;
import io.fondaco.codec.internal.Link;
import io.fondaco.codec.internal.NodeBlocks;
import io.fondaco.codec.ipld.BlockStore;
import io.fondaco.model.Cid;
import io.fondaco.model.Digests;
import java.io.IOException;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Objects;

/** What the nodes of one map have in common: how keys are hashed, where nodes are kept and how they are written. */
final class HamtTree {
    /** Bytes of a hash. */
    static final int HASH = 32;

    private static final String TO_LINK = "0";
    private static final String TO_BUCKET = "1";

    private final NodeBlocks blocks;
    private final int bitWidth;
    private final HamtFormat format;
    private final MessageDigest sha256;

    HamtTree(BlockStore store, int bitWidth, HamtFormat format) {
        if (bitWidth < 1 || bitWidth > 8) {
            throw new IllegalArgumentException("bit width " + bitWidth + ": must be 1 to 8");
        }
        this.blocks = new NodeBlocks(store, "HAMT");
        this.bitWidth = bitWidth;
        this.format = Objects.requireNonNull(format, "format");
        this.sha256 = Digests.sha256();
    }

    /** The same for another thread: digests are not for sharing. */
    HamtTree again() {
        return new HamtTree(blocks.store(), bitWidth, format);
    }

    byte[] hash(byte[] key) {
        return sha256.digest(key);
    }

    /** The slot of a hash at a depth: the next bits, most significant first. */
    int slot(byte[] hash, int depth) {
        int bit = depth * bitWidth;
        if (bit + bitWidth > 8 * HASH) {
            throw new IllegalStateException("more than " + HamtNode.BUCKET + " keys have the same SHA-256 but for "
                    + (8 * HASH - bit) + " bits: this map cannot hold them");
        }
        int two = (hash[bit >> 3] & 0xff) << 8 | (bit >> 3 < HASH - 1 ? hash[(bit >> 3) + 1] & 0xff : 0);
        return two >>> 16 - (bit & 7) - bitWidth & (1 << bitWidth) - 1;
    }

    /** {@code path} with the bits of {@code slot} at {@code depth}. */
    private byte[] step(byte[] path, int depth, int slot) {
        byte[] further = path.clone();
        for (int i = 0; i < bitWidth; i++) {
            int bit = depth * bitWidth + i;
            if ((slot >>> bitWidth - 1 - i & 1) != 0) {
                further[bit >> 3] |= (byte) (0x80 >>> (bit & 7));
            }
        }
        return further;
    }

    /** The node of a link, read if need be. @param path a hash of which the first {@code depth} slots lead there */
    HamtNode node(Link<HamtNode> link, byte[] path, int depth) throws IOException {
        HamtNode node = link.node();
        return node != null ? node : link.read(blocks.load(link.cid(), in -> decode(in, path, depth)));
    }

    void visit(Link<HamtNode> link, byte[] path, int depth, HamtVisitor visitor) throws IOException {
        HamtNode node = node(link, path, depth);
        int[] slots = node.slots();
        for (int i = 0; i < slots.length; i++) {
            if (node.pointers()[i] instanceof HamtEntry[] bucket) {
                for (HamtEntry entry : bucket) {
                    visitor.entry(entry.key().clone(), entry.value().clone());
                }
            } else {
                visit(HamtNode.link(node.pointers()[i]), step(path, depth, slots[i]), depth + 1, visitor);
            }
        }
    }

    Cid flush(Link<HamtNode> link) throws IOException {
        Cid written = link.cid();
        if (written != null) {
            return written;
        }
        HamtNode node = link.node();
        for (Object pointer : node.pointers()) {
            if (!(pointer instanceof HamtEntry[])) {
                flush(HamtNode.link(pointer));
            }
        }
        return link.written(blocks.put(encode(node)));
    }

    private CborWriter encode(HamtNode node) {
        CborWriter out = new CborWriter(1024);
        out.writeListHeader(2).writeBytes(bitfield(node)).writeListHeader(node.size());
        for (Object pointer : node.pointers()) {
            boolean bucket = pointer instanceof HamtEntry[];
            if (format == HamtFormat.LEGACY) {
                out.writeMapHeader(1).writeText(bucket ? TO_BUCKET : TO_LINK);
            }
            if (bucket) {
                HamtEntry[] entries = (HamtEntry[]) pointer;
                out.writeListHeader(entries.length);
                for (HamtEntry entry : entries) {
                    out.writeListHeader(2).writeBytes(entry.key()).writeRaw(entry.value());
                }
            } else {
                out.writeCid(HamtNode.link(pointer).cid());
            }
        }
        return out;
    }

    /** The slots taken as a big-endian number without leading zeros. */
    private static byte[] bitfield(HamtNode node) {
        int[] slots = node.slots();
        if (slots.length == 0) {
            return new byte[0];
        }
        byte[] bits = new byte[(slots[slots.length - 1] >> 3) + 1];
        for (int slot : slots) {
            bits[bits.length - 1 - (slot >> 3)] |= (byte) (1 << (slot & 7));
        }
        return bits;
    }

    private HamtNode decode(CborReader in, byte[] path, int depth) {
        in.readListHeader(2);
        int from = in.offset();
        byte[] bits = in.readBytes(1 << Math.max(0, bitWidth - 3));
        if (bits.length > 0 && bits[0] == 0
                || bitWidth < 3 && bits.length > 0 && (bits[0] & 0xff) >>> (1 << bitWidth) != 0) {
            throw DecodeException.malformed(from, "bitfield starts with zeros or has more than the slots there are");
        }
        long[] taken = new long[4];
        int count = 0;
        for (int i = 0; i < bits.length; i++) {
            int low = bits.length - 1 - i;
            taken[low >> 3] |= (bits[i] & 0xffL) << 8 * (low & 7);
            count += Integer.bitCount(bits[i] & 0xff);
        }
        from = in.offset();
        in.readListHeader(count);
        HamtNode shape = new HamtNode(taken, new Object[count]);
        int[] slots = shape.slots();
        for (int i = 0; i < count; i++) {
            shape.pointers()[i] = pointer(in, path, depth, slots[i]);
        }
        if (depth > 0 && shape.asBucket() != null) {
            throw DecodeException.malformed(from, "a node below the root whose entries fit the bucket above");
        }
        return shape;
    }

    private Object pointer(CborReader in, byte[] path, int depth, int slot) {
        int from = in.offset();
        if (format == HamtFormat.V3) {
            return in.peek() == CborKind.LINK ? link(in, depth) : bucket(in, path, depth, slot);
        }
        if (in.readMapHeader() != 1) {
            throw DecodeException.malformed(from, "a pointer is a map of one entry");
        }
        String key = in.readText();
        if (key.equals(TO_LINK)) {
            return link(in, depth);
        }
        if (key.equals(TO_BUCKET)) {
            return bucket(in, path, depth, slot);
        }
        throw DecodeException.malformed(from, "a pointer leads to \"0\" or \"1\", not to \"" + key + "\"");
    }

    private Link<HamtNode> link(CborReader in, int depth) {
        int from = in.offset();
        if ((depth + 2) * bitWidth > 8 * HASH) {
            throw DecodeException.malformed(from, "a link deeper than hashes have bits");
        }
        return Link.stored(NodeBlocks.readLink(in));
    }

    private HamtEntry[] bucket(CborReader in, byte[] path, int depth, int slot) {
        int from = in.offset();
        int length = in.readListHeader();
        if (length < 1 || length > HamtNode.BUCKET) {
            throw DecodeException.malformed(from, "a bucket of " + length + " entries: 1 to 3 are allowed");
        }
        HamtEntry[] bucket = new HamtEntry[length];
        for (int i = 0; i < length; i++) {
            from = in.offset();
            in.readListHeader(2);
            byte[] key = in.readBytes();
            if (i > 0 && Arrays.compareUnsigned(bucket[i - 1].key(), key) >= 0) {
                throw DecodeException.malformed(from, "keys of a bucket are not in order");
            }
            checkPlace(hash(key), path, depth, slot, from);
            bucket[i] = new HamtEntry(key, in.readRaw());
        }
        return bucket;
    }

    private void checkPlace(byte[] hash, byte[] path, int depth, int slot, int from) {
        boolean there = slot(hash, depth) == slot;
        for (int above = 0; there && above < depth; above++) {
            there = slot(hash, above) == slot(path, above);
        }
        if (!there) {
            throw DecodeException.malformed(from, "a key whose hash does not lead to where it is");
        }
    }
}
