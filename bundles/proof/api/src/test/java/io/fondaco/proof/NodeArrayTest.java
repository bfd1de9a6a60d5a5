package io.fondaco.proof;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fondaco.proof.spi.NodeArray;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel.MapMode;
import java.util.ArrayList;
import java.util.List;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;

public class NodeArrayTest {
    private static final long SEGMENT = 1L << NodeArray.SEGMENT_BITS;

    @Rule
    public final TemporaryFolder folder = new TemporaryFolder();

    /** A file with a hole: it has 1 GiB and 3 nodes, and takes a few pages. */
    private NodeArray twoSegments() throws IOException {
        try (RandomAccessFile file = new RandomAccessFile(folder.newFile(), "rw")) {
            file.setLength((SEGMENT + 3) * Node.BYTES);
            return NodeArray.of(List.of(
                    file.getChannel().map(MapMode.READ_WRITE, 0, SEGMENT * Node.BYTES),
                    file.getChannel().map(MapMode.READ_WRITE, SEGMENT * Node.BYTES, 3L * Node.BYTES)));
        }
    }

    @Test
    public void findsNodesInAnySegment() throws IOException {
        NodeArray nodes = twoSegments();
        assertThat(nodes.count()).isEqualTo(SEGMENT + 3);
        byte[] one = new byte[40];
        one[8] = 1;
        byte[] read = new byte[33];
        for (long at : new long[] {0, SEGMENT - 1, SEGMENT, SEGMENT + 2}) {
            nodes.write(at, one, 8);
            nodes.read(at, read, 1);
            assertThat(read[1]).isEqualTo((byte) 1);
            assertThat(nodes.slice(at, 1).get(0)).isEqualTo((byte) 1);
        }
        nodes.read(SEGMENT + 1, read, 1);
        assertThat(read[1]).isZero();
    }

    @Test
    public void refusesWhatItDoesNotHold() throws IOException {
        NodeArray nodes = twoSegments();
        byte[] bytes = new byte[32];
        assertThatThrownBy(() -> nodes.read(SEGMENT + 3, bytes, 0)).isInstanceOf(IndexOutOfBoundsException.class);
        assertThatThrownBy(() -> nodes.write(-1, bytes, 0)).isInstanceOf(IndexOutOfBoundsException.class);
        assertThatThrownBy(() -> nodes.slice(SEGMENT - 1, 2)).hasMessageContaining("two segments");
        assertThatThrownBy(() -> nodes.slice(SEGMENT, 4)).isInstanceOf(IndexOutOfBoundsException.class);
        assertThatThrownBy(() -> NodeArray.of(List.of(ByteBuffer.allocate(64), ByteBuffer.allocate(32))))
                .hasMessageContaining("segment 0 of 2 has 64 bytes");
        assertThatThrownBy(() -> NodeArray.of(List.of(ByteBuffer.allocate(33))))
                .hasMessageContaining("segment 0 of 1 has 33 bytes");
    }

    /** Where memory lies is the system's choice: many arrays of odd lengths, kept, lie at all kinds of places. */
    @Test
    public void everyLengthIsAllocatedWholeAndAligned() {
        List<NodeArray> kept = new ArrayList<>();
        for (int round = 0; round < 10; round++) {
            for (int count = 1; count < 200; count++) {
                NodeArray array = NodeArray.allocate(count);
                kept.add(array);
                assertThat(array.count()).isEqualTo(count);
                assertThat(array.segments().get(0).capacity()).isEqualTo(32 * count);
                assertThat(array.segments().get(0).alignmentOffset(0, 64)).isZero();
            }
        }
        assertThat(kept).hasSize(1990);
    }
}
