package io.fondaco.codec.car;

import io.fondaco.codec.DecodeException;
import io.fondaco.model.Cid;
import io.fondaco.model.InvalidValueException;
import io.fondaco.model.Multihash;
import io.fondaco.model.Varint;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * Where each block of a CAR file lies, rebuilt from the sections themselves. About 32 bytes of memory a block: the
 * table keeps 64 bits of each digest and reads the rest from the file when asked. Safe for use by several threads.
 */
public final class CarIndex {
    /**
     * Where a block lies.
     *
     * @param offset of the block's own bytes, from the start of the file
     * @param length of the block, in bytes
     */
    public record Location(long offset, int length) {}

    private final FileChannel file;
    private final CarLimits limits;
    private final long end;
    private final int version;
    private final List<Cid> roots;
    private long[] keys = new long[256];
    private long[] offsets = new long[256];
    private int size;

    private CarIndex(FileChannel file, CarLimits limits) throws IOException {
        this.file = file;
        this.limits = limits;
        Window window = new Window(file, file.size());
        CarHeader header = window.header(limits);
        version = header.version();
        if (version == 2) {
            ByteBuffer fields = window.read(CarHeader.V2_HEADER).order(ByteOrder.LITTLE_ENDIAN);
            long dataOffset = fields.getLong(16);
            long dataSize = fields.getLong(24);
            if (dataOffset < window.at() || dataSize <= 0 || dataSize > file.size() - dataOffset) {
                throw DecodeException.malformed(
                        CarHeader.PRAGMA.length, "CARv2 header points to " + dataSize + " bytes at " + dataOffset);
            }
            window = new Window(file, dataOffset + dataSize);
            window.skipTo(dataOffset);
            header = window.header(limits);
            if (header.version() != 1) {
                throw DecodeException.malformed(dataOffset, "CARv2 holds a CAR of version " + header.version());
            }
        }
        end = window.end();
        roots = header.roots();
        while (window.at() < end) {
            long section = window.at();
            long length = window.sectionLength(limits);
            long start = window.at();
            Cid cid = window.cid((int) length);
            add(cid.multihash(), section);
            window.skipTo(start + length);
        }
    }

    private CarIndex(FileChannel file, CarIndex same) {
        this.file = file;
        this.limits = same.limits;
        this.end = same.end;
        this.version = same.version;
        this.roots = same.roots;
        this.keys = same.keys;
        this.offsets = same.offsets;
        this.size = same.size;
    }

    /** The same index for another channel to the same file. */
    CarIndex over(FileChannel other) {
        return new CarIndex(other, this);
    }

    /** Reads through the lengths and CIDs of {@code file}, not the blocks; throws {@link DecodeException} as a reader. */
    public static CarIndex rebuild(FileChannel file, CarLimits limits) throws IOException {
        return new CarIndex(file, limits);
    }

    /** 1 or 2. */
    public int version() {
        return version;
    }

    public List<Cid> roots() {
        return roots;
    }

    /** Sections in the CAR, duplicates included. */
    public int size() {
        return size;
    }

    /** Where the first block with this multihash lies, whatever its codec. */
    public Optional<Location> find(Multihash hash) throws IOException {
        long key = key(hash);
        for (int i = slot(key, keys.length); offsets[i] != 0; i = i + 1 & keys.length - 1) {
            if (keys[i] == key) {
                Window window = new Window(file, end);
                window.skipTo(offsets[i]);
                long length = window.sectionLength(limits);
                long start = window.at();
                if (window.cid((int) length).multihash().equals(hash)) {
                    return Optional.of(new Location(window.at(), (int) (start + length - window.at())));
                }
            }
        }
        return Optional.empty();
    }

    private void add(Multihash hash, long offset) {
        if (++size > keys.length / 2) {
            grow();
        }
        insert(key(hash), offset);
    }

    private void insert(long key, long offset) {
        int i = slot(key, keys.length);
        while (offsets[i] != 0) {
            i = i + 1 & keys.length - 1;
        }
        keys[i] = key;
        offsets[i] = offset;
    }

    private void grow() {
        if (keys.length == 1 << 29) {
            throw DecodeException.limit(0, "more than " + (1 << 28) + " blocks");
        }
        long[] oldKeys = keys;
        long[] oldOffsets = offsets;
        keys = new long[2 * oldKeys.length];
        offsets = new long[2 * oldKeys.length];
        // From just after a free slot, so that sections with one hash keep their order.
        int from = 0;
        while (oldOffsets[from] != 0) {
            from++;
        }
        for (int n = 1; n <= oldKeys.length; n++) {
            int i = from + n & oldKeys.length - 1;
            if (oldOffsets[i] != 0) {
                insert(oldKeys[i], oldOffsets[i]);
            }
        }
    }

    private static long key(Multihash hash) {
        byte[] digest = Arrays.copyOf(hash.digest(), 8);
        return ByteBuffer.wrap(digest).getLong() ^ hash.code() << 32 ^ hash.digestLength();
    }

    private static int slot(long key, int length) {
        long mixed = key * 0x9e3779b97f4a7c15L;
        return (int) (mixed >>> 32) & length - 1;
    }

    /** A stretch of the file, read ahead. */
    private static final class Window {
        private final FileChannel file;
        private final long end;
        private final ByteBuffer buffer = ByteBuffer.allocate(1 << 12).limit(0);
        private long at;

        Window(FileChannel file, long end) {
            this.file = file;
            this.end = end;
        }

        long at() {
            return at;
        }

        long end() {
            return end;
        }

        void skipTo(long offset) {
            if (offset > end) {
                throw DecodeException.incomplete(end, "file ends inside a section");
            }
            long ahead = offset - at;
            if (ahead >= 0 && ahead <= buffer.remaining()) {
                buffer.position(buffer.position() + (int) ahead);
            } else {
                buffer.position(0).limit(0);
            }
            at = offset;
        }

        /** Makes at least {@code count} bytes ready, or as many as there are. */
        private void need(int count) throws IOException {
            if (buffer.remaining() >= count) {
                return;
            }
            buffer.compact();
            long from = at + buffer.position();
            buffer.limit((int) Math.min(buffer.capacity(), buffer.position() + Math.max(0, end - from)));
            while (buffer.hasRemaining()) {
                int read = file.read(buffer, at + buffer.position());
                if (read < 0) {
                    break;
                }
            }
            buffer.flip();
        }

        ByteBuffer read(int count) throws IOException {
            if (count > end - at) {
                throw DecodeException.incomplete(end, "file ends inside a header");
            }
            ByteBuffer bytes = ByteBuffer.allocate(count);
            while (bytes.hasRemaining() && file.read(bytes, at + bytes.position()) >= 0) {
                // again until full
            }
            if (bytes.hasRemaining()) {
                throw DecodeException.incomplete(at + bytes.position(), "file ends inside a header");
            }
            skipTo(at + count);
            return bytes.flip();
        }

        private long varint() throws IOException {
            need(Varint.MAX_BYTES);
            int from = buffer.position();
            try {
                long value = Varint.read(buffer);
                at += buffer.position() - from;
                return value;
            } catch (InvalidValueException e) {
                throw new DecodeException(
                        buffer.remaining() < Varint.MAX_BYTES
                                ? DecodeException.Kind.INCOMPLETE
                                : DecodeException.Kind.MALFORMED,
                        at,
                        e.reason(),
                        e);
            }
        }

        CarHeader header(CarLimits limits) throws IOException {
            long from = at;
            long length = varint();
            if (length > limits.maxHeader()) {
                throw DecodeException.limit(from, "header of " + length + " bytes, more than " + limits.maxHeader());
            }
            long start = at;
            return CarHeader.decode(read((int) length).array(), start, limits);
        }

        long sectionLength(CarLimits limits) throws IOException {
            long from = at;
            long length = varint();
            if (length > limits.maxSection()) {
                throw DecodeException.limit(from, "section of " + length + " bytes, more than " + limits.maxSection());
            }
            if (length > end - at) {
                throw DecodeException.incomplete(end, "file ends inside a section");
            }
            return length;
        }

        Cid cid(int section) throws IOException {
            int most = Math.min(section, CarReader.maxCid());
            need(most);
            ByteBuffer source = buffer.duplicate().limit(buffer.position() + Math.min(most, buffer.remaining()));
            try {
                Cid cid = Cid.read(source);
                skipTo(at + source.position() - buffer.position());
                return cid;
            } catch (InvalidValueException e) {
                throw new DecodeException(DecodeException.Kind.MALFORMED, at, e.getMessage(), e);
            }
        }
    }
}
