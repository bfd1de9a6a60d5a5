package io.fondaco.proof.stacked;

import io.fondaco.proof.ApiVersion;
import io.fondaco.proof.Node;
import io.fondaco.proof.Porep;
import io.fondaco.proof.SectorSize;
import io.fondaco.proof.Watch;
import io.fondaco.proof.spi.Backend;
import io.fondaco.proof.spi.FieldHash;
import io.fondaco.proof.spi.Labels;
import io.fondaco.proof.spi.NodeHash;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.IntStream;

/** Published values that a backend computes; those whose kernels it lacks are left out. */
final class BackendValues {
    private static final Map<Integer, String> COUNTED = new TreeMap<>(Map.of(
            2, "396508d75e76a56b739e0fd902efe161a6fba9339d05a69d2e203c369a02e7ff",
            4, "58a54b10a9e5848a00db3c6579229399fb6b4605bf1327ec019814ff6662075d",
            8, "2394611da3a5de5512010042116770774b682e9d9cc4aed92a9934f56d38a5e6",
            11, "0c0fc1b2e5227f286ca537e232ebe87a09f3dcd8ccb08fc1cee3bbc32b693163"));
    private static final Map<Integer, String> ZEROS = new TreeMap<>(Map.of(
            2, "d413460e7f14e58b413d1defe188d36fb761afe5c6a733db6c6f1931130bfe48",
            4, "bc11972b952e47641b62832393589af9eed366b878b8130f5f7e1ed875c4ce65",
            8, "3a9bffca31b48234d189b30de60b7c33f529c08b0836a004f98938b614e6793f",
            11, "94fe4fc1d1b7c885c9538810707ed5691b68a11db65e2118cf928634ea2d1f44"));
    /** By their padded size as a power of two, the commitments of zeros. */
    private static final Map<Integer, String> ZERO_PIECES = new TreeMap<>(Map.of(
            7, "3731bb99ac689f66eef5973e4a94da188f4ddcae580724fc6f3fd60dfd488333",
            11, "fc7e928296e516faade986b28f92d44a4f24b935485223376a799027bc18f833",
            23, "65f29e5d98d246c38b388cfc06db1f6b021303c5a289000bdce832a9c3ec421c",
            29, "39560e7b13a93b07a243fd2720ffa7cb3e1d2e505ab3629e79f46313512cda06",
            35, "077e5fde35c50a9303a55009e3498a4ebedff39c42b710b730d8ec7ac7afa63e",
            36, "e64005a6bfe3777953b8ad6ef93f0fca1049b2041654f2a411f7702799cece02"));

    private final Backend backend;
    private final Optional<Kernels> whole;
    private final Graphs graphs;
    private final Lanes lanes;
    private final Watch watch;
    private final SectorSize upTo;

    /** @param whole of a backend that has every kernel */
    BackendValues(Backend backend, Optional<Kernels> whole, Graphs graphs, Lanes lanes, Watch watch, SectorSize upTo) {
        this.backend = backend;
        this.whole = whole;
        this.graphs = graphs;
        this.lanes = lanes;
        this.watch = watch;
        this.upTo = upTo;
    }

    void rows(ProofSelfTest.Sink to) {
        backend.kernel(FieldHash.class).ifPresent(hash -> poseidon(hash, to));
        backend.kernel(NodeHash.class).ifPresent(hash -> pieces(hash, to));
        backend.kernel(Labels.class).ifPresent(labels -> labels(labels, to));
        Optional<Kernels> own = Kernels.of(backend);
        if (own.isPresent()) {
            sectors(own.get(), upTo, to);
        } else {
            whole.flatMap(others -> Kernels.of(backend, others)).ifPresent(kernels -> sectors(kernels, small(), to));
        }
    }

    private static void poseidon(FieldHash hash, ProofSelfTest.Sink to) {
        COUNTED.forEach((arity, expected) -> to.row(
                "Poseidon " + arity + " over 0, 1, ...",
                expected,
                () -> bigEndian(hash(hash, IntStream.range(0, arity).toArray()))));
        ZEROS.forEach((arity, expected) ->
                to.row("Poseidon " + arity + " over zeros", expected, () -> hash(hash, new int[arity])));
        to.row(
                "Poseidon 2 over 1, 0",
                "042f94ffbe786bc393c003cc74a24f26ec5907b3dc3094afb339ff6079800b5e",
                () -> bigEndian(hash(hash, 1, 0)));
    }

    private static Node hash(FieldHash hash, int... numbers) {
        ByteBuffer nodes = ByteBuffer.allocateDirect(numbers.length * Node.BYTES);
        for (int i = 0; i < numbers.length; i++) {
            nodes.put(i * Node.BYTES, (byte) numbers[i]);
        }
        ByteBuffer digest = ByteBuffer.allocateDirect(Node.BYTES);
        hash.hash(numbers.length, nodes, digest);
        return node(digest);
    }

    private static Node node(ByteBuffer buffer) {
        byte[] bytes = new byte[Node.BYTES];
        buffer.get(buffer.position(), bytes);
        return Node.of(bytes);
    }

    private static String bigEndian(Node node) {
        byte[] bytes = node.bytes();
        byte[] turned = new byte[bytes.length];
        for (int i = 0; i < bytes.length; i++) {
            turned[i] = bytes[bytes.length - 1 - i];
        }
        return HexFormat.of().formatHex(turned);
    }

    private static void pieces(NodeHash hash, ProofSelfTest.Sink to) {
        ZERO_PIECES.forEach(
                (bits, expected) -> to.row("CommP of zeros, 2^" + bits + " bytes", expected, () -> zeros(hash, bits)));
        to.row("CommP of a pattern, 2032 bytes", GoldenSector.PATTERN.toString(), () -> piece(hash, pattern(2032)));
        to.row(
                "CommP of zeros, 8 MiB as payload",
                ZERO_PIECES.get(23),
                () -> piece(hash, ByteBuffer.allocateDirect(127 << 16)));
        to.row("CommD of sector 139074 of f01392893", MainnetSector.COMM_D, () -> MainnetSector.commD(hash));
    }

    static Node piece(NodeHash hash, ByteBuffer payload) {
        ByteBuffer root = ByteBuffer.allocateDirect(Node.BYTES);
        hash.piece(payload, root);
        return node(root);
    }

    /** @param bits of the padded size in bytes, 7 or more */
    static Node zeros(NodeHash hash, int bits) {
        Node node = Node.of(new byte[Node.BYTES]);
        for (int i = 5; i < bits; i++) {
            node = pair(hash, node, node);
        }
        return node;
    }

    static Node pair(NodeHash hash, Node left, Node right) {
        ByteBuffer pair = ByteBuffer.allocateDirect(2 * Node.BYTES);
        pair.put(left.bytes()).put(right.bytes()).flip();
        ByteBuffer digest = ByteBuffer.allocateDirect(Node.BYTES);
        hash.pairs(pair, digest);
        return node(digest);
    }

    private static ByteBuffer pattern(int bytes) {
        ByteBuffer pattern = ByteBuffer.allocateDirect(bytes);
        for (int i = 0; i < bytes; i++) {
            pattern.put((byte) (7 * i + 3));
        }
        return pattern.flip();
    }

    private void labels(Labels labels, ProofSelfTest.Sink to) {
        String zero = "00".repeat(32);
        String seven = "7b".repeat(32);
        label(
                to,
                labels,
                SectorSize.KIB_2,
                ApiVersion.V1_0,
                zero,
                "04ba0f9a6ba9fad35e4806d183a281eab3c25afa9a1bd5e3378da6f1f4f46204");
        label(
                to,
                labels,
                SectorSize.KIB_4,
                ApiVersion.V1_0,
                zero,
                "86daa8c4521e197e48c1fae6c9a1e85ab894a8883b9f23cebe531ddcd1004c23");
        label(
                to,
                labels,
                SectorSize.KIB_2,
                ApiVersion.V1_1,
                seven,
                "cfef0db78bf3b3ab9f1169774d2e7a77bc9054499d954834b51ca7c788110206");
        label(
                to,
                labels,
                SectorSize.KIB_4,
                ApiVersion.V1_1,
                seven,
                "6d67c468cf81ab2289c1c9c72fa8777a232de4c1323dc0c6bd552ccc187c770f");
        label(
                to,
                labels,
                SectorSize.KIB_2,
                ApiVersion.V1_2,
                seven,
                "cfef0db78bf3b3ab9f1169774d2e7a77bc9054499d954834b51ca7c788110206");
        label(
                to,
                labels,
                SectorSize.KIB_4,
                ApiVersion.V1_2,
                seven,
                "6d67c468cf81ab2289c1c9c72fa8777a232de4c1323dc0c6bd552ccc187c770f");
    }

    private void label(
            ProofSelfTest.Sink to, Labels labels, SectorSize size, ApiVersion version, String id, String expected) {
        Porep porep = new Porep(size, 11, version, Node.parse(id));
        to.row("last label of 11 layers, " + size + " " + version, expected, () -> {
            Node replicaId = Node.parse("09".repeat(32));
            List<ByteBuffer> layers = new MemorySector(porep, lanes, watch).layers(labels, replicaId, graphs.of(porep));
            return last(layers);
        });
    }

    private static Node last(List<ByteBuffer> layers) {
        ByteBuffer layer = layers.get(layers.size() - 1);
        return node(layer.slice(layer.limit() - Node.BYTES, Node.BYTES));
    }

    private SectorSize small() {
        return upTo.compareTo(SectorSize.KIB_32) < 0 ? upTo : SectorSize.KIB_32;
    }

    private void sectors(Kernels kernels, SectorSize largest, ProofSelfTest.Sink to) {
        for (GoldenSector sector : GoldenSector.all()) {
            if (sector.size().compareTo(largest) <= 0) {
                sector(kernels, sector, to);
            }
        }
    }

    /** Each row needs what those before it computed; without it the row has failed too. */
    private void sector(Kernels kernels, GoldenSector golden, ProofSelfTest.Sink to) {
        MemorySector sector = new MemorySector(golden.porep(), lanes, watch);
        ByteBuffer data = golden.paddedData();
        List<ByteBuffer> layers = new ArrayList<>();
        to.row("CommD, " + golden, golden.commD().toString(), () -> sector.commD(kernels, data));
        to.row("last label, " + golden, golden.lastLabel().toString(), () -> {
            layers.addAll(sector.layers(kernels.labels(), golden.replicaId(), graphs.of(golden.porep())));
            return last(layers);
        });
        Node[] roots = new Node[2];
        to.row("CommC, " + golden, golden.commC().toString(), () -> roots[0] = sector.commC(kernels, layers));
        to.row(
                "CommRLast, " + golden,
                golden.commRLast().toString(),
                () -> roots[1] = sector.commRLast(kernels, sector.replica(kernels, layers, data)));
        to.row("CommR, " + golden, golden.commR().toString(), () -> kernels.commR(roots[0], roots[1]));
    }
}
