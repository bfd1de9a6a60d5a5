package io.fondaco.codec.cbor;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.fondaco.codec.DecodeException;
import io.fondaco.model.Address;
import io.fondaco.model.Cid;
import io.fondaco.model.InvalidValueException;
import io.fondaco.model.TokenAmount;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.util.Arrays;
import java.util.Objects;
import java.util.Set;
import java.util.function.Function;

/**
 * Reads strict DAG-CBOR item by item: shortest heads, definite lengths, text keys in order and unique, no tag but 42,
 * finite 64-bit floats only. A map is read as its header, then key, value, key, value; keys are read with
 * {@link #readText()}. Nothing is allocated that the bytes at hand do not justify.
 *
 * <p>Every read throws {@link DecodeException} if the item at hand is malformed, is of another kind, or ends early
 * ({@link DecodeException.Kind#INCOMPLETE}). After a throw the reader is of no further use.
 *
 * <p>Source: ipld.io/specs/codecs/dag-cbor. Not for use by several threads.
 */
public final class CborReader {
    /** Longest binary CID in a link, in bytes, as in Go's implementations. */
    public static final int MAX_CID = 512;

    private final byte[] bytes;
    private final int start;
    private final int end;
    private final CborLimits limits;
    private final boolean lenientText;
    private final CborNesting nesting;
    private int at;
    private int items;

    // Set by head().
    private int major;
    private long argument;

    /** A reader of all of {@code bytes} with {@link CborLimits#DEFAULT} and nothing forgiven. */
    public CborReader(byte[] bytes) {
        this(bytes, 0, bytes.length, CborLimits.DEFAULT, Set.of());
    }

    /** A reader of all of {@code bytes}. */
    public CborReader(byte[] bytes, CborLimits limits, Set<CborPolicy> forgiven) {
        this(bytes, 0, bytes.length, limits, forgiven);
    }

    /** A reader of {@code bytes[from, to)}; offsets count from the start of the array. The array is not copied. */
    public CborReader(byte[] bytes, int from, int to, CborLimits limits, Set<CborPolicy> forgiven) {
        Objects.checkFromToIndex(from, to, bytes.length);
        this.bytes = bytes;
        this.start = from;
        this.at = from;
        this.end = to;
        this.limits = limits;
        this.nesting = new CborNesting(bytes, limits.maxDepth(), forgiven.contains(CborPolicy.ANY_KEY_ORDER));
        this.lenientText = forgiven.contains(CborPolicy.LENIENT_TEXT);
    }

    /**
     * Length of the item at the front of {@code bytes[from, to)}, for streams without a length prefix.
     *
     * @return its length in bytes, or -1 if more bytes are needed
     * @throws DecodeException if it is malformed already, or is or will be longer than the limits allow
     */
    public static int itemLength(byte[] bytes, int from, int to, CborLimits limits, Set<CborPolicy> forgiven) {
        CborReader reader = new CborReader(bytes, from, to, limits, forgiven);
        try {
            reader.skip();
            return reader.at - from;
        } catch (DecodeException e) {
            if (e.kind() != DecodeException.Kind.INCOMPLETE) {
                throw e;
            }
            if (to - from >= limits.maxBytes()) {
                throw DecodeException.limit(to, "item longer than " + limits.maxBytes() + " bytes");
            }
            return -1;
        }
    }

    /** Where the next item starts: an index into the array. */
    public int offset() {
        return at;
    }

    /** Whether bytes follow the items read so far. */
    public boolean hasMore() {
        return at < end;
    }

    /** Refuses trailing bytes and open lists or maps; call it when the last item was read. */
    public void finish() {
        if (nesting.depth() > 0) {
            throw DecodeException.malformed(at, "a list or map has items left that were not read");
        }
        if (at < end) {
            throw DecodeException.malformed(at, (end - at) + " trailing bytes");
        }
    }

    /** The bytes {@code [from, to)} of the input, copied: what a signature covers. */
    public byte[] slice(int from, int to) {
        Objects.checkFromToIndex(from, to, end);
        if (from < start) {
            throw new IndexOutOfBoundsException(from + " lies before the input, which starts at " + start);
        }
        return Arrays.copyOfRange(bytes, from, to);
    }

    /** What the next item is, without reading it. */
    public CborKind peek() {
        if (at >= end) {
            throw DecodeException.incomplete(at, "input ends where an item is expected");
        }
        return CborKind.of(bytes[at] & 0xff, at);
    }

    /** Opens a list and returns how many items follow. */
    public int readListHeader() {
        return justified(open(4, "list"), 1);
    }

    /** Opens a list that must have {@code length} items. */
    public void readListHeader(int length) {
        int from = at;
        int found = readListHeader();
        if (found != length) {
            throw DecodeException.malformed(from, "list of " + found + " items where " + length + " are expected");
        }
    }

    /** Opens a map and returns how many entries follow. */
    public int readMapHeader() {
        return justified(open(5, "map"), 2);
    }

    private int open(int expected, String name) {
        int from = begin(expected, name);
        long count = argument;
        int perEntry = expected == 5 ? 2 : 1;
        if (Long.compareUnsigned(count, limits.maxItems() / perEntry) > 0) {
            throw DecodeException.limit(from, name + " of " + Long.toUnsignedString(count) + " entries is too long");
        }
        if (count == 0) {
            nesting.checkDepth(from);
            nesting.done();
            return 0;
        }
        nesting.push(from, count * perEntry, expected == 5);
        return (int) count;
    }

    /** A count that callers may allocate by: each item takes a byte at least. */
    private int justified(int count, int perEntry) {
        if ((long) count * perEntry > end - at) {
            throw DecodeException.incomplete(end, count + " entries are more than the input has bytes for");
        }
        return count;
    }

    /** Reads text: a map key where one is due, a value otherwise. Valid UTF-8 unless lenient; see {@link #readTextBytes()}. */
    public String readText() {
        int from = at;
        byte[] text = readTextBytes();
        try {
            return UTF_8.newDecoder().decode(ByteBuffer.wrap(text)).toString();
        } catch (CharacterCodingException e) {
            throw new DecodeException(DecodeException.Kind.MALFORMED, from, "text is not valid UTF-8", e);
        }
    }

    /** Reads text as the bytes it came in. Not checked to be UTF-8 if {@link CborPolicy#LENIENT_TEXT} is forgiven. */
    public byte[] readTextBytes() {
        int from = begin(3, "text");
        int length = length(from);
        checkText(from, at, length);
        byte[] text = Arrays.copyOfRange(bytes, at, at + length);
        at += length;
        nesting.done();
        return text;
    }

    private void checkText(int from, int textAt, int length) {
        boolean key = nesting.keyIsDue();
        if (key) {
            nesting.checkKey(from, textAt, length);
        }
        if ((key || !lenientText) && !isAscii(textAt, length)) {
            try {
                UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes, textAt, length));
            } catch (CharacterCodingException e) {
                throw new DecodeException(DecodeException.Kind.MALFORMED, from, "text is not valid UTF-8", e);
            }
        }
    }

    private boolean isAscii(int textAt, int length) {
        for (int i = textAt; i < textAt + length; i++) {
            if (bytes[i] < 0) {
                return false;
            }
        }
        return true;
    }

    /** Reads bytes. */
    public byte[] readBytes() {
        return readBytes(limits.maxBytes());
    }

    /** Reads at most {@code max} bytes. */
    public byte[] readBytes(int max) {
        int from = begin(2, "bytes");
        int length = length(from);
        if (length > max) {
            throw DecodeException.limit(from, length + " bytes where at most " + max + " are expected");
        }
        byte[] read = Arrays.copyOfRange(bytes, at, at + length);
        at += length;
        nesting.done();
        return read;
    }

    /** Reads a whole number from -2^63 to 2^63-1. */
    public long readLong() {
        int from = readInteger();
        if (argument < 0) {
            throw DecodeException.malformed(from, "number does not fit 64 bits with sign");
        }
        return major == 0 ? argument : -1 - argument;
    }

    /** Reads a whole number from {@code min} to {@code max}. */
    public long readLong(long min, long max) {
        int from = at;
        long value = readLong();
        if (value < min || value > max) {
            throw DecodeException.malformed(from, "number " + value + " is not within " + min + " to " + max);
        }
        return value;
    }

    /** Reads a whole number from 0 to 2^64-1, to be treated as unsigned. */
    public long readUnsignedLong() {
        int from = readInteger();
        if (major != 0) {
            throw DecodeException.malformed(from, "negative number where an unsigned one is expected");
        }
        return argument;
    }

    /** Whether the next item is a negative number. */
    boolean nextIsNegative() {
        return at < end && (bytes[at] & 0xe0) == 0x20;
    }

    private int readInteger() {
        int from = begin(nextIsNegative() ? 1 : 0, "a whole number");
        nesting.done();
        return from;
    }

    public boolean readBoolean() {
        expect(CborKind.BOOLEAN);
        enter(at);
        boolean value = bytes[at++] == (byte) 0xf5;
        nesting.done();
        return value;
    }

    public void readNull() {
        expect(CborKind.NULL);
        enter(at);
        at++;
        nesting.done();
    }

    /** Reads a null if the next item is one; otherwise reads nothing and returns false. */
    public boolean tryReadNull() {
        if (peek() != CborKind.NULL) {
            return false;
        }
        readNull();
        return true;
    }

    /** Reads an item with {@code read}, or a null as {@code null}. */
    public <T> T readNullable(Function<CborReader, T> read) {
        return tryReadNull() ? null : read.apply(this);
    }

    public double readFloat() {
        expect(CborKind.FLOAT);
        enter(at);
        if (end - at < 9) {
            throw DecodeException.incomplete(end, "input ends inside a float");
        }
        double value = ByteBuffer.wrap(bytes).getDouble(at + 1);
        if (!Double.isFinite(value)) {
            throw DecodeException.malformed(at, "float is not finite");
        }
        at += 9;
        nesting.done();
        return value;
    }

    private void expect(CborKind kind) {
        CborKind found = peek();
        if (found != kind) {
            throw DecodeException.malformed(at, found + " where " + kind + " is expected");
        }
    }

    /** Reads a link: tag 42 over bytes that start with 00. */
    public Cid readCid() {
        int from = begin(6, "a link");
        if (argument != 42) {
            throw DecodeException.malformed(from, "tag " + Long.toUnsignedString(argument) + " is not 42");
        }
        nesting.checkDepth(from);
        head(at);
        if (major != 2) {
            throw DecodeException.malformed(from, "tag 42 holds no bytes");
        }
        int length = length(from);
        if (length < 2 || length > MAX_CID + 1) {
            throw DecodeException.malformed(from, "link of " + length + " bytes");
        }
        if (bytes[at] != 0) {
            throw DecodeException.malformed(at, "link does not start with 00");
        }
        ByteBuffer source = ByteBuffer.wrap(bytes, at + 1, length - 1);
        Cid cid = value(from, () -> Cid.read(source));
        if (source.hasRemaining()) {
            throw DecodeException.malformed(source.position(), source.remaining() + " bytes follow the CID");
        }
        at += length;
        nesting.done();
        return cid;
    }

    /** Reads a Filecoin BigInt: bytes with sign and magnitude. */
    public TokenAmount readTokenAmount() {
        int from = at;
        byte[] read = readBytes(TokenAmount.MAX_BYTES);
        return value(from, () -> TokenAmount.fromBytes(read));
    }

    /** Reads a Filecoin address: bytes of its binary form. */
    public Address readAddress() {
        int from = at;
        byte[] read = readBytes(1 + 9 + Address.MAX_SUBADDRESS);
        return value(from, () -> Address.fromBytes(read));
    }

    private static <T> T value(int from, java.util.function.Supplier<T> read) {
        try {
            return read.get();
        } catch (InvalidValueException e) {
            throw new DecodeException(DecodeException.Kind.MALFORMED, from, e.getMessage(), e);
        }
    }

    /** Reads past one item, checking it in full, and returns its bytes, copied. */
    public byte[] readRaw() {
        int from = at;
        skip();
        return Arrays.copyOfRange(bytes, from, at);
    }

    /** Reads past one item, checking it in full. */
    public void skip() {
        int level = nesting.depth();
        do {
            switch (peek()) {
                case INTEGER -> skipInteger();
                case BYTES -> {
                    int from = begin(2, "bytes");
                    int length = length(from);
                    at += length;
                    nesting.done();
                }
                case TEXT -> {
                    int from = begin(3, "text");
                    int length = length(from);
                    checkText(from, at, length);
                    at += length;
                    nesting.done();
                }
                case LIST -> open(4, "list");
                case MAP -> open(5, "map");
                case LINK -> readCid();
                case BOOLEAN -> readBoolean();
                case NULL -> readNull();
                case FLOAT -> readFloat();
            }
        } while (nesting.depth() > level);
    }

    private void skipInteger() {
        if (nextIsNegative()) {
            readLong();
        } else {
            readUnsignedLong();
        }
    }

    /** Reads the head of an item that must be of the given major type; returns where it started. */
    private int begin(int expected, String name) {
        int from = at;
        if (at < end && (bytes[at] & 0xe0) != expected << 5) {
            throw DecodeException.malformed(at, peek() + " where " + name + " is expected");
        }
        enter(from);
        head(from);
        return from;
    }

    /** Counts an item in, and refuses it where a map key is due but something else comes. */
    private void enter(int from) {
        if (++items > limits.maxItems()) {
            throw DecodeException.limit(from, "more than " + limits.maxItems() + " items");
        }
        if (nesting.keyIsDue() && from < end && (bytes[from] & 0xe0) != 0x60) {
            throw DecodeException.malformed(from, "map key is not text");
        }
        if (from - start >= limits.maxBytes()) {
            throw DecodeException.limit(from, "input longer than " + limits.maxBytes() + " bytes");
        }
    }

    private void head(int from) {
        if (from >= end) {
            throw DecodeException.incomplete(from, "input ends where an item is expected");
        }
        int b = bytes[from] & 0xff;
        int low = b & 0x1f;
        major = b >> 5;
        at = from + 1;
        if (low < 24) {
            argument = low;
            return;
        }
        if (low > 27) {
            throw DecodeException.malformed(from, low == 31 ? "length is not definite" : "reserved head");
        }
        int width = 1 << low - 24;
        if (end - at < width) {
            throw DecodeException.incomplete(end, "input ends inside the head of an item");
        }
        long value = 0;
        for (int i = 0; i < width; i++) {
            value = value << 8 | bytes[at + i] & 0xff;
        }
        boolean shorter = width == 1 ? value < 24 : value >>> width * 4 == 0;
        if (shorter) {
            throw DecodeException.malformed(from, "head is not the shortest form");
        }
        at += width;
        argument = value;
    }

    /** The argument as the length of bytes or text that must be at hand. */
    private int length(int from) {
        if (Long.compareUnsigned(argument, limits.maxBytes() - (at - start)) > 0) {
            throw DecodeException.limit(
                    from, Long.toUnsignedString(argument) + " bytes make the input longer than " + limits.maxBytes());
        }
        if (argument > end - at) {
            throw DecodeException.incomplete(end, "input ends inside an item of " + argument + " bytes");
        }
        return (int) argument;
    }
}
