package io.fondaco.proof.ffihost;

import io.fondaco.proof.ffihost.internal.Addresses;
import io.fondaco.proof.ffihost.internal.Entries;
import io.fondaco.proof.ffihost.internal.Segments;
import java.lang.ref.Reference;
import java.nio.ByteBuffer;
import java.util.Collections;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The kernels of the native library. Each returns {@link #DONE}, or the number of the first input it refused, when what was
 * written by then is undefined. What is written may begin where an input of the same or a greater length begins, except for
 * rows and roots, and overlaps none otherwise. All throw {@link IllegalArgumentException} on buffers that are not direct, on
 * read-only ones to write to, on wrong lengths and on overlaps, and {@link UnsupportedOperationException} where the variant has no such kernel here. Safe for
 * use by many threads.
 */
public final class Kernels {
    /** No input was refused. */
    public static final long DONE = -1;

    /** Parents of a node in the graph: 6 in its own layer, 8 in the layer below. */
    public static final int PARENTS = 14;

    /** Most replicas in one call of {@link #labels}. */
    public static final int MOST_REPLICAS = 64;

    private static final int NODE = 32;
    private static final int GROUP = 127;
    private static final int RSA_SEAL_KEY = 72 * 8;
    private static final int RSA_OPEN_KEY = 33 * 8;

    private Kernels() {}

    /** What became of the native library; loads it on the first call. */
    public static NativeState state() {
        return Entries.STATE;
    }

    /** What a variant computes on this machine; nothing when the library or the processor lacks it. */
    public static Set<Kernel> of(Variant variant) {
        return Known.KERNELS.get(variant);
    }

    /** Looked at once: neither the library nor the processor changes. */
    private static final class Known {
        static final Map<Variant, Set<Kernel>> KERNELS = look();

        private static Map<Variant, Set<Kernel>> look() {
            Map<Variant, Set<Kernel>> known = new EnumMap<>(Variant.class);
            boolean loaded = state() instanceof NativeState.Loaded;
            for (Variant variant : Variant.values()) {
                int bits = loaded ? Entries.kernels(variant.ordinal()) : 0;
                Set<Kernel> kernels = EnumSet.allOf(Kernel.class);
                kernels.removeIf(kernel -> (bits & kernel.bit()) == 0);
                known.put(variant, Collections.unmodifiableSet(kernels));
            }
            return known;
        }
    }

    /** How many replicas a variant labels side by side. */
    public static int lanes(Variant variant) {
        need(variant, Kernel.LABELS);
        return Entries.lanes(variant.ordinal());
    }

    /**
     * Poseidon of groups of nodes. Refuses nodes that are no field elements.
     *
     * @param arity 2, 4, 8 or 11
     * @param nodes {@code arity} for each digest
     */
    public static long fieldHash(Variant variant, int arity, ByteBuffer nodes, ByteBuffer digests) {
        need(variant, Kernel.FIELD_HASH);
        int groups = Lengths.groups(arity, nodes, digests);
        return groups == 0
                ? DONE
                : done(
                        Entries.fieldHash(
                                variant.ordinal(),
                                arity,
                                Addresses.from(nodes),
                                Addresses.besides(nodes, digests),
                                groups),
                        nodes,
                        digests);
    }

    /** The rows of a tree of arity 8 over a power of 8 of leaves. Refuses leaves that are no field elements. */
    public static long fieldRows(Variant variant, ByteBuffer leaves, ByteBuffer rows) {
        need(variant, Kernel.FIELD_HASH);
        int count = Lengths.leavesOfEights(leaves, rows);
        return done(
                Entries.fieldRows(variant.ordinal(), Addresses.from(leaves), Addresses.apart(leaves, rows), count),
                leaves,
                rows);
    }

    /** Sums, node by node. Refuses pairs of which one is no field element. */
    public static long fieldAdd(Variant variant, ByteBuffer left, ByteBuffer right, ByteBuffer sums) {
        int count = pairwise(variant, left, right, sums);
        return count == 0
                ? DONE
                : done(
                        Entries.fieldAdd(
                                variant.ordinal(),
                                Addresses.from(left),
                                Addresses.from(right),
                                Addresses.to(sums),
                                count),
                        left,
                        right,
                        sums);
    }

    /** As {@link #fieldAdd}, with {@code left - right}. */
    public static long fieldSubtract(Variant variant, ByteBuffer left, ByteBuffer right, ByteBuffer differences) {
        int count = pairwise(variant, left, right, differences);
        return count == 0
                ? DONE
                : done(
                        Entries.fieldSubtract(
                                variant.ordinal(),
                                Addresses.from(left),
                                Addresses.from(right),
                                Addresses.to(differences),
                                count),
                        left,
                        right,
                        differences);
    }

    /** Trimmed SHA-256 of pairs of nodes. */
    public static void nodePairs(Variant variant, ByteBuffer nodes, ByteBuffer digests) {
        need(variant, Kernel.NODE_HASH);
        int pairs = Lengths.nodes(digests);
        Lengths.exactly(nodes, 2L * pairs * NODE);
        if (pairs > 0) {
            done(
                    Entries.nodePairs(
                            variant.ordinal(), Addresses.from(nodes), Addresses.besides(nodes, digests), pairs),
                    nodes,
                    digests);
        }
    }

    /**
     * RSA of 1024 bits: numbers of 128 bytes, big-endian, become x^d mod n. Refuses numbers that are not below n.
     *
     * @param key p, q, d mod p-1, d mod q-1, q^-1 mod p, 2^1040 mod p, 2^1040 mod q (64 bytes each) and n (128), little-endian
     */
    public static long rsaSeal(Variant variant, ByteBuffer key, ByteBuffer numbers) {
        need(variant, Kernel.RSA);
        Lengths.exactly(key, RSA_SEAL_KEY);
        int count = Lengths.numbers(numbers);
        return count == 0
                ? DONE
                : done(
                        Entries.rsaSeal(
                                variant.ordinal(),
                                Addresses.from(key),
                                RSA_SEAL_KEY / 8,
                                Addresses.apart(key, numbers),
                                count),
                        key,
                        numbers);
    }

    /** As {@link #rsaSeal}, x^e mod n. @param key n, 2^2080 mod n (128 bytes each) and e (8), little-endian */
    public static long rsaOpen(Variant variant, ByteBuffer key, ByteBuffer numbers) {
        need(variant, Kernel.RSA);
        Lengths.exactly(key, RSA_OPEN_KEY);
        int count = Lengths.numbers(numbers);
        return count == 0
                ? DONE
                : done(
                        Entries.rsaOpen(
                                variant.ordinal(),
                                Addresses.from(key),
                                RSA_OPEN_KEY / 8,
                                Addresses.apart(key, numbers),
                                count),
                        key,
                        numbers);
    }

    /** The rows of a binary tree over a power of two of leaves, at least 2. */
    public static void nodeRows(Variant variant, ByteBuffer leaves, ByteBuffer rows) {
        need(variant, Kernel.NODE_HASH);
        int count = Lengths.nodes(leaves);
        if (Integer.bitCount(count) != 1 || count < 2) {
            throw new IllegalArgumentException("a binary tree over " + count + " leaves: a power of two, at least 2");
        }
        Lengths.exactly(rows, (count - 1L) * NODE);
        done(
                Entries.nodeRows(variant.ordinal(), Addresses.from(leaves), Addresses.apart(leaves, rows), count),
                leaves,
                rows);
    }

    /** The root over payload after its padding: 127 bytes times a power of two. */
    public static void nodePiece(Variant variant, ByteBuffer payload, ByteBuffer root) {
        need(variant, Kernel.NODE_HASH);
        int bytes = payload.remaining();
        if (bytes % GROUP != 0 || Integer.bitCount(bytes / GROUP) != 1) {
            throw new IllegalArgumentException("a payload of " + bytes + " bytes: must be 127 times a power of two");
        }
        Lengths.exactly(root, NODE);
        done(
                Entries.nodePiece(variant.ordinal(), Addresses.from(payload), bytes, Addresses.apart(payload, root)),
                payload,
                root);
    }

    /**
     * Labels nodes of a layer, of all replicas in step. Refuses numbers of parents that are not before their node, or outside
     * the layer below, by their place among the numbers.
     *
     * @param layer from 1 on
     * @param from first node to label
     * @param parents {@value #PARENTS} numbers of 4 bytes, little-endian, for each node to label
     * @param ids 32 bytes for each replica, at most {@value #MOST_REPLICAS}
     * @param layers the labels of each replica, in segments of 2^25 nodes of which the last may be shorter
     * @param below the layer below of each replica; empty in layer 1
     */
    public static long labels(
            Variant variant,
            int layer,
            long from,
            ByteBuffer parents,
            ByteBuffer ids,
            List<List<ByteBuffer>> layers,
            List<List<ByteBuffer>> below) {
        need(variant, Kernel.LABELS);
        int replicas = layers.size();
        if (replicas < 1 || replicas > MOST_REPLICAS) {
            throw new IllegalArgumentException(replicas + " replicas in step: 1 to " + MOST_REPLICAS);
        }
        if (layer < 1 || below.size() != (layer == 1 ? 0 : replicas)) {
            throw new IllegalArgumentException(
                    "layer " + layer + " with " + below.size() + " layers below for " + replicas + " replicas");
        }
        Lengths.exactly(ids, (long) replicas * NODE);
        int entry = PARENTS * Integer.BYTES;
        if (parents.remaining() % entry != 0) {
            throw new IllegalArgumentException(parents.remaining() + " bytes of parents: each node has " + entry);
        }
        int nodes = parents.remaining() / entry;
        Segments own = Segments.of(layers, true);
        Segments under = layer == 1 ? Segments.NONE : Segments.of(below, false);
        if (from < 0 || from > own.count() - nodes) {
            throw new IllegalArgumentException(
                    "nodes " + from + " to " + (from + nodes) + " of a layer of " + own.count());
        }
        return nodes == 0
                ? DONE
                : done(
                        Entries.labels(
                                variant.ordinal(),
                                layer,
                                from,
                                nodes,
                                Addresses.from(parents),
                                replicas,
                                Addresses.from(ids),
                                own.address(),
                                own.count(),
                                under.address(),
                                under.count()),
                        parents,
                        ids,
                        own,
                        under,
                        layers,
                        below);
    }

    private static int pairwise(Variant variant, ByteBuffer left, ByteBuffer right, ByteBuffer to) {
        need(variant, Kernel.FIELD_SUM);
        int count = Lengths.nodes(to);
        Lengths.exactly(left, (long) count * NODE);
        Lengths.exactly(right, (long) count * NODE);
        Addresses.besides(left, to);
        Addresses.besides(right, to);
        return count;
    }

    private static void need(Variant variant, Kernel kernel) {
        if (!of(variant).contains(kernel)) {
            throw new UnsupportedOperationException(
                    "no " + kernel + " of variant " + variant + " on this machine: " + state().text());
        }
    }

    /** @param used kept from being collected, and their memory from being given back, until the call has returned */
    static long done(long result, Object... used) {
        for (Object each : used) {
            Reference.reachabilityFence(each);
        }
        if (result < 0) {
            throw new IllegalStateException("the native library refused what was checked before: code " + result);
        }
        return result - 1;
    }
}
