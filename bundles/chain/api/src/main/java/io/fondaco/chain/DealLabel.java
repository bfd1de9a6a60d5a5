package io.fondaco.chain;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Optional;

/**
 * A deal's label: text or bytes, at most 256 bytes. Text of old deals need not be UTF-8, so its bytes are kept as they
 * were signed.
 */
public final class DealLabel {

    /** The longest label, in bytes. */
    public static final int MAX_BYTES = 256;

    /** The empty text. */
    public static final DealLabel EMPTY = ofText("");

    private final boolean text;
    private final byte[] bytes;

    private DealLabel(boolean text, byte[] bytes) {
        this.text = text;
        this.bytes = bytes.clone();
    }

    public static DealLabel ofText(String label) {
        return new DealLabel(true, label.getBytes(StandardCharsets.UTF_8));
    }

    /** Text as received, UTF-8 or not. */
    public static DealLabel ofRawText(byte[] label) {
        return new DealLabel(true, label);
    }

    public static DealLabel ofBytes(byte[] label) {
        return new DealLabel(false, label);
    }

    public boolean isText() {
        return text;
    }

    public byte[] bytes() {
        return bytes.clone();
    }

    public int length() {
        return bytes.length;
    }

    /** The text, when it is text and UTF-8. */
    public Optional<String> utf8() {
        if (!text) {
            return Optional.empty();
        }
        try {
            return Optional.of(StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString());
        } catch (CharacterCodingException notUtf8) {
            return Optional.empty();
        }
    }

    @Override
    public boolean equals(Object o) {
        return o instanceof DealLabel l && l.text == text && Arrays.equals(l.bytes, bytes);
    }

    @Override
    public int hashCode() {
        return 31 * Arrays.hashCode(bytes) + Boolean.hashCode(text);
    }

    /** The text, or hex with a leading {@code 0x}. */
    @Override
    public String toString() {
        return utf8().orElseGet(() -> "0x" + HexFormat.of().formatHex(bytes));
    }
}
