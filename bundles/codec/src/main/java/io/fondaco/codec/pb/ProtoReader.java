package io.fondaco.codec.pb;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.fondaco.codec.DecodeException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.util.Arrays;

/**
 * Reads protobuf fields front to back without copying: shortest varints of at most 63 bits. Every read throws
 * {@link DecodeException} on malformed or short input. Offsets count from the start of the array.
 */
public final class ProtoReader {
    public static final int VARINT = 0;
    public static final int FIXED64 = 1;
    public static final int BYTES = 2;
    public static final int FIXED32 = 5;

    private final byte[] bytes;
    private final int end;
    private int at;
    private int wire;

    /** A reader of {@code bytes[from, to)}. */
    public ProtoReader(byte[] bytes, int from, int to) {
        java.util.Objects.checkFromToIndex(from, to, bytes.length);
        this.bytes = bytes;
        this.at = from;
        this.end = to;
    }

    public boolean hasMore() {
        return at < end;
    }

    public int offset() {
        return at;
    }

    /** Reads a key and returns its field number; {@link #wire()} tells the type. */
    public int readField() {
        int from = at;
        long key = readVarint();
        if (key >>> 3 == 0 || key >>> 3 > (1 << 29) - 1) {
            throw DecodeException.malformed(from, "field number " + (key >>> 3));
        }
        wire = (int) key & 7;
        return (int) (key >>> 3);
    }

    /** Wire type of the field read last. */
    public int wire() {
        return wire;
    }

    /** Refuses the field read last unless it has the given wire type. */
    public void expect(int type) {
        if (wire != type) {
            throw DecodeException.malformed(at, "wire type " + wire + " where " + type + " is expected");
        }
    }

    /** Reads a varint of up to 63 bits. */
    public long readVarint() {
        long value = 0;
        for (int shift = 0; shift < 63; shift += 7) {
            if (at >= end) {
                throw DecodeException.incomplete(at, "input ends inside a varint");
            }
            byte b = bytes[at++];
            value |= (long) (b & 0x7f) << shift;
            if (b >= 0) {
                if (b == 0 && shift > 0) {
                    throw DecodeException.malformed(at - 1, "varint is not the shortest form");
                }
                return value;
            }
        }
        throw DecodeException.malformed(at, "varint of more than 63 bits");
    }

    /** Reads a length and moves past that many bytes; returns a reader of just those. */
    public ProtoReader readMessage() {
        long length = readVarint();
        if (length > end - at) {
            throw DecodeException.incomplete(end, "input ends inside a field of " + length + " bytes");
        }
        ProtoReader inner = new ProtoReader(bytes, at, at + (int) length);
        at += (int) length;
        return inner;
    }

    /** Reads a length-prefixed field, copied. */
    public byte[] readBytes() {
        ProtoReader inner = readMessage();
        return Arrays.copyOfRange(bytes, inner.at, inner.end);
    }

    /** Reads a length-prefixed field that is valid UTF-8. */
    public String readText() {
        int from = at;
        ProtoReader inner = readMessage();
        try {
            return UTF_8.newDecoder()
                    .decode(ByteBuffer.wrap(bytes, inner.at, inner.end - inner.at))
                    .toString();
        } catch (CharacterCodingException e) {
            throw new DecodeException(DecodeException.Kind.MALFORMED, from, "text is not valid UTF-8", e);
        }
    }

    /** Reads four bytes, little-endian. */
    public int readFixed32() {
        if (end - at < 4) {
            throw DecodeException.incomplete(end, "input ends inside a fixed field");
        }
        int value = Integer.reverseBytes(ByteBuffer.wrap(bytes).getInt(at));
        at += 4;
        return value;
    }

    /** Passes over the value of the field read last, as readers do with fields they do not know. */
    public void skip() {
        switch (wire) {
            case VARINT -> skipVarint();
            case BYTES -> readMessage();
            case FIXED32 -> skip(4);
            case FIXED64 -> skip(8);
            default -> throw DecodeException.malformed(at, "wire type " + wire + " is not in use");
        }
    }

    /** Unknown varints may be negative numbers, which take ten bytes. */
    private void skipVarint() {
        for (int i = 0; i < 10; i++) {
            if (at >= end) {
                throw DecodeException.incomplete(at, "input ends inside a varint");
            }
            if (bytes[at++] >= 0) {
                return;
            }
        }
        throw DecodeException.malformed(at, "varint of more than 64 bits");
    }

    private void skip(int length) {
        if (end - at < length) {
            throw DecodeException.incomplete(end, "input ends inside a fixed field");
        }
        at += length;
    }

    /** Bytes left. */
    public int remaining() {
        return end - at;
    }
}
