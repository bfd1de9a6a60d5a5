package io.fondaco.codec.ipld;

import java.util.Arrays;
import java.util.HexFormat;

/** Bytes. */
public final class BytesNode implements Node {
    private final byte[] bytes;

    /** @param bytes copied */
    public BytesNode(byte[] bytes) {
        this.bytes = bytes.clone();
    }

    /** A copy of the bytes. */
    public byte[] toBytes() {
        return bytes.clone();
    }

    /** Length in bytes. */
    public int byteLength() {
        return bytes.length;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof BytesNode that && Arrays.equals(bytes, that.bytes);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(bytes);
    }

    @Override
    public String toString() {
        return "h'" + HexFormat.of().formatHex(bytes) + "'";
    }
}
