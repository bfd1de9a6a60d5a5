package io.fondaco.codec.cbor;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.fondaco.codec.ipld.StringNode;
import io.fondaco.model.Address;
import io.fondaco.model.Cid;
import io.fondaco.model.TokenAmount;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.function.Consumer;

/**
 * Writes DAG-CBOR item by item: shortest heads, definite lengths. A map is written as its header, then key, value, key,
 * value, in the order the caller gives; {@link #writeMap} sorts on request. Counts are kept: {@link #toBytes()} refuses
 * while a list or map has items outstanding. Not for use by several threads.
 *
 * <p>Source: ipld.io/specs/codecs/dag-cbor.
 */
public final class CborWriter {
    /** How the keys of a map are laid out. */
    public enum KeyOrder {
        /** As given: what cbor-gen wrote before 2023. */
        DECLARED,
        /** Shorter keys first, then bytewise: DAG-CBOR. */
        CANONICAL
    }

    /** One entry of a map: its key and what writes its value. */
    public record Field(String key, Consumer<CborWriter> value) {}

    private byte[] bytes;
    private int size;
    private long[] open = new long[8];
    private int depth;

    public CborWriter() {
        this(128);
    }

    /** @param expected bytes that will be written, about: fewer waste memory, more cost a copy; 1 or more */
    public CborWriter(int expected) {
        bytes = new byte[Math.max(1, expected)];
    }

    /** An entry for {@link #writeMap}. */
    public static Field field(String key, Consumer<CborWriter> value) {
        return new Field(key, value);
    }

    /** The order of DAG-CBOR map keys: length in bytes, then bytewise. */
    public static Comparator<String> canonicalKeys() {
        return Comparator.<String>comparingInt(key -> key.getBytes(UTF_8).length)
                .thenComparing(key -> key.getBytes(UTF_8), Arrays::compareUnsigned);
    }

    /** Starts a list of {@code length} items, which must follow. */
    public CborWriter writeListHeader(int length) {
        return open(4, length, length);
    }

    /** Starts a map of {@code entries} entries, whose keys and values must follow. */
    public CborWriter writeMapHeader(int entries) {
        return open(5, entries, 2L * entries);
    }

    /** Writes a whole map. */
    public CborWriter writeMap(KeyOrder order, List<Field> fields) {
        List<Field> sorted = new ArrayList<>(fields);
        if (order == KeyOrder.CANONICAL) {
            sorted.sort(Comparator.comparing(Field::key, canonicalKeys()));
        }
        writeMapHeader(sorted.size());
        for (Field field : sorted) {
            writeText(field.key());
            field.value().accept(this);
        }
        return this;
    }

    /** {@link IllegalArgumentException} if the text holds an unpaired surrogate. */
    public CborWriter writeText(String text) {
        return writeTextBytes(StringNode.of(text).toBytes());
    }

    /** Writes text given as bytes, UTF-8 or not: what a lenient reader read goes out as it came in. */
    public CborWriter writeTextBytes(byte[] text) {
        head(3, text.length);
        append(text);
        return done();
    }

    public CborWriter writeBytes(byte[] value) {
        head(2, value.length);
        append(value);
        return done();
    }

    public CborWriter writeLong(long value) {
        if (value < 0) {
            head(1, -1 - value);
        } else {
            head(0, value);
        }
        return done();
    }

    /** Writes {@code value} as an unsigned number, 0 to 2^64-1. */
    public CborWriter writeUnsignedLong(long value) {
        head(0, value);
        return done();
    }

    public CborWriter writeBoolean(boolean value) {
        append(value ? 0xf5 : 0xf4);
        return done();
    }

    public CborWriter writeNull() {
        append(0xf6);
        return done();
    }

    /** Writes {@code value} with {@code write}, or null. */
    public <T> CborWriter writeNullable(T value, java.util.function.BiConsumer<CborWriter, T> write) {
        if (value == null) {
            return writeNull();
        }
        write.accept(this, value);
        return this;
    }

    /** Writes a 64-bit float; {@link IllegalArgumentException} unless finite. */
    public CborWriter writeFloat(double value) {
        if (!Double.isFinite(value)) {
            throw new IllegalArgumentException("DAG-CBOR has no number " + value);
        }
        append(0xfb);
        bigEndian(Double.doubleToLongBits(value), 8);
        return done();
    }

    /** Writes a link: tag 42 over 00 and the CID's bytes. */
    public CborWriter writeCid(Cid cid) {
        int length = cid.byteLength();
        head(6, 42);
        head(2, length + 1L);
        append(0);
        reserve(length);
        size = cid.write(bytes, size);
        return done();
    }

    /** Writes a Filecoin BigInt. */
    public CborWriter writeTokenAmount(TokenAmount amount) {
        return writeBytes(amount.toBytes());
    }

    /** Writes a Filecoin address. */
    public CborWriter writeAddress(Address address) {
        return writeBytes(address.toBytes());
    }

    /** Writes one item that is encoded already; the caller answers for its being exactly one. */
    public CborWriter writeRaw(byte[] item) {
        append(item);
        return done();
    }

    /** What was written so far; {@link IllegalStateException} if a list or map has items outstanding. */
    public byte[] toBytes() {
        if (depth > 0) {
            throw new IllegalStateException("a list or map still lacks " + open[depth - 1] + " items");
        }
        return Arrays.copyOf(bytes, size);
    }

    /** Bytes written so far. */
    public int size() {
        return size;
    }

    /** Puts what {@link #toBytes()} would return into {@code to}. */
    public void copyTo(ByteBuffer to) {
        if (depth > 0) {
            throw new IllegalStateException("a list or map still lacks " + open[depth - 1] + " items");
        }
        to.put(bytes, 0, size);
    }

    private CborWriter open(int major, int count, long items) {
        if (count < 0) {
            throw new IllegalArgumentException("negative count " + count);
        }
        head(major, count);
        if (items == 0) {
            return done();
        }
        if (depth == open.length) {
            open = Arrays.copyOf(open, 2 * depth);
        }
        open[depth++] = items;
        return this;
    }

    private CborWriter done() {
        while (depth > 0 && --open[depth - 1] == 0) {
            depth--;
        }
        return this;
    }

    private void head(int major, long argument) {
        int type = major << 5;
        if (Long.compareUnsigned(argument, 24) < 0) {
            append(type | (int) argument);
            return;
        }
        int width = argument >>> 8 == 0 ? 0 : argument >>> 16 == 0 ? 1 : argument >>> 32 == 0 ? 2 : 3;
        append(type | 24 + width);
        bigEndian(argument, 1 << width);
    }

    private void bigEndian(long value, int width) {
        reserve(width);
        for (int shift = 8 * (width - 1); shift >= 0; shift -= 8) {
            bytes[size++] = (byte) (value >>> shift);
        }
    }

    private void append(int b) {
        reserve(1);
        bytes[size++] = (byte) b;
    }

    private void append(byte[] part) {
        reserve(part.length);
        System.arraycopy(part, 0, bytes, size, part.length);
        size += part.length;
    }

    private void reserve(int more) {
        if (bytes.length - size < more) {
            bytes = Arrays.copyOf(bytes, Math.max(Math.addExact(size, more), (int) Math.min(2L * size, 1 << 30)));
        }
    }
}
