package io.fondaco.proof.stacked;

import io.fondaco.proof.ProofException;
import io.fondaco.proof.ProofException.Reason;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;

/**
 * A file mapped into memory in segments of one size, for work that reads all over it. The JDK unmaps a file when nobody can
 * reach its segments any more; until then a deleted file keeps its room on the disk.
 */
final class MappedFile {
    private static final int ZEROS = 1 << 20;

    private final List<ByteBuffer> segments;

    private MappedFile(List<ByteBuffer> segments) {
        this.segments = segments;
    }

    /** All zero, in memory. */
    static MappedFile inMemory(long bytes, int segmentBytes) {
        List<ByteBuffer> segments = new ArrayList<>();
        for (long at = 0; at < bytes; at += segmentBytes) {
            segments.add(ByteBuffer.allocate((int) Math.min(segmentBytes, bytes - at)));
        }
        return new MappedFile(segments);
    }

    /**
     * All zero, in a file that is written over. The zeros are written, so that a full disk shows here as an exception and
     * not later as a fault of the mapped memory.
     */
    static MappedFile create(Path path, long bytes, int segmentBytes) throws IOException {
        try (FileChannel channel = FileChannel.open(
                path,
                StandardOpenOption.CREATE,
                StandardOpenOption.TRUNCATE_EXISTING,
                StandardOpenOption.READ,
                StandardOpenOption.WRITE)) {
            ByteBuffer zeros = ByteBuffer.allocateDirect(ZEROS);
            for (long left = bytes; left > 0; ) {
                zeros.clear().limit((int) Math.min(ZEROS, left));
                left -= channel.write(zeros);
            }
            return map(channel, MapMode.READ_WRITE, bytes, segmentBytes);
        }
    }

    /**
     * A file to read.
     *
     * @throws ProofException (DAMAGED) when it is missing or has another length
     */
    static MappedFile open(Path path, long bytes, int segmentBytes) throws IOException {
        if (!Files.isRegularFile(path)) {
            throw new ProofException(Reason.DAMAGED, path + " is missing: make it again");
        }
        try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ)) {
            if (channel.size() != bytes) {
                throw new ProofException(
                        Reason.DAMAGED, path + " has " + channel.size() + " bytes, not " + bytes + ": make it again");
            }
            return map(channel, MapMode.READ_ONLY, bytes, segmentBytes);
        }
    }

    private static MappedFile map(FileChannel channel, MapMode mode, long bytes, int segmentBytes) throws IOException {
        List<ByteBuffer> segments = new ArrayList<>();
        for (long at = 0; at < bytes; at += segmentBytes) {
            segments.add(channel.map(mode, at, Math.min(segmentBytes, bytes - at)));
        }
        return new MappedFile(segments);
    }

    /** From 0 to their capacity; shared, so positions and limits are not to be moved. */
    List<ByteBuffer> segments() {
        return segments;
    }

    /** Waits until a mapped file is on its disk. */
    void force() throws IOException {
        try {
            for (ByteBuffer segment : segments) {
                if (segment instanceof MappedByteBuffer mapped) {
                    mapped.force();
                }
            }
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
    }
}
