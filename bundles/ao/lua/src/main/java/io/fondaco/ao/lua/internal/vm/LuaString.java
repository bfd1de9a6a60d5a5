package io.fondaco.ao.lua.internal.vm;

import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.Arrays;

/** A Lua string: bytes, never changed. Its hash is keyed per JVM, so that no process can choose colliding keys. */
public final class LuaString implements Comparable<LuaString> {
    public static final LuaString EMPTY = new LuaString(new byte[0]);

    private static final long SECRET;
    private static final long FACTOR;

    static {
        SecureRandom random = new SecureRandom();
        SECRET = random.nextLong();
        FACTOR = random.nextLong() | 1;
    }

    final byte[] bytes;
    private int hash;

    private LuaString(byte[] bytes) {
        this.bytes = bytes;
    }

    /** Takes the array over: the caller no longer changes it. */
    public static LuaString own(byte[] bytes) {
        return bytes.length == 0 ? EMPTY : new LuaString(bytes);
    }

    public static LuaString of(byte[] bytes, int from, int to) {
        return from >= to ? EMPTY : new LuaString(Arrays.copyOfRange(bytes, from, to));
    }

    /** The text in UTF-8. */
    public static LuaString of(String text) {
        return own(text.getBytes(StandardCharsets.UTF_8));
    }

    /** One byte for each char; those above U+00FF become a question mark. The inverse of {@link #latin()}. */
    public static LuaString ofLatin(String text) {
        return own(text.getBytes(StandardCharsets.ISO_8859_1));
    }

    /** The array itself; not to be changed. */
    public byte[] bytes() {
        return bytes;
    }

    public int length() {
        return bytes.length;
    }

    public byte[] copy() {
        return bytes.clone();
    }

    public LuaString slice(int from, int to) {
        return from == 0 && to == bytes.length ? this : of(bytes, from, to);
    }

    @Override
    public int hashCode() {
        int h = hash;
        if (h == 0) {
            h = compute(bytes);
            hash = h;
        }
        return h;
    }

    private static int compute(byte[] b) {
        long h = SECRET ^ b.length;
        int i = 0;
        for (; i + 8 <= b.length; i += 8) {
            long word = (b[i] & 0xffL)
                    | (b[i + 1] & 0xffL) << 8
                    | (b[i + 2] & 0xffL) << 16
                    | (b[i + 3] & 0xffL) << 24
                    | (b[i + 4] & 0xffL) << 32
                    | (b[i + 5] & 0xffL) << 40
                    | (b[i + 6] & 0xffL) << 48
                    | (b[i + 7] & 0xffL) << 56;
            h = fold(h ^ word);
        }
        long rest = 0;
        for (int shift = 0; i < b.length; i++, shift += 8) {
            rest |= (b[i] & 0xffL) << shift;
        }
        h = fold(h ^ rest);
        int folded = (int) (h ^ h >>> 32);
        return folded == 0 ? 1 : folded;
    }

    private static long fold(long x) {
        return x * FACTOR ^ Math.multiplyHigh(x ^ SECRET, FACTOR);
    }

    static int hashOf(long number) {
        long h = fold(number ^ SECRET);
        return (int) (h ^ h >>> 32);
    }

    @Override
    public boolean equals(Object other) {
        if (this == other) {
            return true;
        }
        return other instanceof LuaString s
                && s.bytes.length == bytes.length
                && (hash == 0 || s.hash == 0 || hash == s.hash)
                && Arrays.equals(bytes, s.bytes);
    }

    /** Byte by byte, unsigned: the order of the C locale. */
    @Override
    public int compareTo(LuaString other) {
        return Arrays.compareUnsigned(bytes, other.bytes);
    }

    /** UTF-8; what is not UTF-8 becomes U+FFFD. */
    @Override
    public String toString() {
        return new String(bytes, StandardCharsets.UTF_8);
    }

    /** One char for each byte. */
    public String latin() {
        return new String(bytes, StandardCharsets.ISO_8859_1);
    }
}
