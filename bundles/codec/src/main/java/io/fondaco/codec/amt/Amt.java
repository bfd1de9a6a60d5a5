package io.fondaco.codec.amt;

import io.fondaco.codec.DecodeException;
import io.fondaco.codec.internal.NodeBlocks;
import io.fondaco.codec.ipld.BlockStore;
import io.fondaco.model.Cid;
import java.io.IOException;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * A sparse array of DAG-CBOR items whose root CID depends on its content alone. Indices are unsigned, 0 to 2^64-2. Nodes
 * are read when they are first needed and kept; changes stay in memory until {@link #flush} writes them, each changed
 * node once.
 *
 * <p>Nodes never change, changing an array makes new ones along one path: {@link #copy} costs nothing. An array is for
 * one thread; copies may be used by other threads if the store may.
 *
 * <p>Two forms are written: that of actors v3 and later, whose root tells its bit width, and the one before it, eight
 * slots a node, in which blocks list their messages to this day.
 *
 * <p>Every method that looks into nodes throws {@link DecodeException} when one is missing, damaged or not as this class
 * would have written it, and {@link IOException} when the store fails; the array is then as it was before.
 *
 * <p>Source: specs.filecoin.io, AMT; go-amt-ipld v2 for the form without a width.
 */
public final class Amt {
    /** Bits of index for each level of arrays of the form before v3. */
    public static final int LEGACY_BIT_WIDTH = 3;

    /** The index no array has: 2^64-1, which is -1 as a long. */
    private static final long NO_INDEX = -1;

    private final AmtTree tree;
    private AmtRoot root;
    private Cid written;

    private Amt(AmtTree tree, AmtRoot root, Cid written) {
        this.tree = tree;
        this.root = root;
        this.written = written;
    }

    /** An array without entries. @param bitWidth bits of index for each level, 1 to 8 */
    public static Amt empty(BlockStore store, int bitWidth) {
        return new Amt(new AmtTree(store, bitWidth, false), AmtRoot.EMPTY, null);
    }

    /** An array without entries, of the form before v3. */
    public static Amt emptyLegacy(BlockStore store) {
        return new Amt(new AmtTree(store, LEGACY_BIT_WIDTH, true), AmtRoot.EMPTY, null);
    }

    /** The array whose root is {@code root}. @param bitWidth the one its root must tell, 1 to 8 */
    public static Amt load(BlockStore store, Cid root, int bitWidth) throws IOException {
        AmtTree tree = new AmtTree(store, bitWidth, false);
        return new Amt(tree, tree.root(root), root);
    }

    /** The array of the form before v3 whose root is {@code root}. */
    public static Amt loadLegacy(BlockStore store, Cid root) throws IOException {
        AmtTree tree = new AmtTree(store, LEGACY_BIT_WIDTH, true);
        return new Amt(tree, tree.root(root), root);
    }

    /** Writes an array of the form before v3 that holds {@code values} from index 0 on, and returns its root. */
    public static Cid writeLegacy(BlockStore store, List<byte[]> values) throws IOException {
        Amt array = emptyLegacy(store);
        for (byte[] value : values) {
            array.append(value);
        }
        return array.flush();
    }

    /** How many entries there are, unsigned. */
    public long count() {
        return root.count();
    }

    /** What is at {@code index}: one DAG-CBOR item, a copy. */
    public Optional<byte[]> get(long index) throws IOException {
        byte[] value = index == NO_INDEX ? null : tree.find(root, index);
        return value == null ? Optional.empty() : Optional.of(value.clone());
    }

    /**
     * Puts {@code value} at {@code index}.
     *
     * @param value exactly one DAG-CBOR item
     * @return what was there until now
     * @throws IllegalArgumentException for the index 2^64-1
     */
    public Optional<byte[]> set(long index, byte[] value) throws IOException {
        if (index == NO_INDEX) {
            throw new IllegalArgumentException("index 2^64-1: the last one is 2^64-2");
        }
        return change(index, NodeBlocks.item(value.clone()));
    }

    /**
     * Puts {@code value} behind the last entry of an array without gaps.
     *
     * @return its index
     * @throws IllegalStateException if there are gaps, so that the place is taken
     */
    public long append(byte[] value) throws IOException {
        long index = root.count();
        if (index != 0 && tree.find(root, index - 1) == null || tree.find(root, index) != null) {
            throw new IllegalStateException("append to an array with gaps: it has " + Long.toUnsignedString(index)
                    + " entries, and not at the indices before that");
        }
        set(index, value);
        return index;
    }

    /** Takes out what is at {@code index}. @return what was there */
    public Optional<byte[]> delete(long index) throws IOException {
        return index == NO_INDEX ? Optional.empty() : change(index, null);
    }

    private Optional<byte[]> change(long index, byte[] value) throws IOException {
        AmtChange change = new AmtChange(tree, index, value);
        AmtRoot after = change.apply(root);
        if (after != root) {
            root = after;
            written = null;
        }
        return change.previous();
    }

    /** Shows all entries in the order of their indices. The array must not be changed meanwhile; a copy may be. */
    public void forEach(AmtVisitor visitor) throws IOException {
        Objects.requireNonNull(visitor, "visitor");
        tree.visit(root, visitor);
    }

    /** Writes what changed since the last time to the store, children before parents, and returns the root. */
    public Cid flush() throws IOException {
        if (written == null) {
            written = tree.flush(root);
        }
        return written;
    }

    /** An array with the same entries; what becomes of one is not seen by the other. Takes no time. */
    public Amt copy() {
        return new Amt(tree, root, written);
    }
}
