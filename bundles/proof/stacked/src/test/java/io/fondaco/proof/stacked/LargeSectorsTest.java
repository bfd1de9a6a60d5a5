package io.fondaco.proof.stacked;

import static org.assertj.core.api.Assertions.assertThat;

import io.fondaco.proof.Node;
import io.fondaco.proof.SealProof;
import io.fondaco.proof.spi.Labels;
import io.fondaco.proof.spi.NodeArray;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel.MapMode;
import java.util.ArrayList;
import java.util.List;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;

/** Sectors of 32 and 64 GiB, node by node: layers are files of holes, and only what a label touches is there. */
public class LargeSectorsTest {
    private static final Node REPLICA = Node.parse("09".repeat(32));

    @Rule
    public final TemporaryFolder folder = new TemporaryFolder();

    private NodeArray layer(long nodes) throws IOException {
        long segment = (long) Node.BYTES << NodeArray.SEGMENT_BITS;
        List<ByteBuffer> segments = new ArrayList<>();
        try (RandomAccessFile file = new RandomAccessFile(folder.newFile(), "rw")) {
            file.setLength(nodes * Node.BYTES);
            for (long at = 0; at < file.length(); at += segment) {
                segments.add(file.getChannel().map(MapMode.READ_WRITE, at, segment));
            }
        }
        return NodeArray.of(segments);
    }

    @Test
    public void labelsNodesAllOverASector() throws IOException {
        for (SealProof proof : new SealProof[] {SealProof.STACKED_DRG_32GIB_V1_1, SealProof.STACKED_DRG_64GIB_V1_1}) {
            long nodes = proof.size().nodes();
            NodeArray same = layer(nodes);
            NodeArray below = layer(nodes);
            for (long node : new long[] {1, 1000, nodes / 2, nodes - 1}) {
                labels(proof, node, same, below);
            }
        }
    }

    /** With a backend's kernel over the layers, and with the verifier's own way over the parents alone. */
    private static void labels(SealProof proof, long node, NodeArray same, NodeArray below) {
        int[] parents = new int[Graph.DEGREE];
        new Graph(proof.porep()).walk().parents(node, parents);
        ByteBuffer entry = ByteBuffer.allocate(Graph.DEGREE * Integer.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        ByteBuffer gathered = ByteBuffer.allocate(Graph.DEGREE * Node.BYTES);
        for (int i = 0; i < Graph.DEGREE; i++) {
            NodeArray layer = i < Graph.BASE_DEGREE ? same : below;
            byte[] label = new byte[Node.BYTES];
            ByteBuffer.wrap(label).putLong(parents[i]).putInt(i < Graph.BASE_DEGREE ? 2 : 1);
            layer.write(parents[i], label, 0);
            entry.putInt(parents[i]);
        }
        for (int i = 0; i < Graph.DEGREE; i++) {
            byte[] label = new byte[Node.BYTES];
            (i < Graph.BASE_DEGREE ? same : below).read(parents[i], label, 0);
            gathered.put(label);
        }
        TestSector.KERNELS.labels().label(2, node, entry.flip(), List.of(new Labels.Replica(REPLICA, same, below)));
        byte[] expected = new byte[Node.BYTES];
        new Label(REPLICA).of(2, node, gathered.flip(), expected, 0);
        byte[] made = new byte[Node.BYTES];
        same.read(node, made, 0);
        assertThat(made).as("%s, node %d", proof, node).isEqualTo(expected);
    }

    @Test
    public void knowsTheShapeOfTheirTreesAndFiles() {
        Trees replica = Trees.replica(SealProof.STACKED_DRG_32GIB_V1_1.size());
        assertThat(replica.baseTrees()).isEqualTo(8);
        assertThat(replica.layout().nodes() * Node.BYTES).as("9.14 MiB each").isEqualTo(9586976);
        assertThat(replica.arities()).containsExactly(8, 8, 8, 8, 8, 8, 8, 8, 8, 8);
        assertThat(Trees.columns(SealProof.STACKED_DRG_64GIB_V1_1.size()).arities())
                .containsExactly(8, 8, 8, 8, 8, 8, 8, 8, 8, 8, 2);
        assertThat(Trees.data(SealProof.STACKED_DRG_64GIB_V1_1.size()).layout().nodes())
                .isEqualTo((1L << 32) - 1);
    }
}
