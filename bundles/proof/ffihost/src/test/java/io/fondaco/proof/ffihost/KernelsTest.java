package io.fondaco.proof.ffihost;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.Assume.assumeTrue;

import java.nio.ByteBuffer;
import java.util.HexFormat;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.Before;
import org.junit.Test;

/** No argument reaches memory that is not its own, whoever calls. */
public class KernelsTest {
    private static final Variant V = Variant.PORTABLE;

    /** Where the build had no compiler there is nothing to test; where it had one, the library must load. */
    @Before
    public void loaded() {
        assumeTrue(
                "a library was built for this machine",
                getClass().getResource("/linux-x86-64/libfondaco_proof.so") != null
                        && System.getProperty("os.arch").equals("amd64"));
        assertThat(Kernels.state()).isEqualTo(new NativeState.Loaded("linux-x86-64"));
    }

    private static ByteBuffer nodes(int count) {
        return ByteBuffer.allocateDirect(32 * count);
    }

    private static void refused(ThrowingCallable call, String why) {
        assertThatThrownBy(call).isInstanceOf(IllegalArgumentException.class).hasMessageContaining(why);
    }

    @Test
    public void hasThePortableKernelsOnEveryMachine() {
        assertThat(Kernels.of(V)).containsExactly(Kernel.FIELD_HASH, Kernel.FIELD_SUM, Kernel.NODE_HASH, Kernel.LABELS);
        assertThat(Kernels.lanes(V)).isEqualTo(1);
        assertThat(Kernels.of(Variant.ARMV8)).isEmpty();
        assertThatThrownBy(() -> Kernels.nodePairs(Variant.ARMV8, nodes(2), nodes(1)))
                .isInstanceOf(UnsupportedOperationException.class)
                .hasMessageContaining("no NODE_HASH of variant ARMV8");
    }

    @Test
    public void computesFromPositionToLimit() {
        ByteBuffer payload =
                ByteBuffer.allocateDirect(300).put(5, (byte) 1).position(10).limit(137);
        ByteBuffer root = nodes(3).position(32).limit(64);
        Kernels.nodePiece(V, payload.asReadOnlyBuffer(), root);
        byte[] found = new byte[96];
        root.duplicate().clear().get(found);
        assertThat(HexFormat.of().formatHex(found))
                .isEqualTo("00".repeat(32) + "3731bb99ac689f66eef5973e4a94da188f4ddcae580724fc6f3fd60dfd488333"
                        + "00".repeat(32));
        assertThat(root.position()).isEqualTo(32);
        assertThat(payload.remaining()).isEqualTo(127);
    }

    @Test
    public void namesTheNodeThatIsNoElement() {
        ByteBuffer in = nodes(8);
        in.put(5 * 32 + 31, (byte) 0x74);
        assertThat(Kernels.fieldHash(V, 2, in, nodes(4))).isEqualTo(5);
        assertThat(Kernels.fieldRows(V, in, nodes(1))).isEqualTo(5);
        assertThat(Kernels.fieldAdd(V, in, nodes(8), nodes(8))).isEqualTo(5);
        assertThat(Kernels.fieldSubtract(V, nodes(8), in, nodes(8))).isEqualTo(5);
        assertThat(Kernels.fieldHash(V, 2, nodes(8), nodes(4))).isEqualTo(Kernels.DONE);
        assertThat(Kernels.fieldHash(V, 2, nodes(0), nodes(0))).isEqualTo(Kernels.DONE);
    }

    @Test
    public void refusesBuffersNativeCodeMayNotTouch() {
        refused(() -> Kernels.nodePairs(V, ByteBuffer.allocate(64), nodes(1)), "on the heap");
        refused(() -> Kernels.nodePairs(V, nodes(2), ByteBuffer.allocate(32)), "on the heap");
        refused(() -> Kernels.nodePairs(V, nodes(2), nodes(1).asReadOnlyBuffer()), "read-only");
        refused(() -> Kernels.fieldAdd(V, nodes(1), ByteBuffer.allocate(32), nodes(1)), "on the heap");
        refused(() -> Kernels.fieldAdd(V, nodes(1), nodes(1), nodes(1).asReadOnlyBuffer()), "read-only");
        refused(() -> Kernels.nodePiece(V, ByteBuffer.allocate(127), nodes(1)), "on the heap");
    }

    @Test
    public void refusesLengthsThatDoNotGoTogether() {
        refused(() -> Kernels.nodePairs(V, nodes(3), nodes(1)), "96 bytes where 64 belong");
        refused(() -> Kernels.nodePairs(V, nodes(2), ByteBuffer.allocateDirect(31)), "no whole number of nodes");
        refused(() -> Kernels.fieldHash(V, 8, nodes(8), nodes(2)), "256 bytes where 512 belong");
        refused(() -> Kernels.fieldHash(V, 3, nodes(3), nodes(1)), "arity 3");
        refused(() -> Kernels.fieldRows(V, nodes(16), nodes(2)), "16 leaves");
        refused(() -> Kernels.fieldRows(V, nodes(64), nodes(8)), "256 bytes where 288 belong");
        refused(() -> Kernels.nodeRows(V, nodes(3), nodes(2)), "3 leaves");
        refused(() -> Kernels.nodeRows(V, nodes(4), nodes(2)), "64 bytes where 96 belong");
        refused(() -> Kernels.nodePiece(V, ByteBuffer.allocateDirect(128), nodes(1)), "127 times a power of two");
        refused(() -> Kernels.nodePiece(V, ByteBuffer.allocateDirect(3 * 127), nodes(1)), "127 times a power of two");
        refused(() -> Kernels.nodePiece(V, nodes(0), nodes(1)), "127 times a power of two");
        refused(() -> Kernels.fieldSubtract(V, nodes(2), nodes(1), nodes(2)), "32 bytes where 64 belong");
    }

    @Test
    public void writesOverAnInputFromItsBeginningOnlyAndOverNoOther() {
        ByteBuffer all = nodes(16);
        Kernels.nodePairs(V, all, all.slice(0, 8 * 32));
        Kernels.fieldAdd(V, all, nodes(16), all);
        refused(() -> Kernels.nodePairs(V, all.slice(0, 64), all.slice(32, 32)), "overlaps");
        refused(() -> Kernels.fieldHash(V, 2, all.slice(64, 64), all.slice(72, 32)), "overlaps");
        refused(() -> Kernels.fieldAdd(V, nodes(8), all.slice(0, 256), all.slice(32, 256)), "overlaps");
        refused(() -> Kernels.nodeRows(V, all.slice(0, 64), all.slice(0, 32)), "overlaps");
        refused(() -> Kernels.nodePiece(V, all.slice(0, 127), all.slice(96, 32)), "overlaps");
    }

    private static long labels(int layer, long from, ByteBuffer parents, int replicas, int nodes, int below) {
        List<List<ByteBuffer>> layers = List.of(List.of(nodes(nodes)));
        List<List<ByteBuffer>> under = below == 0 ? List.of() : List.of(List.of(nodes(below)));
        return Kernels.labels(V, layer, from, parents, nodes(replicas), layers, under);
    }

    private static ByteBuffer parents(int nodes) {
        return ByteBuffer.allocateDirect(56 * nodes);
    }

    @Test
    public void labelsOnlyInsideTheLayers() {
        assertThat(labels(1, 0, parents(4), 1, 4, 0)).isEqualTo(Kernels.DONE);
        assertThat(labels(2, 3, parents(1), 1, 4, 4)).isEqualTo(Kernels.DONE);
        refused(() -> labels(1, 1, parents(4), 1, 4, 0), "nodes 1 to 5 of a layer of 4");
        refused(() -> labels(1, -1, parents(1), 1, 4, 0), "nodes -1 to 0");
        refused(() -> labels(1, Long.MAX_VALUE, parents(1), 1, 4, 0), "of a layer of 4");
        refused(() -> labels(1, 0, ByteBuffer.allocateDirect(57), 1, 4, 0), "57 bytes of parents");
        refused(() -> labels(0, 0, parents(1), 1, 4, 0), "layer 0");
        refused(() -> labels(2, 0, parents(1), 1, 4, 0), "layer 2 with 0 layers below");
        refused(() -> labels(1, 0, parents(1), 2, 4, 0), "64 bytes where 32 belong");
        refused(() -> Kernels.labels(V, 1, 0, parents(1), nodes(0), List.of(), List.of()), "0 replicas in step");
        refused(
                () -> Kernels.labels(
                        V, 1, 0, parents(1), nodes(1), List.of(List.of(ByteBuffer.allocate(64))), List.of()),
                "on the heap");
        refused(
                () -> Kernels.labels(V, 1, 0, parents(1), nodes(1), List.of(List.of(nodes(2), nodes(2))), List.of()),
                "segment 0 of 2 has 64 bytes");
    }

    @Test
    public void namesTheParentThatIsOutOfRange() {
        ByteBuffer parents = parents(4);
        parents.put(56 * 2 + 4 * 5, (byte) 2);
        assertThat(labels(1, 0, parents, 1, 4, 0)).isEqualTo(2 * 14 + 5);
        parents.put(56 * 2 + 4 * 5, (byte) 1).put(56 * 3 + 4 * 13 + 3, (byte) 0x80);
        assertThat(labels(1, 0, parents, 1, 4, 0)).isEqualTo(Kernels.DONE);
        assertThat(labels(2, 0, parents, 1, 4, 4)).isEqualTo(3 * 14 + 13);
        parents.put(56 * 3 + 4 * 13 + 3, (byte) 0).put(56 * 3 + 4 * 13, (byte) 3);
        assertThat(labels(2, 0, parents, 1, 4, 4)).isEqualTo(Kernels.DONE);
        assertThat(labels(2, 0, parents, 1, 4, 3)).isEqualTo(3 * 14 + 13);
    }
}
