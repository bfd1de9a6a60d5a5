package io.fondaco.proof.java;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fondaco.proof.Node;
import io.fondaco.proof.ProofException;
import io.fondaco.proof.spi.FieldHash;
import io.fondaco.proof.spi.FieldSum;
import io.fondaco.proof.spi.Labels;
import io.fondaco.proof.spi.NodeArray;
import io.fondaco.proof.spi.NodeHash;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import org.junit.Test;

/** Golden values: neptune for Poseidon; go-commp-utils for commitments of zeros and of 127 bytes of 0xcc. */
public class JavaBackendTest {
    private final JavaBackend backend = new JavaBackend();
    private final FieldHash fieldHash = backend.kernel(FieldHash.class).orElseThrow();
    private final FieldSum fieldSum = backend.kernel(FieldSum.class).orElseThrow();
    private final NodeHash nodeHash = backend.kernel(NodeHash.class).orElseThrow();
    private final Labels labels = backend.kernel(Labels.class).orElseThrow();

    private static ByteBuffer elements(int nodes, long seed) {
        byte[] bytes = new byte[32 * nodes];
        new Random(seed).nextBytes(bytes);
        for (int i = 31; i < bytes.length; i += 32) {
            bytes[i] &= 0x3f;
        }
        return ByteBuffer.wrap(bytes);
    }

    private static String hex(ByteBuffer nodes) {
        byte[] bytes = new byte[nodes.remaining()];
        nodes.get(nodes.position(), bytes);
        return HexFormat.of().formatHex(bytes);
    }

    @Test
    public void hasEveryKernelAndAlwaysTheSame() {
        assertThat(backend.name()).isEqualTo("java");
        assertThat(backend.description()).startsWith("plain Java on ");
        assertThat(backend.kernel(FieldHash.class)).containsSame(fieldHash);
        assertThat(backend.kernel(String.class)).isEmpty();
    }

    @Test
    public void hashesGroupsAsOneByOneAndInTheirPlace() {
        for (int arity : new int[] {2, 4, 8, 11}) {
            ByteBuffer nodes = elements(5 * arity, arity);
            ByteBuffer digests = ByteBuffer.allocateDirect(7 * 32).position(32).limit(6 * 32);
            fieldHash.hash(arity, nodes.asReadOnlyBuffer(), digests);
            byte[] third = new byte[32 * arity];
            nodes.get(2 * third.length, third);
            assertThat(hex(digests.slice(3 * 32, 32)))
                    .isEqualTo(HexFormat.of().formatHex(Poseidon.merkle(arity).hash(third)));
            assertThat(digests.position()).isEqualTo(32);
            assertThat(nodes.position()).isZero();
            fieldHash.hash(arity, nodes, nodes.slice(0, 5 * 32));
            assertThat(hex(nodes.slice(0, 5 * 32))).isEqualTo(hex(digests));
        }
    }

    @Test
    public void makesTheRowsOfTrees() {
        ByteBuffer leaves = elements(64, 1);
        ByteBuffer rows = ByteBuffer.allocate(9 * 32);
        fieldHash.rows(leaves, rows);
        ByteBuffer root = ByteBuffer.allocate(32);
        fieldHash.hash(8, rows.slice(0, 8 * 32), root);
        assertThat(hex(rows.slice(8 * 32, 32))).isEqualTo(hex(root));

        ByteBuffer binary = ByteBuffer.allocate(63 * 32);
        nodeHash.rows(leaves, binary);
        ByteBuffer top = ByteBuffer.allocate(32);
        nodeHash.pairs(binary.slice(60 * 32, 64), top);
        assertThat(hex(binary.slice(62 * 32, 32))).isEqualTo(hex(top));
    }

    @Test
    public void namesTheFirstNodeThatIsNoFieldElement() {
        ByteBuffer nodes = elements(16, 2);
        nodes.put(11 * 32 + 31, (byte) 0x74).put(13 * 32 + 31, (byte) 0x74);
        assertThatThrownBy(() -> fieldHash.hash(8, nodes, ByteBuffer.allocate(64)))
                .isInstanceOfSatisfying(
                        ProofException.class, e -> assertThat(e.reason()).isEqualTo(ProofException.Reason.MALFORMED))
                .hasMessageStartingWith("node 11: ");
        assertThatThrownBy(() -> fieldSum.add(elements(16, 3), nodes, ByteBuffer.allocate(16 * 32)))
                .isInstanceOf(ProofException.class)
                .hasMessageStartingWith("node 11: ");
    }

    @Test
    public void takesAwayWhatItAdded() {
        ByteBuffer left = elements(9, 4);
        ByteBuffer right = elements(9, 5);
        ByteBuffer sums = ByteBuffer.allocate(9 * 32);
        fieldSum.add(left, right, sums);
        assertThat(hex(sums)).isNotEqualTo(hex(left));
        fieldSum.subtract(sums, right, sums);
        assertThat(hex(sums)).isEqualTo(hex(left));
    }

    @Test
    public void commitsToPayloads() {
        byte[] payload = new byte[127];
        assertThat(piece(payload)).isEqualTo("3731bb99ac689f66eef5973e4a94da188f4ddcae580724fc6f3fd60dfd488333");
        assertThat(piece(new byte[127 * 16]))
                .isEqualTo("fc7e928296e516faade986b28f92d44a4f24b935485223376a799027bc18f833");
        assertThat(piece(new byte[127 << 16]))
                .isEqualTo("65f29e5d98d246c38b388cfc06db1f6b021303c5a289000bdce832a9c3ec421c");
        byte[] pattern = new byte[2032];
        for (int i = 0; i < pattern.length; i++) {
            pattern[i] = (byte) (7 * i + 3);
        }
        assertThat(piece(pattern)).isEqualTo("692fbdbc72e1aa6468e86a183ed3dfc2d43b8ad6fb6639110966b2d6371f5419");
    }

    private String piece(byte[] payload) {
        ByteBuffer root = ByteBuffer.allocate(32);
        nodeHash.piece(ByteBuffer.wrap(payload), root);
        return hex(root);
    }

    @Test
    public void refusesLengthsThatDoNotFit() {
        ByteBuffer node = ByteBuffer.allocate(32);
        for (Runnable wrong : List.<Runnable>of(
                () -> fieldHash.hash(8, elements(7, 1), node),
                () -> fieldHash.hash(8, elements(16, 1), node),
                () -> fieldHash.hash(3, elements(3, 1), node),
                () -> fieldHash.hash(2, elements(2, 1), node.asReadOnlyBuffer()),
                () -> fieldSum.add(elements(2, 1), elements(1, 1), ByteBuffer.allocate(64)),
                () -> nodeHash.pairs(elements(3, 1), node),
                () -> nodeHash.piece(ByteBuffer.allocate(126), node),
                () -> nodeHash.piece(ByteBuffer.allocate(127 * 3), node),
                () -> nodeHash.piece(ByteBuffer.allocate(0), node),
                () -> nodeHash.piece(ByteBuffer.allocate(127), ByteBuffer.allocate(31)))) {
            assertThatThrownBy(wrong::run).isInstanceOf(IllegalArgumentException.class);
        }
    }

    private static ByteBuffer parents(int... numbers) {
        ByteBuffer parents = ByteBuffer.allocate(56).order(ByteOrder.LITTLE_ENDIAN);
        for (int number : numbers) {
            parents.putInt(number);
        }
        return parents.rewind();
    }

    @Test
    public void refusesParentsThatAreNotLabelledYet() {
        Node id = Node.of(new byte[32]);
        Labels.Replica first = new Labels.Replica(id, NodeArray.allocate(8), null);
        Labels.Replica second = new Labels.Replica(id, NodeArray.allocate(8), NodeArray.allocate(8));
        labels.label(2, 3, parents(2, 2, 2, 2, 2, 2, 7, 7, 7, 7, 7, 7, 7, 7), List.of(second));
        assertThatThrownBy(() -> labels.label(1, 3, parents(2, 2, 3), List.of(first)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("parent 2 of node 3 in layer 1 is 3: not before it");
        assertThatThrownBy(() -> labels.label(2, 3, parents(0, 0, 0, 0, 0, 0, 0, 8), List.of(second)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("is 8: outside the layer below");
        assertThatThrownBy(() -> labels.label(2, 3, parents(-1), List.of(second)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("4294967295");
        assertThatThrownBy(() -> labels.label(2, 3, parents(), List.of(first)))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> labels.label(1, 8, parents(), List.of(first)))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
