package io.fondaco.codec.pb;

import io.fondaco.model.Cid;
import io.fondaco.model.Varint;
import java.nio.ByteBuffer;
import java.util.Arrays;

/** Writes protobuf fields into a buffer that grows and may be used again. */
public final class ProtoWriter {
    private byte[] bytes;
    private int size;

    /** @param capacity bytes to start with */
    public ProtoWriter(int capacity) {
        bytes = new byte[Math.max(16, capacity)];
    }

    /** Forgets what was written and keeps the memory. */
    public void clear() {
        size = 0;
    }

    public int size() {
        return size;
    }

    /** Bytes a varint field takes, for fields numbered 1 to 15. */
    public static int varintFieldLength(long value) {
        return 1 + Varint.length(value);
    }

    /** Bytes a length-prefixed field takes, for fields numbered 1 to 15. */
    public static int bytesFieldLength(int length) {
        return 1 + Varint.length(length) + length;
    }

    public void writeVarintField(int field, long value) {
        reserve(20);
        size = Varint.write((long) field << 3 | ProtoReader.VARINT, bytes, size);
        size = Varint.write(value, bytes, size);
    }

    /** Writes key and length of a field of {@code length} bytes, which the caller writes next. */
    public void writeBytesHead(int field, int length) {
        reserve(20);
        size = Varint.write((long) field << 3 | ProtoReader.BYTES, bytes, size);
        size = Varint.write(length, bytes, size);
    }

    public void writeBytesField(int field, byte[] value) {
        writeBytesHead(field, value.length);
        reserve(value.length);
        System.arraycopy(value, 0, bytes, size, value.length);
        size += value.length;
    }

    public void writeCidField(int field, Cid cid) {
        int length = cid.byteLength();
        writeBytesHead(field, length);
        reserve(length);
        size = cid.write(bytes, size);
    }

    public void writeFixed32Field(int field, int value) {
        reserve(24);
        size = Varint.write((long) field << 3 | ProtoReader.FIXED32, bytes, size);
        for (int i = 0; i < 4; i++) {
            bytes[size++] = (byte) (value >>> 8 * i);
        }
    }

    /** What was written, copied. */
    public byte[] toBytes() {
        return Arrays.copyOf(bytes, size);
    }

    /** The array behind this writer: the first {@link #size()} bytes hold until the next write. */
    public byte[] array() {
        return bytes;
    }

    /** What was written; holds until the next write. */
    public ByteBuffer view() {
        return ByteBuffer.wrap(bytes, 0, size).asReadOnlyBuffer();
    }

    private void reserve(int more) {
        if (bytes.length - size < more) {
            bytes = Arrays.copyOf(bytes, Math.max(Math.addExact(size, more), (int) Math.min(2L * size, 1 << 30)));
        }
    }
}
