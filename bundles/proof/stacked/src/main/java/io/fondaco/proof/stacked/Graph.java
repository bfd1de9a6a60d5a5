package io.fondaco.proof.stacked;

import io.fondaco.model.Digests;
import io.fondaco.proof.ApiVersion;
import io.fondaco.proof.Porep;
import io.fondaco.proof.ProofException;
import io.fondaco.proof.ProofException.Reason;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.function.Supplier;

/**
 * Which nodes a label is made of: six of its own layer before it, drawn so that the graph is depth-robust, and eight of the
 * layer below from all over the sector. The same for every layer. Immutable; {@link Walk} does the drawing.
 *
 * <p>Source: Filecoin specification, "Stacked DRG PoRep", sections on DRG and expander; storage-proofs-core, drgraph.
 */
public final class Graph {
    /** Parents in the same layer. */
    public static final int BASE_DEGREE = 6;
    /** Parents in the layer below. */
    public static final int EXPANDER_DEGREE = 8;
    /** All parents. */
    public static final int DEGREE = BASE_DEGREE + EXPANDER_DEGREE;

    private static final int DRAWN = BASE_DEGREE - 1;
    private static final String HASHER = "poseidon_hasher";

    private final long nodes;
    private final ApiVersion version;
    private final byte[] seed;
    private final long[] keys = new long[4];
    private final Feistel feistel;

    public Graph(Porep porep) {
        this.nodes = porep.size().nodes();
        this.version = porep.version();
        this.seed = Arrays.copyOf(digest("Filecoin_DRSample", porep), 28);
        ByteBuffer.wrap(digest("Filecoin_Feistel", porep))
                .order(ByteOrder.LITTLE_ENDIAN)
                .asLongBuffer()
                .get(keys);
        // Four keys are derived, but there are only three rounds.
        this.feistel = new Feistel(EXPANDER_DEGREE * nodes, keys[0], keys[1], keys[2]);
    }

    private static byte[] digest(String purpose, Porep porep) {
        MessageDigest sha = Digests.sha256();
        sha.update(purpose.getBytes(StandardCharsets.US_ASCII));
        return sha.digest(porep.id().bytes());
    }

    /** Nodes in a layer. */
    public long nodes() {
        return nodes;
    }

    /**
     * 64 hexadecimal digits that name this graph among all others: Filecoin's own name for its file of parents, which
     * {@link ParentCache} writes byte for byte.
     */
    public String name() {
        MessageDigest sha = Digests.sha256();
        String drg = "drgraph::BucketGraph{size: " + nodes + "; degree: " + BASE_DEGREE + "; hasher: " + HASHER + "}";
        String stacked =
                "stacked_graph::StackedGraph{expansion_degree: " + EXPANDER_DEGREE + " base_graph: " + drg + " }";
        sha.update(HASHER.getBytes(StandardCharsets.US_ASCII));
        sha.update(stacked.getBytes(StandardCharsets.US_ASCII));
        ByteBuffer numbers = ByteBuffer.allocate(36).order(ByteOrder.LITTLE_ENDIAN);
        for (long key : keys) {
            numbers.putLong(key);
        }
        sha.update(numbers.putInt((int) nodes).flip());
        return HexFormat.of().formatHex(sha.digest());
    }

    /** A way to ask for parents of few nodes, for one thread. */
    public Walk walk() {
        return new Walk(feistel);
    }

    /** Ways to ask for parents of many nodes, each for one thread. */
    Supplier<Walk> walks() {
        Feistel remembering = feistel.remembering();
        return () -> new Walk(remembering);
    }

    /** Draws parents, one node after the other. Not thread-safe. */
    public final class Walk {
        private final Feistel permutation;
        private final ChaCha random = new ChaCha(8);
        private final int[] key = new int[8];

        private Walk(Feistel permutation) {
            this.permutation = permutation;
            ByteBuffer.wrap(seed).order(ByteOrder.LITTLE_ENDIAN).asIntBuffer().get(key, 0, 7);
        }

        /**
         * Writes the {@value Graph#DEGREE} parents of a node, those of its own layer first, in the order in which they are
         * hashed; a parent may stand there twice. Node numbers stay below 2^31.
         *
         * @throws ProofException (OUT_OF_RANGE) when there is no such node
         */
        public void parents(long node, int[] to) {
            if (node < 0 || node >= nodes) {
                throw new ProofException(Reason.OUT_OF_RANGE, "no node " + node + ": 0 to " + (nodes - 1));
            }
            base((int) node, to);
            for (int i = 0; i < EXPANDER_DEGREE; i++) {
                long edge = permutation.permute(EXPANDER_DEGREE * node + i);
                // The first rules lost the upper bits of large sectors here, and sectors sealed so must be proven so.
                to[BASE_DEGREE + i] =
                        (int) ((version == ApiVersion.V1_0 ? edge & 0xffffffffL : edge) / EXPANDER_DEGREE);
            }
        }

        private void base(int node, int[] to) {
            if (node < 2) {
                Arrays.fill(to, 0, BASE_DEGREE, 0);
                return;
            }
            boolean last = version == ApiVersion.V1_0;
            to[last ? DRAWN : 0] = node - 1;
            key[7] = node;
            random.key(key);
            // DRSample on a graph of five times as many nodes of two parents each: each draws one besides its
            // predecessor,
            // at a distance whose logarithm is drawn first.
            long meta = (long) DRAWN * node;
            int buckets = Long.SIZE - Long.numberOfLeadingZeros(meta - 1);
            for (int i = 0; i < DRAWN; i++) {
                int bucket = (int) Long.remainderUnsigned(random.nextLong(), buckets) + 1;
                long largest = Math.min(meta, 1L << bucket);
                long smallest = Math.max(2, largest / 2);
                long distance = smallest + Long.remainderUnsigned(random.nextLong(), largest - smallest + 1);
                int parent = (int) ((meta - distance) / DRAWN);
                to[last ? i : i + 1] = parent == node ? node - 1 : parent;
            }
        }
    }
}
