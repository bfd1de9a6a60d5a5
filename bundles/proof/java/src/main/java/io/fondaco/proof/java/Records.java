package io.fondaco.proof.java;

import io.fondaco.proof.ProofException;
import io.fondaco.proof.ProofException.Reason;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Objects;

/**
 * A long array of records of one size, in memory or in a mapped file. Any number of threads may read, and write to records of
 * their own. The JDK unmaps a file when nobody can reach its records any more; until then a deleted file keeps its room on
 * the disk.
 */
final class Records {
    private static final int SEGMENT_BYTES = 1 << 30;
    private static final int ZEROS = 1 << 20;

    private final int size;
    private final long count;
    private final int perSegment;
    private final ByteBuffer[] segments;

    private Records(int size, long count) {
        this.size = size;
        this.count = count;
        this.perSegment = SEGMENT_BYTES / size;
        this.segments = new ByteBuffer[Math.toIntExact((count + perSegment - 1) / perSegment)];
    }

    /** All zero, in memory. */
    static Records inMemory(int size, long count) {
        Records records = new Records(size, count);
        for (int i = 0; i < records.segments.length; i++) {
            records.segments[i] = ByteBuffer.allocate((int) records.segmentBytes(i));
        }
        return records;
    }

    /**
     * All zero, in a file that is written over. The zeros are written, so that a full disk shows here as an exception and
     * not later as a fault of the mapped memory.
     */
    static Records create(Path file, int size, long count) throws IOException {
        Records records = new Records(size, count);
        try (FileChannel channel = FileChannel.open(
                file,
                StandardOpenOption.CREATE,
                StandardOpenOption.TRUNCATE_EXISTING,
                StandardOpenOption.READ,
                StandardOpenOption.WRITE)) {
            ByteBuffer zeros = ByteBuffer.allocateDirect(ZEROS);
            for (long left = size * count; left > 0; ) {
                zeros.clear().limit((int) Math.min(ZEROS, left));
                left -= channel.write(zeros);
            }
            records.map(channel, MapMode.READ_WRITE);
        }
        return records;
    }

    /**
     * A file of records to read.
     *
     * @throws ProofException (DAMAGED) when it is missing or has another length
     */
    static Records open(Path file, int size, long count) throws IOException {
        if (!Files.isRegularFile(file)) {
            throw new ProofException(Reason.DAMAGED, file + " is missing: make it again");
        }
        Records records = new Records(size, count);
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            if (channel.size() != size * count) {
                throw new ProofException(
                        Reason.DAMAGED,
                        file + " has " + channel.size() + " bytes, not " + size * count + ": make it again");
            }
            records.map(channel, MapMode.READ_ONLY);
        }
        return records;
    }

    private void map(FileChannel channel, MapMode mode) throws IOException {
        for (int i = 0; i < segments.length; i++) {
            segments[i] = channel.map(mode, (long) i * perSegment * size, segmentBytes(i));
        }
    }

    private long segmentBytes(int segment) {
        return Math.min(perSegment, count - (long) segment * perSegment) * size;
    }

    long count() {
        return count;
    }

    void read(long index, byte[] to, int at) {
        segment(index).get(offset(index), to, at, size);
    }

    void write(long index, byte[] from, int at) {
        segment(index).put(offset(index), from, at, size);
    }

    byte[] read(long index) {
        byte[] record = new byte[size];
        read(index, record, 0);
        return record;
    }

    private ByteBuffer segment(long index) {
        Objects.checkIndex(index, count);
        return segments[(int) (index / perSegment)];
    }

    private int offset(long index) {
        return (int) (index % perSegment) * size;
    }

    /** Waits until a mapped file is on its disk. */
    void force() {
        for (ByteBuffer segment : segments) {
            if (segment instanceof MappedByteBuffer mapped) {
                mapped.force();
            }
        }
    }
}
