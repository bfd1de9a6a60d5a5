package io.fondaco.model;

import java.util.Arrays;

/**
 * The multibase text encodings in use by IPFS and Filecoin. Decoding is strict: the case of the prefix, no padding
 * unless the encoding has it, and zero bits at the end, so that every value has exactly one text per encoding.
 *
 * <p>Source: multiformats/multibase; RFC 4648.
 */
public enum Multibase {
    BASE16('f', "0123456789abcdef", 4, false),
    BASE16_UPPER('F', "0123456789ABCDEF", 4, false),
    BASE32('b', "abcdefghijklmnopqrstuvwxyz234567", 5, false),
    BASE32_UPPER('B', "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567", 5, false),
    BASE36('k', "0123456789abcdefghijklmnopqrstuvwxyz", 0, false),
    BASE58BTC('z', "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz", 0, false),
    BASE64('m', "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/", 6, false),
    BASE64_PAD('M', "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/", 6, true),
    BASE64URL('u', "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_", 6, false),
    BASE64URL_PAD('U', "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_", 6, true);

    /** Base 36 and base 58 cost time quadratic in the length: longer input is refused. In bytes or characters. */
    public static final int MAX_RADIX_LENGTH = 1024;

    private final char prefix;
    private final char[] alphabet;
    private final byte[] values = new byte[128];
    private final int bits;
    private final boolean padded;

    Multibase(char prefix, String alphabet, int bits, boolean padded) {
        this.prefix = prefix;
        this.alphabet = alphabet.toCharArray();
        this.bits = bits;
        this.padded = padded;
        Arrays.fill(values, (byte) -1);
        for (int i = 0; i < this.alphabet.length; i++) {
            values[this.alphabet[i]] = (byte) i;
        }
    }

    /** The character that names this encoding in multibase text. */
    public char prefix() {
        return prefix;
    }

    /** The multibase text of {@code bytes}: prefix, then {@link #encodeBare}. */
    public String encode(byte[] bytes) {
        return prefix + encodeBare(bytes);
    }

    /** The text of {@code bytes} without a prefix. */
    public String encodeBare(byte[] bytes) {
        return bits > 0 ? encodeBits(bytes) : encodeRadix(bytes);
    }

    /**
     * Decodes multibase text by its prefix.
     *
     * @throws InvalidValueException if the prefix is unknown or the rest is not canonical in that encoding
     */
    public static byte[] decode(String text) {
        Multibase base = of(text);
        return base.decode(text, 1);
    }

    /** The encoding named by the first character of {@code text}, or {@link InvalidValueException}. */
    public static Multibase of(String text) {
        if (text.isEmpty()) {
            throw new InvalidValueException("multibase", 0, "empty text");
        }
        for (Multibase base : values()) {
            if (base.prefix == text.charAt(0)) {
                return base;
            }
        }
        throw new InvalidValueException("multibase", 0, "unknown prefix '" + text.charAt(0) + "'");
    }

    /** Decodes text that carries no prefix; {@link InvalidValueException} if it is not canonical. */
    public byte[] decodeBare(String text) {
        return decode(text, 0);
    }

    private byte[] decode(String text, int from) {
        return bits > 0 ? decodeBits(text, from) : decodeRadix(text, from);
    }

    private String encodeBits(byte[] bytes) {
        int length = (int) (((long) bytes.length * 8 + bits - 1) / bits);
        int total = padded ? (bytes.length + 2) / 3 * 4 : length;
        char[] text = new char[total];
        int buffer = 0;
        int held = 0;
        int at = 0;
        for (byte b : bytes) {
            buffer = (buffer << 8 | b & 0xff) & 0xffff;
            held += 8;
            while (held >= bits) {
                held -= bits;
                text[at++] = alphabet[buffer >> held & (1 << bits) - 1];
            }
        }
        if (held > 0) {
            text[at++] = alphabet[buffer << bits - held & (1 << bits) - 1];
        }
        Arrays.fill(text, at, total, '=');
        return new String(text);
    }

    private byte[] decodeBits(String text, int from) {
        int end = text.length();
        if (padded) {
            if ((end - from) % 4 != 0) {
                throw invalid(end, "length is not a multiple of four");
            }
            while (end > from && end > text.length() - 2 && text.charAt(end - 1) == '=') {
                end--;
            }
        }
        int digits = end - from;
        byte[] bytes = new byte[(int) ((long) digits * bits / 8)];
        int buffer = 0;
        int held = 0;
        int at = 0;
        for (int i = from; i < end; i++) {
            buffer = (buffer << bits | value(text, i)) & 0xffff;
            held += bits;
            if (held >= 8) {
                held -= 8;
                bytes[at++] = (byte) (buffer >> held);
            }
        }
        if (held >= bits) {
            throw invalid(end - 1, "one digit too many");
        }
        if ((buffer & (1 << held) - 1) != 0) {
            throw invalid(end - 1, "unused bits of the last digit are not zero");
        }
        return bytes;
    }

    private String encodeRadix(byte[] bytes) {
        if (bytes.length > MAX_RADIX_LENGTH) {
            throw invalid(MAX_RADIX_LENGTH, "longer than " + MAX_RADIX_LENGTH + " bytes");
        }
        int zeros = 0;
        while (zeros < bytes.length && bytes[zeros] == 0) {
            zeros++;
        }
        // log(256)/log(36) < 1.55, log(256)/log(58) < 1.38
        byte[] digits = new byte[(int) ((bytes.length - zeros) * 1.55) + 1];
        int used = 0;
        for (int i = zeros; i < bytes.length; i++) {
            int carry = bytes[i] & 0xff;
            int n = 0;
            for (int at = digits.length - 1; carry != 0 || n < used; at--, n++) {
                carry += (digits[at] & 0xff) << 8;
                digits[at] = (byte) (carry % alphabet.length);
                carry /= alphabet.length;
            }
            used = n;
        }
        char[] text = new char[zeros + used];
        Arrays.fill(text, 0, zeros, alphabet[0]);
        for (int i = 0; i < used; i++) {
            text[zeros + i] = alphabet[digits[digits.length - used + i]];
        }
        return new String(text);
    }

    private byte[] decodeRadix(String text, int from) {
        if (text.length() - from > MAX_RADIX_LENGTH) {
            throw invalid(from + MAX_RADIX_LENGTH, "longer than " + MAX_RADIX_LENGTH + " characters");
        }
        int start = from;
        while (start < text.length() && text.charAt(start) == alphabet[0]) {
            start++;
        }
        byte[] digits = new byte[text.length() - start];
        int used = 0;
        for (int i = start; i < text.length(); i++) {
            int carry = value(text, i);
            int n = 0;
            for (int at = digits.length - 1; carry != 0 || n < used; at--, n++) {
                carry += (digits[at] & 0xff) * alphabet.length;
                digits[at] = (byte) carry;
                carry >>= 8;
            }
            used = n;
        }
        byte[] bytes = new byte[start - from + used];
        System.arraycopy(digits, digits.length - used, bytes, start - from, used);
        return bytes;
    }

    private int value(String text, int at) {
        char c = text.charAt(at);
        int value = c < 128 ? values[c] : -1;
        if (value < 0) {
            throw invalid(at, "character '" + c + "' is not of this alphabet");
        }
        return value;
    }

    private InvalidValueException invalid(int offset, String reason) {
        return new InvalidValueException(name().toLowerCase(java.util.Locale.ROOT) + " text", offset, reason);
    }
}
