package io.fondaco.codec.car;

import io.fondaco.codec.DecodeException;
import io.fondaco.codec.ipld.VerifiedBlocks;
import io.fondaco.model.Cid;
import io.fondaco.model.InvalidValueException;
import io.fondaco.model.Multihash;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.Channels;
import java.nio.channels.ReadableByteChannel;
import java.util.List;
import java.util.Optional;

/**
 * Reads a CAR of version 1 or 2 front to back, block by block, in memory bounded by the largest section. Each block is
 * verified against its CID. The index of a CARv2 is not looked at: a supplied index is never trusted.
 *
 * <p>Throws {@link DecodeException} when the CAR is malformed, cut off, over the limits, or a block does not match its
 * CID. Source: ipld.io/specs/transport/car. Not for use by several threads.
 */
public final class CarReader implements Closeable {
    private final InputStream in;
    private final CarLimits limits;
    private final boolean zeroEnds;
    private final byte[] buffer = new byte[1 << 13];
    private int next;
    private int filled;
    private long offset;
    private long end = Long.MAX_VALUE;
    private long base;
    private CarHeader header;
    private int version = 1;

    private CarReader(InputStream in, CarLimits limits, boolean zeroEnds) throws IOException {
        this.in = in;
        this.limits = limits;
        this.zeroEnds = zeroEnds;
        readHeaders();
    }

    /** Reads the header and stands before the first block. The stream is closed with the reader. */
    public static CarReader open(InputStream in, CarLimits limits) throws IOException {
        return new CarReader(in, limits, false);
    }

    /** As above, from a channel. */
    public static CarReader open(ReadableByteChannel in, CarLimits limits) throws IOException {
        return open(Channels.newInputStream(in), limits);
    }

    /** As above, for a CAR that zeros follow, as in a piece: the first section of length 0 ends it. */
    public static CarReader openPadded(InputStream in, CarLimits limits) throws IOException {
        return new CarReader(in, limits, true);
    }

    private void readHeaders() throws IOException {
        header = readHeader();
        if (header.version() == 1) {
            return;
        }
        version = 2;
        byte[] bytes = new byte[CarHeader.V2_HEADER];
        readFully(bytes, 0, bytes.length);
        ByteBuffer fields = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
        long dataOffset = fields.getLong(16);
        long dataSize = fields.getLong(24);
        long headers = CarHeader.PRAGMA.length + CarHeader.V2_HEADER;
        if (dataOffset < headers || dataSize <= 0 || dataSize > Long.MAX_VALUE - dataOffset) {
            throw DecodeException.malformed(
                    CarHeader.PRAGMA.length, "CARv2 header points to " + dataSize + " bytes at " + dataOffset);
        }
        skip(dataOffset - headers);
        base = offset;
        end = offset + dataSize;
        header = readHeader();
        if (header.version() != 1) {
            throw DecodeException.malformed(base, "CARv2 holds a CAR of version " + header.version());
        }
    }

    private CarHeader readHeader() throws IOException {
        long from = offset;
        long length = readVarint();
        if (length == 0) {
            throw DecodeException.malformed(from, "CAR header is empty");
        }
        if (length > limits.maxHeader()) {
            throw DecodeException.limit(from, "header of " + length + " bytes, more than " + limits.maxHeader());
        }
        long start = offset;
        byte[] bytes = new byte[(int) length];
        readFully(bytes, 0, bytes.length);
        return CarHeader.decode(bytes, start, limits);
    }

    /** 1 or 2. */
    public int version() {
        return version;
    }

    /** The roots the header names: claims of its writer, possibly none. */
    public List<Cid> roots() {
        return header.roots();
    }

    /** The next block, or empty at the end. */
    public Optional<CarBlock> next() throws IOException {
        long from = offset;
        if (offset == end || !fill()) {
            if (end != Long.MAX_VALUE && offset < end) {
                throw DecodeException.incomplete(offset, "input ends " + (end - offset) + " bytes early");
            }
            return Optional.empty();
        }
        long length = readVarint();
        if (length == 0 && zeroEnds) {
            end = offset;
            return Optional.empty();
        }
        if (length > limits.maxSection()) {
            throw DecodeException.limit(from, "section of " + length + " bytes, more than " + limits.maxSection());
        }
        long start = offset;
        byte[] head = new byte[(int) Math.min(length, maxCid())];
        readFully(head, 0, head.length);
        ByteBuffer source = ByteBuffer.wrap(head);
        Cid cid;
        try {
            cid = Cid.read(source);
        } catch (InvalidValueException e) {
            throw new DecodeException(DecodeException.Kind.MALFORMED, start, e.getMessage(), e);
        }
        byte[] block = new byte[(int) length - source.position()];
        int had = source.remaining();
        source.get(block, 0, had);
        readFully(block, had, block.length - had);
        VerifiedBlocks.verify(cid, block, start);
        return Optional.of(new CarBlock(cid, block, from - base));
    }

    /** Longest binary CID: version, codec, hash code, length, digest. */
    static int maxCid() {
        return 1 + 9 + 9 + 9 + Multihash.MAX_DIGEST;
    }

    private long readVarint() throws IOException {
        long from = offset;
        long value = 0;
        for (int shift = 0; shift < 63; shift += 7) {
            if (offset >= end || !fill()) {
                throw DecodeException.incomplete(offset, "input ends inside a length");
            }
            byte b = buffer[next++];
            offset++;
            value |= (long) (b & 0x7f) << shift;
            if (b >= 0) {
                if (b == 0 && shift > 0) {
                    throw DecodeException.malformed(from, "length is not in its shortest form");
                }
                return value;
            }
        }
        throw DecodeException.malformed(from, "length of more than 9 bytes");
    }

    private boolean fill() throws IOException {
        if (next == filled) {
            next = 0;
            filled = Math.max(0, in.read(buffer, 0, buffer.length));
        }
        return next < filled;
    }

    private void readFully(byte[] target, int from, int count) throws IOException {
        if (count > end - offset) {
            throw DecodeException.malformed(offset, "section runs past the end of the CAR");
        }
        int held = Math.min(count, filled - next);
        System.arraycopy(buffer, next, target, from, held);
        next += held;
        int read = held + in.readNBytes(target, from + held, count - held);
        offset += read;
        if (read < count) {
            throw DecodeException.incomplete(offset, "input ends inside a section");
        }
    }

    private void skip(long count) throws IOException {
        for (long left = count; left > 0; ) {
            if (!fill()) {
                throw DecodeException.incomplete(offset, "input ends before the data of the CARv2");
            }
            int step = (int) Math.min(left, filled - next);
            next += step;
            offset += step;
            left -= step;
        }
    }

    @Override
    public void close() throws IOException {
        in.close();
    }
}
