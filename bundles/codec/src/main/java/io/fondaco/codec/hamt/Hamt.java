package io.fondaco.codec.hamt;

import io.fondaco.codec.DecodeException;
import io.fondaco.codec.internal.Link;
import io.fondaco.codec.internal.NodeBlocks;
import io.fondaco.codec.ipld.BlockStore;
import io.fondaco.model.Cid;
import java.io.IOException;
import java.util.Objects;
import java.util.Optional;

/**
 * A map from bytes to DAG-CBOR items whose root CID depends on its content alone, in whatever order it was made. Nodes
 * are read when they are first needed and kept; changes stay in memory until {@link #flush} writes them, each changed
 * node once.
 *
 * <p>Nodes never change, changing a map makes new ones along one path: {@link #copy} costs nothing, and a copy taken
 * before a message runs is what is left when it fails. A map is for one thread; copies may be used by other threads if
 * the store may.
 *
 * <p>Every method that looks into nodes throws {@link DecodeException} when one is missing, damaged or not as this class
 * would have written it, and {@link IOException} when the store fails; the map is then as it was before.
 *
 * <p>Source: ipld.io/specs/advanced-data-layouts/hamt and specs.filecoin.io, HAMT: SHA-256 of keys, buckets of 3.
 */
public final class Hamt {
    /** Bits of hash for each level of the maps of the chain that do not say otherwise. */
    public static final int DEFAULT_BIT_WIDTH = 5;

    private final HamtTree tree;
    private Link<HamtNode> root;

    private Hamt(HamtTree tree, Link<HamtNode> root) {
        this.tree = tree;
        this.root = root;
    }

    /** A map without entries. @param bitWidth bits of hash for each level, 1 to 8 */
    public static Hamt empty(BlockStore store, int bitWidth) {
        return empty(store, bitWidth, HamtFormat.V3);
    }

    /** A map without entries, written in {@code format}. */
    public static Hamt empty(BlockStore store, int bitWidth, HamtFormat format) {
        return new Hamt(new HamtTree(store, bitWidth, format), Link.fresh(HamtNode.EMPTY));
    }

    /** The map whose root is {@code root}. @param bitWidth 1 to 8, the one it was made with: nodes do not tell */
    public static Hamt load(BlockStore store, Cid root, int bitWidth) throws IOException {
        return load(store, root, bitWidth, HamtFormat.V3);
    }

    /** The map whose root is {@code root}, written in {@code format}. */
    public static Hamt load(BlockStore store, Cid root, int bitWidth, HamtFormat format) throws IOException {
        HamtTree tree = new HamtTree(store, bitWidth, format);
        Link<HamtNode> link = Link.stored(root);
        tree.node(link, new byte[HamtTree.HASH], 0);
        return new Hamt(tree, link);
    }

    /** What {@code key} stands for: one DAG-CBOR item, a copy. */
    public Optional<byte[]> get(byte[] key) throws IOException {
        byte[] value = find(key);
        return value == null ? Optional.empty() : Optional.of(value.clone());
    }

    public boolean contains(byte[] key) throws IOException {
        return find(key) != null;
    }

    private byte[] find(byte[] key) throws IOException {
        byte[] hash = tree.hash(key);
        Link<HamtNode> at = root;
        for (int depth = 0; ; depth++) {
            Object pointer = tree.node(at, hash, depth).pointer(tree.slot(hash, depth));
            if (pointer instanceof HamtEntry[] bucket) {
                int found = HamtEntry.find(bucket, key);
                return found < 0 ? null : bucket[found].value();
            }
            if (pointer == null) {
                return null;
            }
            at = HamtNode.link(pointer);
        }
    }

    /**
     * Lets {@code key} stand for {@code value}.
     *
     * @param value exactly one DAG-CBOR item
     * @return what it stood for until now
     */
    public Optional<byte[]> put(byte[] key, byte[] value) throws IOException {
        return change(key.clone(), NodeBlocks.item(value.clone()));
    }

    /** Puts {@code value} unless {@code key} stands for something already. @return whether it was put */
    public boolean putIfAbsent(byte[] key, byte[] value) throws IOException {
        if (contains(key)) {
            return false;
        }
        put(key, value);
        return true;
    }

    /** Takes {@code key} out. @return what it stood for */
    public Optional<byte[]> remove(byte[] key) throws IOException {
        return change(key, null);
    }

    private Optional<byte[]> change(byte[] key, byte[] value) throws IOException {
        HamtChange change = new HamtChange(tree, key, value);
        HamtNode before = tree.node(root, change.hash(), 0);
        HamtNode after = change.apply(before, 0);
        if (after != before) {
            root = Link.fresh(after);
        }
        return change.previous();
    }

    public boolean isEmpty() throws IOException {
        return tree.node(root, new byte[HamtTree.HASH], 0).size() == 0;
    }

    /** Shows all entries, in the order of their keys' hashes. The map must not be changed meanwhile; a copy may be. */
    public void forEach(HamtVisitor visitor) throws IOException {
        Objects.requireNonNull(visitor, "visitor");
        tree.visit(root, new byte[HamtTree.HASH], 0, visitor);
    }

    /** Writes what changed since the last time to the store, children before parents, and returns the root. */
    public Cid flush() throws IOException {
        return tree.flush(root);
    }

    /** A map with the same entries; what becomes of one is not seen by the other. Takes no time. */
    public Hamt copy() {
        return new Hamt(tree.again(), root);
    }
}
