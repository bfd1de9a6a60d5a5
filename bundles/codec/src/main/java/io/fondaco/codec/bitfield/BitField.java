package io.fondaco.codec.bitfield;

import io.fondaco.codec.DecodeException;
import io.fondaco.codec.cbor.CborReader;
import io.fondaco.codec.cbor.CborWriter;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.OptionalLong;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import java.util.stream.Stream;

/**
 * A set of whole numbers from 0 to 2^63-2: sectors, deals, partitions. Kept as runs, so a set of a billion numbers in one
 * run is as small as a set of one; all operations take time for the runs, not for the numbers.
 *
 * <p>Its bytes are RLE+. Source: specs.filecoin.io, Data Structures, RLE+ Bitset Encoding.
 */
public final class BitField {
    /** The longest form read or written, in bytes. */
    public static final int MAX_BYTES = 32 << 10;

    /** The set without numbers. */
    public static final BitField EMPTY = new BitField(new long[0]);

    /** Where membership changes, ascending: even places start a run, odd ones end it (exclusive). */
    private final long[] edges;

    private BitField(long[] edges) {
        this.edges = edges;
    }

    /** The set of {@code numbers}, in any order; {@link IllegalArgumentException} for one out of range. */
    public static BitField of(long... numbers) {
        long[] sorted = numbers.clone();
        Arrays.sort(sorted);
        Edges edges = new Edges();
        for (long number : sorted) {
            if (number < 0 || number == Long.MAX_VALUE) {
                throw new IllegalArgumentException("number " + number + " is not within 0 to 2^63-2");
            }
            edges.add(number, number + 1);
        }
        return edges.done();
    }

    /** {@code length} numbers from {@code first} on; none if {@code length} is 0. */
    public static BitField run(long first, long length) {
        return length == 0 && first >= 0 ? EMPTY : ofRuns(List.of(new Run(first, length)));
    }

    /** The set of all numbers in {@code runs}, which may overlap and come in any order. */
    public static BitField ofRuns(List<Run> runs) {
        Edges edges = new Edges();
        runs.stream()
                .sorted((a, b) -> Long.compare(a.first(), b.first()))
                .forEach(run -> edges.add(run.first(), run.end()));
        return edges.done();
    }

    /** Reads RLE+, which must fill {@code bytes} and be the only way to write the set, or throws. */
    public static BitField fromBytes(byte[] bytes) {
        Edges edges = new Edges();
        RlePlus.read(bytes, edges);
        return edges.done();
    }

    /** RLE+; {@link IllegalStateException} if that is more than {@link #MAX_BYTES}. */
    public byte[] toBytes() {
        return RlePlus.write(edges);
    }

    /** Reads bytes that hold RLE+, or throws {@link DecodeException}. */
    public static BitField read(CborReader in) {
        int from = in.offset();
        try {
            return fromBytes(in.readBytes(MAX_BYTES));
        } catch (DecodeException e) {
            throw e.offset() >= from ? e : new DecodeException(e.kind(), from, "bitfield: " + e.reason(), e);
        }
    }

    /** Writes RLE+ as bytes. */
    public void write(CborWriter out) {
        out.writeBytes(toBytes());
    }

    public boolean isEmpty() {
        return edges.length == 0;
    }

    public boolean contains(long number) {
        int found = Arrays.binarySearch(edges, number);
        return found >= 0 ? (found & 1) == 0 : (-1 - found & 1) == 1;
    }

    /** Whether every number of {@code other} is in this set. */
    public boolean containsAll(BitField other) {
        return other.minus(this).isEmpty();
    }

    /** How many numbers there are. */
    public long count() {
        long count = 0;
        for (int i = 0; i < edges.length; i += 2) {
            count += edges[i + 1] - edges[i];
        }
        return count;
    }

    /** The smallest number. */
    public OptionalLong first() {
        return isEmpty() ? OptionalLong.empty() : OptionalLong.of(edges[0]);
    }

    /** The largest number. */
    public OptionalLong last() {
        return isEmpty() ? OptionalLong.empty() : OptionalLong.of(edges[edges.length - 1] - 1);
    }

    /** The runs, ascending, none touching the next. */
    public Stream<Run> runs() {
        return IntStream.range(0, edges.length / 2)
                .mapToObj(i -> new Run(edges[2 * i], edges[2 * i + 1] - edges[2 * i]));
    }

    /** The numbers, ascending; there may be very many: see {@link #count}. */
    public LongStream stream() {
        return runs().flatMapToLong(run -> LongStream.range(run.first(), run.end()));
    }

    /** Numbers in this set, the other, or both. */
    public BitField union(BitField other) {
        return merge(other, 0b1110);
    }

    /** Numbers in both sets. */
    public BitField intersection(BitField other) {
        return merge(other, 0b1000);
    }

    /** Numbers in this set and not in the other. */
    public BitField minus(BitField other) {
        return merge(other, 0b0010);
    }

    /** @param rule bit (in this ? 1 : 0) + (in other ? 2 : 0) tells whether such a number is in the result */
    private BitField merge(BitField other, int rule) {
        long[] a = edges;
        long[] b = other.edges;
        Edges out = new Edges();
        int i = 0;
        int j = 0;
        boolean inside = false;
        long start = 0;
        while (i < a.length || j < b.length) {
            long at = j == b.length || i < a.length && a[i] <= b[j] ? a[i] : b[j];
            i += i < a.length && a[i] == at ? 1 : 0;
            j += j < b.length && b[j] == at ? 1 : 0;
            boolean now = (rule >>> (i & 1) + 2 * (j & 1) & 1) != 0;
            if (now && !inside) {
                start = at;
            } else if (!now && inside) {
                out.add(start, at);
            }
            inside = now;
        }
        return out.done();
    }

    /**
     * The numbers from the {@code skip}th smallest on, {@code length} of them.
     *
     * @throws IllegalArgumentException if one is negative, or there are fewer than both together
     */
    public BitField slice(long skip, long length) {
        if (skip < 0 || length < 0 || skip > count() || length > count() - skip) {
            throw new IllegalArgumentException(
                    String.format(Locale.ROOT, "%d numbers after %d of a set of %d", length, skip, count()));
        }
        Edges out = new Edges();
        long left = skip;
        long due = length;
        for (int i = 0; i < edges.length && due > 0; i += 2) {
            long run = edges[i + 1] - edges[i];
            long skipped = Math.min(left, run);
            long taken = Math.min(run - skipped, due);
            if (taken > 0) {
                out.add(edges[i] + skipped, edges[i] + skipped + taken);
            }
            left -= skipped;
            due -= taken;
        }
        return out.done();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof BitField that && Arrays.equals(edges, that.edges);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(edges);
    }

    /** The runs, at most 32 of them: {@code {0-7, 12}}. */
    @Override
    public String toString() {
        StringBuilder text = new StringBuilder("{");
        for (int i = 0; i < Math.min(64, edges.length); i += 2) {
            text.append(i == 0 ? "" : ", ").append(edges[i]);
            if (edges[i + 1] - edges[i] > 1) {
                text.append('-').append(edges[i + 1] - 1);
            }
        }
        return text.append(edges.length > 64 ? ", ...}" : "}").toString();
    }

    /** Collects runs, ascending by their start; those that touch or overlap become one. */
    static final class Edges {
        private long[] edges = new long[8];
        private int size;

        void add(long start, long end) {
            if (size > 0 && start <= edges[size - 1]) {
                edges[size - 1] = Math.max(edges[size - 1], end);
                return;
            }
            if (size == edges.length) {
                edges = Arrays.copyOf(edges, 2 * size);
            }
            edges[size++] = start;
            edges[size++] = end;
        }

        BitField done() {
            return size == 0 ? EMPTY : new BitField(Arrays.copyOf(edges, size));
        }
    }
}
