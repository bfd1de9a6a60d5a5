package io.fondaco.replica;

import io.fondaco.model.Digests;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.LongStream;

/**
 * A Merkle tree over the packed chunks of a replica, by SHA-256. Of so many leaves it has one depth, and a proof is as long
 * as that: no inner node can be shown for a leaf.
 */
public final class ChunkTree {
    public static final int HASH = 32;

    /** How nodes are computed. */
    public enum Kind {
        /**
         * Of deals made here: a leaf is the hash of a zero byte, its number (8 bytes), the chunk's length (4 bytes) and the
         * chunk; a node that of a one byte and its two. Numbers are big-endian. Places that are left over are 32 zero bytes.
         */
        SEPARATED,
        /**
         * ArFleet's own: a leaf is the hash of the chunk; a node right above leaves that of a zero byte and the two, higher
         * ones of the two alone. Who has no neighbour is their own. One leaf has a node above it.
         */
        ARFLEET
    }

    /** Where the hashes of a tree are: those of the leaves, then level by level up to the root. */
    @FunctionalInterface
    interface Nodes {
        /** @return the hashes at these places, counted from 0, in that order */
        List<byte[]> at(long... places) throws IOException;
    }

    /** A place that grows into a tree. Places are in bytes. */
    interface Ground {
        void read(long from, byte[] into, int length) throws IOException;

        void write(long from, byte[] bytes, int length) throws IOException;
    }

    /** Nodes that are computed at a time. */
    private static final int BLOCK = 1 << 10;

    private final Kind kind;
    private final long leaves;
    private final Nodes nodes;
    /** Where each level begins, from the leaves up; the last is the end of all. */
    private final long[] begins;

    ChunkTree(Kind kind, long leaves, Nodes nodes) {
        this.kind = kind;
        this.leaves = leaves;
        this.nodes = nodes;
        this.begins = begins(kind, leaves);
    }

    /**
     * A tree in memory, of 64 bytes a leaf.
     *
     * @param hashes of the leaves, in their order, one behind the other; one or more
     * @throws ReplicaException otherwise
     */
    public static ChunkTree of(Kind kind, byte[] hashes) {
        if (hashes.length == 0 || hashes.length % HASH != 0) {
            throw new ReplicaException(hashes.length + " bytes are no hashes of leaves");
        }
        long leaves = hashes.length / HASH;
        byte[] all = Arrays.copyOf(hashes, Math.toIntExact(size(kind, leaves)));
        try {
            grow(kind, leaves, new Ground() {
                @Override
                public void read(long from, byte[] into, int length) {
                    System.arraycopy(all, (int) from, into, 0, length);
                }

                @Override
                public void write(long from, byte[] bytes, int length) {
                    System.arraycopy(bytes, 0, all, (int) from, length);
                }
            });
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
        return new ChunkTree(kind, leaves, places -> LongStream.of(places)
                .mapToObj(place -> at(all, (int) place))
                .toList());
    }

    /** Bytes of all hashes of a tree. */
    static long size(Kind kind, long leaves) {
        long[] begins = begins(kind, leaves);
        return begins[begins.length - 1] * HASH;
    }

    private static long[] begins(Kind kind, long leaves) {
        long[] begins = new long[depth(kind, leaves) + 2];
        long level = leaves;
        for (int above = 1; above < begins.length; above++) {
            begins[above] = begins[above - 1] + level;
            level = (level + 1) / 2;
        }
        return begins;
    }

    /** Computes all above the leaves, whose hashes are there, a block at a time. */
    static void grow(Kind kind, long leaves, Ground ground) throws IOException {
        long[] begins = begins(kind, leaves);
        byte[] below = new byte[2 * BLOCK * HASH];
        byte[] block = new byte[BLOCK * HASH];
        for (int above = 1; above < begins.length - 1; above++) {
            long pairs = begins[above + 1] - begins[above];
            byte[] lone = alone(kind, above);
            for (long done = 0; done < pairs; done += BLOCK) {
                int now = (int) Math.min(BLOCK, pairs - done);
                int there = (int) Math.min(2L * now, begins[above] - begins[above - 1] - 2 * done);
                ground.read((begins[above - 1] + 2 * done) * HASH, below, there * HASH);
                for (int i = 0; i < now; i++) {
                    byte[] left = at(below, 2 * i);
                    byte[] right = 2 * i + 1 < there ? at(below, 2 * i + 1) : kind == Kind.ARFLEET ? left : lone;
                    System.arraycopy(node(kind, above, left, right), 0, block, i * HASH, HASH);
                }
                ground.write((begins[above] + done) * HASH, block, now * HASH);
            }
        }
    }

    /** The hash of a leaf. */
    public static byte[] leaf(Kind kind, long index, byte[] chunk) {
        MessageDigest sha = Digests.sha256();
        if (kind == Kind.SEPARATED) {
            sha.update(ByteBuffer.allocate(13)
                    .put((byte) 0)
                    .putLong(index)
                    .putInt(chunk.length)
                    .flip());
        }
        return sha.digest(chunk);
    }

    /** Levels of a tree of so many leaves, without the leaves themselves. */
    public static int depth(Kind kind, long leaves) {
        if (leaves < 1) {
            throw new ReplicaException("a tree of " + leaves + " leaves");
        }
        int depth = 64 - Long.numberOfLeadingZeros(leaves - 1);
        return kind == Kind.ARFLEET ? Math.max(1, depth) : depth;
    }

    public Kind kind() {
        return kind;
    }

    public long leaves() {
        return leaves;
    }

    /** @throws UncheckedIOException when it cannot be read */
    public byte[] root() {
        return read(begins[begins.length - 1] - 1).get(0);
    }

    /** The hash of a leaf. @throws ReplicaException when there is none of that number; UncheckedIOException when it cannot be read */
    public byte[] hash(long index) {
        return read(known(index)).get(0);
    }

    /** The hashes of all leaves, in their order. @throws UncheckedIOException when they cannot be read */
    public List<byte[]> hashes() {
        return read(LongStream.range(0, leaves).toArray());
    }

    /**
     * The neighbours on the way from a leaf up to the root.
     *
     * @throws ReplicaException when there is no such leaf; UncheckedIOException when they cannot be read
     */
    public List<byte[]> proof(long index) {
        long at = known(index);
        int depth = begins.length - 2;
        long[] places = new long[depth];
        boolean[] lonely = new boolean[depth];
        for (int level = 0; level < depth; level++) {
            lonely[level] = begins[level] + (at ^ 1) >= begins[level + 1];
            places[level] = begins[level] + (lonely[level] ? at : at ^ 1);
            at >>= 1;
        }
        List<byte[]> all = new ArrayList<>(read(places));
        for (int level = 0; level < depth; level++) {
            if (lonely[level] && kind == Kind.SEPARATED) {
                all.set(level, alone(kind, level + 1));
            }
        }
        return all;
    }

    private long known(long index) {
        if (index < 0 || index >= leaves) {
            throw new ReplicaException("leaf " + index + " of " + leaves);
        }
        return index;
    }

    private List<byte[]> read(long... places) {
        try {
            return nodes.at(places);
        } catch (IOException lost) {
            throw new UncheckedIOException(lost);
        }
    }

    /** Whether a chunk is the leaf of that number in a tree of that root and so many leaves. */
    public static boolean holds(Kind kind, byte[] root, long leaves, long index, byte[] chunk, List<byte[]> proof) {
        if (index < 0 || index >= leaves || proof.size() != depth(kind, leaves)) {
            return false;
        }
        byte[] hash = leaf(kind, index, chunk);
        long at = index;
        long last = leaves - 1;
        for (int above = 1; above <= proof.size(); above++) {
            byte[] neighbour = proof.get(above - 1);
            if (neighbour.length != HASH) {
                return false;
            }
            // Who is last and has no neighbour has only one that can be given.
            if (at == last
                    && (at & 1) == 0
                    && !Arrays.equals(neighbour, kind == Kind.ARFLEET ? hash : alone(kind, above))) {
                return false;
            }
            hash = (at & 1) == 0 ? node(kind, above, hash, neighbour) : node(kind, above, neighbour, hash);
            at >>= 1;
            last >>= 1;
        }
        return Arrays.equals(hash, root);
    }

    /** What stands beside a node that has no neighbour: the root of a tree of nothing. Not in ArFleet's own, where it is itself. */
    private static byte[] alone(Kind kind, int above) {
        byte[] empty = new byte[HASH];
        for (int level = 1; level < above; level++) {
            empty = node(kind, level, empty, empty);
        }
        return empty;
    }

    /** A node, from its two. @param above levels above the leaves, from 1 */
    public static byte[] node(Kind kind, int above, byte[] left, byte[] right) {
        MessageDigest sha = Digests.sha256();
        if (kind == Kind.SEPARATED) {
            sha.update((byte) 1);
        } else if (above == 1) {
            sha.update((byte) 0);
        }
        sha.update(left);
        return sha.digest(right);
    }

    private static byte[] at(byte[] level, int index) {
        return Arrays.copyOfRange(level, index * HASH, (index + 1) * HASH);
    }
}
