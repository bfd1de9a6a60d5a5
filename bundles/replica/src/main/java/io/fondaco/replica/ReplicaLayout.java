package io.fondaco.replica;

/**
 * How data is cut before it is packed. Every block of a key's length takes one byte less of data; blocks are chained within
 * a chunk, and each chunk begins anew, so that one can be read without the others.
 *
 * @param chunk bytes of data in a chunk, but for the last
 * @param filled whether the last chunk is filled up with zeros; otherwise it ends with the block that its data end in, and
 *     data that end with a block are followed by one of zeros
 */
public record ReplicaLayout(int chunk, boolean filled) {
    /** Of ArFleet's daemon: 4096 bytes become 4224 with a key of 1024 bits. */
    public static final ReplicaLayout DAEMON = new ReplicaLayout(4096, false);
    /** Of ArFleet's web client, and of the placements made here: 8128 bytes become 8192 with a key of 1024 bits. */
    public static final ReplicaLayout WEB = new ReplicaLayout(8128, true);

    private static final int MOST = 1 << 20;

    public ReplicaLayout {
        if (chunk < 1 || chunk > MOST) {
            throw new ReplicaException("chunks of " + chunk + " bytes: 1 to " + MOST);
        }
    }

    /** Chunks of so many bytes of data; data of no bytes have one. */
    public long chunks(long bytes) {
        if (bytes < 0) {
            throw new ReplicaException("data of " + bytes + " bytes");
        }
        return Math.max(1, (bytes + chunk - 1) / chunk);
    }

    /** Bytes of data in a chunk. @throws ReplicaException for a chunk that is not there */
    public int length(long bytes, long index) {
        if (index < 0 || index >= chunks(bytes)) {
            throw new ReplicaException("chunk " + index + " of " + chunks(bytes));
        }
        return (int) Math.min(chunk, bytes - index * chunk);
    }

    /** Blocks that so many bytes of one chunk take. @param block bytes of a block */
    public int blocks(int length, int block) {
        int data = block - 1;
        return filled ? Math.max(1, (chunk + data - 1) / data) : length / data + 1;
    }

    /** Bytes that so many bytes of one chunk are packed into. */
    public int packed(int length, int block) {
        return blocks(length, block) * block;
    }

    /** Bytes of a whole replica. */
    public long packedTotal(long bytes, int block) {
        long chunks = chunks(bytes);
        return (chunks - 1) * packed(chunk, block) + packed(length(bytes, chunks - 1), block);
    }
}
