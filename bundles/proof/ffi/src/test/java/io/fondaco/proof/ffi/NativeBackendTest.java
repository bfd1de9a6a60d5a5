package io.fondaco.proof.ffi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.Assume.assumeTrue;

import io.fondaco.proof.Node;
import io.fondaco.proof.ProofException;
import io.fondaco.proof.ProofException.Reason;
import io.fondaco.proof.ffihost.CudaKernels;
import io.fondaco.proof.ffihost.Kernels;
import io.fondaco.proof.ffihost.NativeState;
import io.fondaco.proof.java.JavaBackend;
import io.fondaco.proof.spi.Backend;
import io.fondaco.proof.spi.FieldHash;
import io.fondaco.proof.spi.FieldSum;
import io.fondaco.proof.spi.Labels;
import io.fondaco.proof.spi.Labels.Replica;
import io.fondaco.proof.spi.NodeArray;
import io.fondaco.proof.spi.NodeHash;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.BiConsumer;
import java.util.function.IntFunction;
import org.junit.Before;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;

/** Every kernel of every variant on this machine computes what plain Java computes, over every kind of buffer. */
public class NativeBackendTest {
    private static final int NODE = 32;
    private static final List<IntFunction<ByteBuffer>> PLACES =
            List.of(ByteBuffer::allocate, ByteBuffer::allocateDirect, NativeBackendTest::inTheMiddle);

    @Rule
    public final TemporaryFolder folder = new TemporaryFolder();

    private final JavaBackend java = new JavaBackend();
    private final Random random = new Random(20261121);

    /** Where the build had no compiler there is nothing to test; where it had one, the library must load. */
    @Before
    public void loaded() {
        assumeTrue(
                "a library was built for this machine",
                getClass().getResource("/linux-x86-64/libfondaco_proof.so") != null
                        && System.getProperty("os.arch").equals("amd64"));
        assertThat(Kernels.state()).isEqualTo(new NativeState.Loaded("linux-x86-64"));
    }

    private static ByteBuffer inTheMiddle(int bytes) {
        return ByteBuffer.allocate(bytes + 77).position(13).limit(13 + bytes);
    }

    private ByteBuffer elements(int nodes, IntFunction<ByteBuffer> place) {
        byte[] bytes = new byte[NODE * nodes];
        random.nextBytes(bytes);
        for (int i = NODE - 1; i < bytes.length; i += NODE) {
            bytes[i] &= 0x3f;
        }
        ByteBuffer buffer = place.apply(bytes.length);
        buffer.put(buffer.position(), bytes);
        return buffer;
    }

    private static byte[] bytes(ByteBuffer buffer) {
        byte[] bytes = new byte[buffer.remaining()];
        buffer.get(buffer.position(), bytes);
        return bytes;
    }

    private static <K> void each(Class<K> kernel, BiConsumer<String, K> test) {
        int tested = 0;
        for (Backend backend : NativeBackend.present()) {
            if (backend.kernel(kernel).isPresent()) {
                test.accept(backend.name(), backend.kernel(kernel).get());
                tested++;
            }
        }
        assertThat(tested).as("backends with %s", kernel).isPositive();
    }

    @Test
    public void offersOneBackendForEachInstructionSet() {
        List<Backend> present = NativeBackend.present();
        assertThat(present)
                .extracting(Backend::name)
                .startsWith("portable")
                .doesNotHaveDuplicates()
                .isSubsetOf("portable", "shani", "armv8", "avx2", "adx", "avx512", "cuda");
        for (Backend backend : present) {
            if (!backend.name().equals("cuda")) {
                assertThat(backend.description()).contains("native code for linux-x86-64 is loaded");
            }
            assertThat(backend.kernel(String.class)).isEmpty();
            assertThat(backend.kernel(NodeHash.class)).isEqualTo(backend.kernel(NodeHash.class));
        }
    }

    @Test
    public void hasACudaBackendOnlyWhereADeviceIs() {
        boolean built = getClass().getResource("/linux-x86-64/libfondaco_proof_cuda.so") != null;
        assertThat(CudaKernels.state() instanceof NativeState.Loaded).isEqualTo(built);
        assertThat(CudaKernels.device()).isNotEmpty();
        assertThat(CudaBackend.present().isPresent()).isEqualTo(CudaKernels.devices() > 0);
        if (CudaKernels.devices() == 0) {
            ByteBuffer nodes = ByteBuffer.allocateDirect(2 * NODE);
            assertThatThrownBy(() -> CudaKernels.fieldHash(2, nodes, ByteBuffer.allocateDirect(NODE)))
                    .isInstanceOf(UnsupportedOperationException.class)
                    .hasMessage("no CUDA device: " + CudaKernels.device());
        }
    }

    @Test
    public void hashesElementsAsJavaDoes() {
        FieldHash reference = java.kernel(FieldHash.class).orElseThrow();
        each(FieldHash.class, (name, hash) -> {
            for (int arity : new int[] {2, 4, 8, 11}) {
                for (int groups : new int[] {0, 1, 7, 8, 9, 33}) {
                    for (IntFunction<ByteBuffer> place : PLACES) {
                        ByteBuffer nodes = elements(groups * arity, place);
                        ByteBuffer wanted = ByteBuffer.allocate(NODE * groups);
                        reference.hash(arity, nodes, wanted);
                        ByteBuffer found = place.apply(NODE * groups);
                        hash.hash(arity, nodes.asReadOnlyBuffer(), found);
                        assertThat(bytes(found))
                                .as("%s arity %d groups %d", name, arity, groups)
                                .isEqualTo(bytes(wanted));
                        hash.hash(arity, nodes, nodes.duplicate().limit(nodes.position() + NODE * groups));
                        assertThat(bytes(nodes.duplicate().limit(nodes.position() + NODE * groups)))
                                .as("%s in place", name)
                                .isEqualTo(bytes(wanted));
                    }
                }
            }
        });
    }

    @Test
    public void hashesMoreThanOneCopyHolds() {
        FieldHash reference = java.kernel(FieldHash.class).orElseThrow();
        ByteBuffer nodes = elements(1200, ByteBuffer::allocate);
        for (int arity : new int[] {8, 11}) {
            ByteBuffer whole = nodes.duplicate().limit(NODE * arity * (1200 / arity));
            ByteBuffer wanted = ByteBuffer.allocate(NODE * (1200 / arity));
            reference.hash(arity, whole, wanted);
            each(FieldHash.class, (name, hash) -> {
                ByteBuffer found = ByteBuffer.allocate(wanted.capacity());
                hash.hash(arity, whole, found);
                assertThat(found).as(name).isEqualTo(wanted);
            });
        }
        nodes.put(NODE * 1111 + 31, (byte) 0x74);
        each(
                FieldHash.class,
                (name, hash) -> refusedNode(() -> hash.hash(8, nodes, ByteBuffer.allocate(NODE * 150)), 1111));
    }

    @Test
    public void buildsRowsAsJavaDoes() {
        ByteBuffer leaves = elements(512, ByteBuffer::allocateDirect);
        ByteBuffer wanted = ByteBuffer.allocate(73 * NODE);
        java.kernel(FieldHash.class).orElseThrow().rows(leaves, wanted);
        ByteBuffer binary = ByteBuffer.allocate(511 * NODE);
        java.kernel(NodeHash.class).orElseThrow().rows(leaves, binary);
        for (IntFunction<ByteBuffer> place : PLACES) {
            ByteBuffer from = place.apply(512 * NODE);
            from.put(from.position(), bytes(leaves));
            each(FieldHash.class, (name, hash) -> {
                ByteBuffer rows = place.apply(73 * NODE);
                hash.rows(from, rows);
                assertThat(bytes(rows)).as(name).isEqualTo(wanted.array());
            });
            each(NodeHash.class, (name, hash) -> {
                ByteBuffer rows = place.apply(511 * NODE);
                hash.rows(from, rows);
                assertThat(bytes(rows)).as(name).isEqualTo(binary.array());
            });
        }
    }

    @Test
    public void addsAndSubtractsAsJavaDoes() {
        FieldSum reference = java.kernel(FieldSum.class).orElseThrow();
        each(FieldSum.class, (name, sum) -> {
            for (IntFunction<ByteBuffer> place : PLACES) {
                for (int nodes : new int[] {0, 1, 5, 5000}) {
                    ByteBuffer left = elements(nodes, place);
                    ByteBuffer right = elements(nodes, ByteBuffer::allocateDirect);
                    ByteBuffer wanted = ByteBuffer.allocate(NODE * nodes);
                    ByteBuffer found = place.apply(NODE * nodes);
                    reference.add(left, right, wanted);
                    sum.add(left.asReadOnlyBuffer(), right, found);
                    assertThat(bytes(found)).as(name).isEqualTo(wanted.array());
                    reference.subtract(left, right, wanted);
                    sum.subtract(left, right, left);
                    assertThat(bytes(left)).as(name).isEqualTo(wanted.array());
                }
            }
        });
    }

    @Test
    public void hashesPairsAndPiecesAsJavaDoes() {
        NodeHash reference = java.kernel(NodeHash.class).orElseThrow();
        each(NodeHash.class, (name, hash) -> {
            for (IntFunction<ByteBuffer> place : PLACES) {
                for (int pairs : new int[] {0, 1, 2, 7, 16, 17, 5000}) {
                    ByteBuffer nodes = elements(2 * pairs, place);
                    ByteBuffer wanted = ByteBuffer.allocate(NODE * pairs);
                    reference.pairs(nodes, wanted);
                    ByteBuffer found = place.apply(NODE * pairs);
                    hash.pairs(nodes, found);
                    assertThat(bytes(found)).as("%s, %d pairs", name, pairs).isEqualTo(wanted.array());
                }
                for (int groups : new int[] {1, 2, 32, 64, 1024, 4096, 8192}) {
                    ByteBuffer payload = place.apply(127 * groups);
                    byte[] drawn = new byte[127 * groups];
                    random.nextBytes(drawn);
                    payload.put(payload.position(), drawn);
                    ByteBuffer wanted = ByteBuffer.allocate(NODE);
                    reference.piece(payload, wanted);
                    ByteBuffer root = place.apply(NODE);
                    hash.piece(payload.asReadOnlyBuffer(), root);
                    assertThat(bytes(root)).as("%s, %d groups", name, groups).isEqualTo(wanted.array());
                }
            }
        });
    }

    private ByteBuffer parents(int from, int nodes, int below) {
        ByteBuffer parents = ByteBuffer.allocate(56 * nodes).order(ByteOrder.LITTLE_ENDIAN);
        for (int node = from; node < from + nodes; node++) {
            for (int i = 0; i < 14; i++) {
                parents.putInt(node == 0 ? 0 : random.nextInt(i < 6 ? node : below));
            }
        }
        return parents.flip();
    }

    private Node id() {
        byte[] id = new byte[NODE];
        random.nextBytes(id);
        return Node.of(id);
    }

    private NodeArray filled(int nodes, IntFunction<ByteBuffer> place) {
        ByteBuffer segment = place.apply(NODE * nodes);
        byte[] drawn = new byte[NODE * nodes];
        random.nextBytes(drawn);
        return NodeArray.of(List.of(segment.put(0, drawn)));
    }

    @Test
    public void labelsAsJavaDoes() {
        Labels reference = java.kernel(Labels.class).orElseThrow();
        int nodes = 40;
        each(Labels.class, (name, labels) -> {
            assertThat(labels.lanes()).isBetween(1, 16);
            for (int replicas : new int[] {1, 2, 3, 16, 19, 70}) {
                for (IntFunction<ByteBuffer> place : PLACES.subList(0, 2)) {
                    List<Replica> wanted = new ArrayList<>();
                    List<Replica> found = new ArrayList<>();
                    for (int r = 0; r < replicas; r++) {
                        Node id = id();
                        NodeArray below = filled(nodes + 3, place);
                        wanted.add(new Replica(id, NodeArray.of(List.of(ByteBuffer.allocate(NODE * nodes))), below));
                        found.add(new Replica(id, NodeArray.of(List.of(place.apply(NODE * nodes))), below));
                    }
                    ByteBuffer parents = parents(0, nodes, nodes + 3);
                    for (int layer : new int[] {1, 2, 11}) {
                        List<Replica> in = layer == 1 ? first(wanted) : wanted;
                        List<Replica> out = layer == 1 ? first(found) : found;
                        reference.label(layer, 0, parents, in);
                        labels.label(layer, 0, parents.slice(0, 56 * 7), out);
                        ByteBuffer rest = ByteBuffer.allocateDirect(56 * (nodes - 7))
                                .put(parents.slice(56 * 7, 56 * (nodes - 7)))
                                .flip();
                        labels.label(layer, 7, rest, out);
                        for (int r = 0; r < replicas; r++) {
                            assertThat(bytes(found.get(r).layer().segments().get(0)))
                                    .as("%s, layer %d, replica %d of %d", name, layer, r, replicas)
                                    .isEqualTo(bytes(
                                            wanted.get(r).layer().segments().get(0)));
                        }
                    }
                }
            }
        });
    }

    private static List<Replica> first(List<Replica> replicas) {
        return replicas.stream().map(r -> new Replica(r.id(), r.layer(), null)).toList();
    }

    @Test
    public void readsAndWritesMappedFiles() throws Exception {
        Path file = folder.newFile().toPath();
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            ByteBuffer leaves = elements(64, ByteBuffer::allocate);
            channel.write(leaves.duplicate());
            channel.write(ByteBuffer.allocate(NODE * 63));
            ByteBuffer from = channel.map(MapMode.READ_ONLY, 0, 64 * NODE);
            ByteBuffer to = channel.map(MapMode.READ_WRITE, 64 * NODE, 63 * NODE);
            ByteBuffer wanted = ByteBuffer.allocate(63 * NODE);
            java.kernel(NodeHash.class).orElseThrow().rows(leaves, wanted);
            each(NodeHash.class, (name, hash) -> {
                to.put(0, new byte[63 * NODE]);
                hash.rows(from, to);
                assertThat(bytes(to)).as(name).isEqualTo(wanted.array());
            });
        }
    }

    private static void refusedNode(Runnable call, long node) {
        assertThatThrownBy(call::run)
                .isInstanceOf(ProofException.class)
                .hasMessageStartingWith("node " + node + ": not a field element: 0x")
                .extracting(e -> ((ProofException) e).reason())
                .isEqualTo(Reason.MALFORMED);
    }

    @Test
    public void namesTheNodeThatIsNoElement() {
        String r = "73eda753299d7d483339d80809a1d80553bda402fffe5bfeffffffff00000001";
        for (IntFunction<ByteBuffer> place : PLACES) {
            ByteBuffer nodes = elements(64, place);
            for (int i = 0; i < NODE; i++) {
                nodes.put(nodes.position() + NODE * 43 + i, (byte)
                        Integer.parseInt(r.substring(62 - 2 * i, 64 - 2 * i), 16));
            }
            each(FieldHash.class, (name, hash) -> {
                refusedNode(() -> hash.hash(8, nodes, place.apply(8 * NODE)), 43);
                refusedNode(() -> hash.hash(2, nodes, place.apply(32 * NODE)), 43);
                refusedNode(() -> hash.rows(nodes, place.apply(9 * NODE)), 43);
            });
            each(FieldSum.class, (name, sum) -> {
                refusedNode(() -> sum.add(nodes, elements(64, place), place.apply(64 * NODE)), 43);
                refusedNode(() -> sum.subtract(elements(64, place), nodes, place.apply(64 * NODE)), 43);
            });
        }
    }

    private static void refused(Runnable call) {
        assertThatThrownBy(call::run).isExactlyInstanceOf(IllegalArgumentException.class);
    }

    @Test
    public void refusesLengthsThatDoNotGoTogetherAndBuffersItMayNotWrite() {
        for (IntFunction<ByteBuffer> place : PLACES) {
            ByteBuffer shared = place.apply(64 * NODE);
            each(FieldHash.class, (name, hash) -> {
                refused(() -> hash.hash(3, place.apply(3 * NODE), place.apply(NODE)));
                refused(() -> hash.hash(8, place.apply(8 * NODE), place.apply(2 * NODE)));
                refused(() -> hash.hash(8, place.apply(8 * NODE + 1), place.apply(NODE)));
                refused(() ->
                        hash.hash(8, place.apply(8 * NODE), place.apply(NODE).asReadOnlyBuffer()));
                refused(() -> hash.rows(place.apply(16 * NODE), place.apply(2 * NODE)));
                refused(() -> hash.rows(place.apply(64 * NODE), place.apply(8 * NODE)));
                refused(() -> hash.rows(place.apply(8 * NODE), place.apply(NODE).asReadOnlyBuffer()));
                refused(() -> hash.hash(2, shared, Buffers.part(shared, NODE, 32 * NODE)));
            });
            each(FieldSum.class, (name, sum) -> {
                refused(() -> sum.add(place.apply(NODE), place.apply(NODE), place.apply(2 * NODE)));
                refused(() -> sum.add(place.apply(NODE), place.apply(NODE - 1), place.apply(NODE)));
                refused(() -> sum.subtract(
                        place.apply(NODE), place.apply(NODE), place.apply(NODE).asReadOnlyBuffer()));
                refused(() -> sum.add(Buffers.part(shared, 0, NODE), place.apply(NODE), Buffers.part(shared, 1, NODE)));
            });
            each(NodeHash.class, (name, hash) -> {
                refused(() -> hash.pairs(place.apply(3 * NODE), place.apply(NODE)));
                refused(() -> hash.pairs(place.apply(2 * NODE), place.apply(0)));
                refused(() ->
                        hash.pairs(place.apply(2 * NODE), place.apply(NODE).asReadOnlyBuffer()));
                refused(() -> hash.rows(place.apply(3 * NODE), place.apply(2 * NODE)));
                refused(() -> hash.rows(place.apply(NODE), place.apply(0)));
                refused(() -> hash.rows(place.apply(4 * NODE), place.apply(4 * NODE)));
                refused(() -> hash.piece(place.apply(0), place.apply(NODE)));
                refused(() -> hash.piece(place.apply(3 * 127), place.apply(NODE)));
                refused(() -> hash.piece(place.apply(128), place.apply(NODE)));
                refused(() -> hash.piece(place.apply(127), place.apply(31)));
                refused(() -> hash.piece(place.apply(127), place.apply(NODE).asReadOnlyBuffer()));
            });
        }
    }

    @Test
    public void refusesParentsThatAreNotBeforeTheirNodeOrOutsideTheLayerBelow() {
        each(Labels.class, (name, labels) -> {
            for (IntFunction<ByteBuffer> place : PLACES.subList(0, 2)) {
                Replica replica = new Replica(id(), filled(20, place), filled(10, place));
                ByteBuffer parents = parents(5, 10, 10);
                int at = 56 * 3 + 4 * 5;
                for (int bad : new int[] {8, 9, -1}) {
                    ByteBuffer copy = ByteBuffer.allocate(560)
                            .order(ByteOrder.LITTLE_ENDIAN)
                            .put(0, parents.array());
                    copy.putInt(at, bad);
                    assertThatThrownBy(() -> labels.label(2, 5, copy, List.of(replica)))
                            .isExactlyInstanceOf(IllegalArgumentException.class)
                            .hasMessage("parent 5 of node 8 in layer 2 is " + Integer.toUnsignedLong(bad)
                                    + ": not before it");
                }
                ByteBuffer copy =
                        ByteBuffer.allocate(560).order(ByteOrder.LITTLE_ENDIAN).put(0, parents.array());
                copy.putInt(56 * 9 + 4 * 13, 10);
                assertThatThrownBy(() -> labels.label(2, 5, copy, List.of(replica)))
                        .hasMessage("parent 13 of node 14 in layer 2 is 10: outside the layer below");
                labels.label(1, 5, copy, first(List.of(replica)));
                refused(() -> labels.label(0, 5, parents, List.of(replica)));
                refused(() -> labels.label(2, -1, parents, List.of(replica)));
                refused(() -> labels.label(2, 11, parents, List.of(replica)));
                refused(() -> labels.label(2, 5, parents.slice(0, 57), List.of(replica)));
                refused(() -> labels.label(1, 5, parents, List.of(replica)));
                refused(() -> labels.label(2, 5, parents, first(List.of(replica))));
                NodeArray shut =
                        NodeArray.of(List.of(replica.layer().segments().get(0).asReadOnlyBuffer()));
                refused(() -> labels.label(2, 5, parents, List.of(new Replica(id(), shut, replica.below()))));
                labels.label(2, 5, parents, List.of());
            }
        });
    }

    @Test
    public void servesManyThreadsAtOnce() throws Exception {
        ByteBuffer nodes = elements(256, ByteBuffer::allocate);
        ByteBuffer wanted = ByteBuffer.allocate(32 * NODE);
        java.kernel(FieldHash.class).orElseThrow().hash(8, nodes, wanted);
        ExecutorService threads = Executors.newFixedThreadPool(4);
        try {
            List<Callable<ByteBuffer>> calls = new ArrayList<>();
            each(FieldHash.class, (name, hash) -> {
                for (int i = 0; i < 16; i++) {
                    calls.add(() -> {
                        ByteBuffer found = ByteBuffer.allocate(32 * NODE);
                        hash.hash(8, nodes, found);
                        return found;
                    });
                }
            });
            for (var call : threads.invokeAll(calls)) {
                assertThat(call.get()).isEqualTo(wanted);
            }
        } finally {
            threads.shutdown();
        }
    }
}
