package io.fondaco.replica;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import io.fondaco.replica.ChunkTree.Kind;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.Test;

public class ChunkTreeTest {

    private static byte[] chunk(long index) {
        return ("chunk " + index).getBytes(StandardCharsets.US_ASCII);
    }

    private static ChunkTree tree(Kind kind, int leaves) {
        ByteArrayOutputStream hashes = new ByteArrayOutputStream();
        for (int i = 0; i < leaves; i++) {
            hashes.writeBytes(ChunkTree.leaf(kind, i, chunk(i)));
        }
        return ChunkTree.of(kind, hashes.toByteArray());
    }

    @Test
    public void rootsAreThoseThatAnotherProgramFinds() {
        for (Kind kind : Kind.values()) {
            for (JsonNode vector : Vectors.ALL.path(kind == Kind.ARFLEET ? "arfleetTrees" : "separatedTrees")) {
                assertThat(tree(kind, vector.path("leaves").asInt()).root())
                        .as(kind + " " + vector)
                        .isEqualTo(Vectors.hex(vector.path("root")));
            }
        }
    }

    @Test
    public void everyLeafIsShownAndNoOtherInItsPlace() {
        for (Kind kind : Kind.values()) {
            for (int leaves = 1; leaves < 20; leaves++) {
                ChunkTree tree = tree(kind, leaves);
                for (int index = 0; index < leaves; index++) {
                    List<byte[]> proof = tree.proof(index);
                    assertThat(proof).hasSize(ChunkTree.depth(kind, leaves));
                    assertThat(holds(tree, leaves, index, chunk(index), proof)).isTrue();
                    for (int other = 0; other < leaves; other++) {
                        if (other != index) {
                            assertThat(holds(tree, leaves, other, chunk(index), proof))
                                    .isFalse();
                            assertThat(holds(tree, leaves, index, chunk(other), proof))
                                    .isFalse();
                        }
                    }
                    assertThat(holds(tree, leaves, leaves, chunk(index), proof)).isFalse();
                    assertThat(holds(tree, leaves, -1, chunk(index), proof)).isFalse();
                }
            }
        }
    }

    private static boolean holds(ChunkTree tree, long leaves, long index, byte[] chunk, List<byte[]> proof) {
        return ChunkTree.holds(tree.kind(), tree.root(), leaves, index, chunk, proof);
    }

    @Test
    public void proofsOfAnotherLengthOrWithAChangedNodeAreRefused() {
        ChunkTree tree = tree(Kind.SEPARATED, 13);
        List<byte[]> proof = tree.proof(5);
        assertThat(holds(tree, 13, 5, chunk(5), proof.subList(0, 3))).isFalse();
        List<byte[]> longer = new ArrayList<>(proof);
        longer.add(new byte[32]);
        assertThat(holds(tree, 13, 5, chunk(5), longer)).isFalse();
        for (int i = 0; i < proof.size(); i++) {
            List<byte[]> changed = new ArrayList<>(proof);
            byte[] node = proof.get(i).clone();
            node[7] ^= 1;
            changed.set(i, node);
            assertThat(holds(tree, 13, 5, chunk(5), changed)).isFalse();
            changed.set(i, new byte[31]);
            assertThat(holds(tree, 13, 5, chunk(5), changed)).isFalse();
        }
    }

    /** The second defect of ArFleet's own deals: 64 bytes passed every challenge. */
    @Test
    public void theTwoNodesBelowTheRootAreNoLeaf() {
        ChunkTree tree = tree(Kind.ARFLEET, 4);
        List<byte[]> proof = tree.proof(0);
        byte[] both = new byte[64];
        System.arraycopy(proof.get(1), 0, both, 32, 32);
        System.arraycopy(tree(Kind.ARFLEET, 2).root(), 0, both, 0, 32);
        assertThat(Vectors.sha256(both)).isEqualTo(tree.root());
        assertThat(holds(tree, 4, 0, both, List.of())).isFalse();
        assertThat(holds(tree, 4, 0, both, proof)).isFalse();
    }

    @Test
    public void treesOfNothingAreRefused() {
        assertThatThrownBy(() -> ChunkTree.of(Kind.SEPARATED, new byte[0])).isInstanceOf(ReplicaException.class);
        assertThatThrownBy(() -> ChunkTree.of(Kind.SEPARATED, new byte[33])).isInstanceOf(ReplicaException.class);
        assertThatThrownBy(() -> tree(Kind.SEPARATED, 2).proof(2)).isInstanceOf(ReplicaException.class);
    }
}
