package io.fondaco.codec.ipld;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.util.Arrays;

/**
 * Text, kept as the bytes it came in: labels of old deals and channel ids of go-data-transfer are text on the wire but
 * not valid UTF-8, and must go out as they came in.
 */
public final class StringNode implements Node {
    private final byte[] bytes;

    private StringNode(byte[] owned) {
        this.bytes = owned;
    }

    /** {@link IllegalArgumentException} if the text holds an unpaired surrogate and so has no UTF-8 form. */
    public static StringNode of(String text) {
        try {
            ByteBuffer encoded = UTF_8.newEncoder().encode(CharBuffer.wrap(text));
            return new StringNode(Arrays.copyOf(encoded.array(), encoded.limit()));
        } catch (CharacterCodingException e) {
            throw new IllegalArgumentException("text with an unpaired surrogate has no UTF-8 form", e);
        }
    }

    /** Any bytes, UTF-8 or not; copied. */
    public static StringNode ofBytes(byte[] bytes) {
        return new StringNode(bytes.clone());
    }

    /** A copy of the bytes. */
    public byte[] toBytes() {
        return bytes.clone();
    }

    /** Length in bytes. */
    public int byteLength() {
        return bytes.length;
    }

    /** Whether the bytes are valid UTF-8. */
    public boolean isUtf8() {
        try {
            UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes));
            return true;
        } catch (CharacterCodingException e) {
            return false;
        }
    }

    /** The text; what is not valid UTF-8 becomes U+FFFD, so check {@link #isUtf8()} before relying on it. */
    public String text() {
        return new String(bytes, UTF_8);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof StringNode that && Arrays.equals(bytes, that.bytes);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(bytes);
    }

    @Override
    public String toString() {
        return "\"" + text() + "\"";
    }
}
