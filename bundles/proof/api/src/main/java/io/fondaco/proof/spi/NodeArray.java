package io.fondaco.proof.spi;

import io.fondaco.proof.Node;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Objects;

/**
 * More nodes than one buffer holds: segments of 2^25 nodes (1 GiB), the last one possibly shorter. Of any number of threads
 * as long as each writes to nodes of its own.
 */
public final class NodeArray {
    /** A segment holds 2 to this power nodes. */
    public static final int SEGMENT_BITS = 25;

    private static final int CACHE_LINE = 64;
    private static final int SEGMENT_NODES = 1 << SEGMENT_BITS;

    private final List<ByteBuffer> segments;
    private final long count;

    private NodeArray(List<ByteBuffer> segments, long count) {
        this.segments = segments;
        this.count = count;
    }

    /**
     * Over buffers from 0 to their capacity.
     *
     * @throws IllegalArgumentException unless all but the last have 1 GiB, and the last a whole number of nodes
     */
    public static NodeArray of(List<ByteBuffer> segments) {
        long bytes = 0;
        for (int i = 0; i < segments.size(); i++) {
            int capacity = segments.get(i).capacity();
            boolean last = i == segments.size() - 1;
            if (last ? capacity == 0 || capacity % Node.BYTES != 0 : capacity != SEGMENT_NODES * Node.BYTES) {
                throw new IllegalArgumentException(
                        "segment " + i + " of " + segments.size() + " has " + capacity + " bytes");
            }
            bytes += capacity;
        }
        return new NodeArray(
                segments.stream()
                        .map(ByteBuffer::duplicate)
                        .map(ByteBuffer::clear)
                        .toList(),
                bytes / Node.BYTES);
    }

    /** Zeros in memory outside the heap, aligned to a cache line, so that no node lies in two. @param count 1 to 2^25 */
    public static NodeArray allocate(int count) {
        int bytes = Math.multiplyExact(count, Node.BYTES);
        // An aligned slice begins and ends at a cache line.
        return of(List.of(ByteBuffer.allocateDirect(bytes + 2 * CACHE_LINE)
                .alignedSlice(CACHE_LINE)
                .slice(0, bytes)));
    }

    /** How many nodes. */
    public long count() {
        return count;
    }

    /** The buffers, from 0 to their capacity; shared, so positions and limits are not to be moved. */
    public List<ByteBuffer> segments() {
        return segments;
    }

    /** Nodes in a row as a buffer of its own over the same memory. @throws IllegalArgumentException when they cross a segment */
    public ByteBuffer slice(long from, int nodes) {
        Objects.checkFromIndexSize(from, nodes, count);
        int at = (int) (from & SEGMENT_NODES - 1);
        if (at + nodes > SEGMENT_NODES) {
            throw new IllegalArgumentException("nodes " + from + " to " + (from + nodes) + " lie in two segments");
        }
        return segments.get((int) (from >>> SEGMENT_BITS)).slice(at * Node.BYTES, nodes * Node.BYTES);
    }

    /** Copies a node out. */
    public void read(long node, byte[] to, int at) {
        segment(node).get(offset(node), to, at, Node.BYTES);
    }

    /** Copies a node in. */
    public void write(long node, byte[] from, int at) {
        segment(node).put(offset(node), from, at, Node.BYTES);
    }

    private ByteBuffer segment(long node) {
        Objects.checkIndex(node, count);
        return segments.get((int) (node >>> SEGMENT_BITS));
    }

    private static int offset(long node) {
        return (int) (node & SEGMENT_NODES - 1) * Node.BYTES;
    }
}
