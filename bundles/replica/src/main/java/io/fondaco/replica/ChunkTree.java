package io.fondaco.replica;

import io.fondaco.model.Digests;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

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

    private final Kind kind;
    private final long leaves;
    /** From the leaves up; the last has the root. */
    private final List<byte[]> levels = new ArrayList<>();

    private ChunkTree(Kind kind, byte[] hashes) {
        this.kind = kind;
        this.leaves = hashes.length / HASH;
        byte[] level = hashes;
        levels.add(level);
        for (int above = 1; above <= depth(kind, leaves); above++) {
            int nodes = (level.length / HASH + 1) / 2;
            byte[] next = new byte[nodes * HASH];
            for (int i = 0; i < nodes; i++) {
                byte[] left = at(level, 2 * i);
                byte[] right = 2 * i + 1 < level.length / HASH ? at(level, 2 * i + 1) : alone(kind, above, left);
                System.arraycopy(node(kind, above, left, right), 0, next, i * HASH, HASH);
            }
            level = next;
            levels.add(level);
        }
    }

    /** @param hashes of the leaves, in their order, one behind the other; one or more. @throws ReplicaException otherwise */
    public static ChunkTree of(Kind kind, byte[] hashes) {
        if (hashes.length == 0 || hashes.length % HASH != 0) {
            throw new ReplicaException(hashes.length + " bytes are no hashes of leaves");
        }
        return new ChunkTree(kind, hashes.clone());
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

    public byte[] root() {
        return levels.get(levels.size() - 1).clone();
    }

    /** The neighbours on the way from a leaf up to the root. @throws ReplicaException when there is no such leaf */
    public List<byte[]> proof(long index) {
        if (index < 0 || index >= leaves) {
            throw new ReplicaException("leaf " + index + " of " + leaves);
        }
        List<byte[]> all = new ArrayList<>();
        int at = (int) index;
        for (int above = 1; above < levels.size(); above++) {
            byte[] level = levels.get(above - 1);
            int neighbour = at ^ 1;
            all.add(neighbour < level.length / HASH ? at(level, neighbour) : alone(kind, above, at(level, at)));
            at >>= 1;
        }
        return all;
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
            if (at == last && (at & 1) == 0 && !Arrays.equals(neighbour, alone(kind, above, hash))) {
                return false;
            }
            hash = (at & 1) == 0 ? node(kind, above, hash, neighbour) : node(kind, above, neighbour, hash);
            at >>= 1;
            last >>= 1;
        }
        return Arrays.equals(hash, root);
    }

    /** What stands beside a node that has no neighbour: itself, or the root of a tree of nothing. */
    private static byte[] alone(Kind kind, int above, byte[] node) {
        if (kind == Kind.ARFLEET) {
            return node;
        }
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
