package io.fondaco.proof.ffihost.internal;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;

/**
 * The addresses of the segments of several arrays of nodes, one array after the other, in memory that native code reads.
 *
 * @param table keeps the addresses
 * @param count nodes that every array has
 */
public record Segments(ByteBuffer table, long count) {
    /** Of no array. */
    public static final Segments NONE = new Segments(ByteBuffer.allocateDirect(Long.BYTES), 0);

    private static final int NODE = 32;
    private static final long SEGMENT = 1L << 30;

    /**
     * @param written whether native code writes to them
     * @throws IllegalArgumentException unless all segments but the last of an array have 1 GiB
     */
    public static Segments of(List<List<ByteBuffer>> arrays, boolean written) {
        long count = arrays.stream().mapToLong(Segments::nodes).min().orElse(0);
        int segments = Math.toIntExact((count * NODE + SEGMENT - 1) / SEGMENT);
        ByteBuffer table = ByteBuffer.allocateDirect(Math.max(1, arrays.size() * segments) * Long.BYTES)
                .order(ByteOrder.nativeOrder());
        for (List<ByteBuffer> array : arrays) {
            for (ByteBuffer segment : array.subList(0, segments)) {
                table.putLong(written ? Addresses.to(segment) : Addresses.from(segment));
            }
        }
        return new Segments(table.clear(), count);
    }

    private static long nodes(List<ByteBuffer> array) {
        long bytes = 0;
        for (int i = 0; i < array.size(); i++) {
            long segment = array.get(i).remaining();
            boolean last = i == array.size() - 1;
            if (last ? segment == 0 || segment % NODE != 0 : segment != SEGMENT) {
                throw new IllegalArgumentException(
                        "segment " + i + " of " + array.size() + " has " + segment + " bytes");
            }
            bytes += segment;
        }
        return bytes / NODE;
    }

    /** Where the table is. */
    public long address() {
        return Addresses.from(table);
    }
}
