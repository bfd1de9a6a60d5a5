package io.fondaco.codec.bitfield;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fondaco.codec.DecodeException;
import io.fondaco.codec.Golden;
import io.fondaco.codec.cbor.CborReader;
import io.fondaco.codec.cbor.CborWriter;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import org.junit.Test;

public class BitFieldTest {

    @Test
    public void goldenSetsAreReadAndWritten() {
        List<Golden> cases = Golden.list("rleplus.json");
        assertThat(cases).hasSize(7);
        for (Golden golden : cases) {
            BitField set = set(golden.at("set"));
            assertThat(set.toBytes()).isEqualTo(golden.at("hex").hex());
            assertThat(BitField.fromBytes(golden.at("hex").hex())).isEqualTo(set);
            CborWriter out = new CborWriter();
            set.write(out);
            assertThat(out.toBytes()).isEqualTo(golden.at("cbor").hex());
            assertThat(BitField.read(new CborReader(out.toBytes()))).isEqualTo(set);
        }
    }

    private static BitField set(Golden set) {
        if (set.isList()) {
            return BitField.of(set.items().stream()
                    .mapToLong(n -> Long.parseLong(n.text()))
                    .toArray());
        }
        String[] range = set.text().split("\\.\\.");
        return BitField.run(Long.parseLong(range[0]), Long.parseLong(range[1]) + 1);
    }

    @Test
    public void setsBehaveAsSetsDo() {
        Random random = new Random(1);
        for (int round = 0; round < 3_000; round++) {
            TreeSet<Long> a = numbers(random);
            TreeSet<Long> b = numbers(random);
            BitField x = of(a);
            BitField y = of(b);
            assertThat(list(x)).isEqualTo(List.copyOf(a));
            TreeSet<Long> both = new TreeSet<>(a);
            both.addAll(b);
            assertThat(list(x.union(y))).isEqualTo(List.copyOf(both));
            TreeSet<Long> common = new TreeSet<>(a);
            common.retainAll(b);
            assertThat(list(x.intersection(y))).isEqualTo(List.copyOf(common));
            TreeSet<Long> rest = new TreeSet<>(a);
            rest.removeAll(b);
            assertThat(list(x.minus(y))).isEqualTo(List.copyOf(rest));
            assertThat(x.containsAll(y)).isEqualTo(a.containsAll(b));
            assertThat(x.union(y)).isEqualTo(y.union(x)).hasSameHashCodeAs(y.union(x));
            assertThat(x.count()).isEqualTo(a.size());
            assertThat(x.isEmpty()).isEqualTo(a.isEmpty());
            assertThat(x.first().isPresent() ? x.first().getAsLong() : null).isEqualTo(a.isEmpty() ? null : a.first());
            assertThat(x.last().isPresent() ? x.last().getAsLong() : null).isEqualTo(a.isEmpty() ? null : a.last());
            for (long n = 0; n < 80; n++) {
                assertThat(x.contains(n)).isEqualTo(a.contains(n));
            }
            int skip = random.nextInt(a.size() + 1);
            int length = random.nextInt(a.size() - skip + 1);
            assertThat(list(x.slice(skip, length)))
                    .isEqualTo(a.stream().skip(skip).limit(length).toList());
            assertThat(BitField.fromBytes(x.toBytes())).isEqualTo(x);
            assertThat(BitField.ofRuns(x.runs().toList())).isEqualTo(x);
        }
    }

    @Test
    public void runsNeverTouchEachOther() {
        BitField set =
                BitField.ofRuns(List.of(new Run(5, 5), new Run(0, 3), new Run(3, 2), new Run(7, 1), new Run(20, 1)));
        assertThat(set.runs()).containsExactly(new Run(0, 10), new Run(20, 1));
        assertThat(set).hasToString("{0-9, 20}");
    }

    @Test
    public void aBillionNumbersTakeNoMoreThanOne() {
        BitField many = BitField.run(10, 1_000_000_000);
        assertThat(many.count()).isEqualTo(1_000_000_000);
        assertThat(many.toBytes()).hasSizeLessThan(10);
        assertThat(many.minus(BitField.of(500)).runs()).hasSize(2);
        BitField all = BitField.run(0, Long.MAX_VALUE);
        assertThat(BitField.fromBytes(all.toBytes())).isEqualTo(all);
        assertThat(all.contains(Long.MAX_VALUE - 1)).isTrue();
        assertThat(all.contains(Long.MAX_VALUE)).isFalse();
        assertThat(all.contains(-1)).isFalse();
    }

    @Test
    public void numbersOutOfRangeAreRefused() {
        assertThatThrownBy(() -> BitField.of(-1)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> BitField.of(Long.MAX_VALUE)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new Run(0, 0)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new Run(1, Long.MAX_VALUE)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> BitField.of(1, 2).slice(1, 2)).isInstanceOf(IllegalArgumentException.class);
        assertThat(BitField.run(7, 0)).isEqualTo(BitField.EMPTY);
    }

    @Test
    public void onlyTheShortestFormIsRead() {
        refused("00", "zero byte");
        refused("1800", "zero byte");
        refused("19", "version");
        refused("02", "version");
        // Version 00, first run of members, and no run.
        refused("04", "does not end in a run of members");
        // 4 others, then nothing.
        refused(hex(bits("000" + "01" + "0010")), "zero byte");
        refused(hex(bits("000" + "01" + "001")), "does not end in a run of members");
        // A run of 1 in the short form: 00 1 01 1000.
        refused(hex(bits("001" + "01" + "1")), "short form");
        // 00 1 01 0000, then a member more: a run of 0.
        refused(hex(bits("001" + "01" + "0000" + "1" + "1")), "short form");
        // A run of 15 in the long form: 00 1 00 11110000.
        refused(hex(bits("001" + "00" + "11110000")), "long form");
        // 16 with a byte too many: 00001001 10000000.
        refused(hex(bits("001" + "00" + "00001001" + "00000000" + "1" + "1")), "shortest form");
        // 2^63 and more.
        refused(hex(bits("001" + "00" + "11111111".repeat(9) + "10000000" + "111")), "2^63 or more");
        // Two runs that are more than there are numbers.
        String most = "11111111".repeat(8) + "11111110";
        refused(hex(bits("001" + "00" + most + "1" + "1")), "beyond");
        assertThatThrownBy(() -> BitField.fromBytes(new byte[BitField.MAX_BYTES + 1]))
                .isInstanceOf(DecodeException.class)
                .extracting(e -> ((DecodeException) e).kind())
                .isEqualTo(DecodeException.Kind.LIMIT);
    }

    @Test
    public void aSetOfTooManyRunsIsNotWritten() {
        BitField sparse =
                BitField.of(LongStream.range(0, 140_000).map(n -> 2 * n).toArray());
        assertThatThrownBy(sparse::toBytes).isInstanceOf(IllegalStateException.class);
        BitField fits = sparse.slice(0, 131_000);
        assertThat(fits.toBytes().length).isBetween(32_000, BitField.MAX_BYTES);
        assertThat(BitField.fromBytes(fits.toBytes())).isEqualTo(fits);
    }

    @Test
    public void aBitfieldInAMessageNamesItsPlace() {
        byte[] message = HexFormat.of().parseHex("8201420000");
        CborReader in = new CborReader(message);
        in.readListHeader(2);
        in.readLong();
        assertThatThrownBy(() -> BitField.read(in))
                .isInstanceOf(DecodeException.class)
                .hasMessageStartingWith("at byte 2: bitfield: ");
    }

    private static void refused(String hex, String because) {
        assertThatThrownBy(() -> BitField.fromBytes(HexFormat.of().parseHex(hex)))
                .as(hex)
                .isInstanceOf(DecodeException.class)
                .hasMessageContaining(because);
    }

    /** Bits as they come, least significant first. */
    private static byte[] bits(String bits) {
        byte[] bytes = new byte[(bits.length() + 7) / 8];
        for (int i = 0; i < bits.length(); i++) {
            bytes[i / 8] |= (byte) ((bits.charAt(i) - '0') << i % 8);
        }
        return bytes;
    }

    private static String hex(byte[] bytes) {
        return HexFormat.of().formatHex(bytes);
    }

    private static TreeSet<Long> numbers(Random random) {
        TreeSet<Long> numbers = new TreeSet<>();
        for (int runs = random.nextInt(6); runs > 0; runs--) {
            long first = random.nextInt(60);
            LongStream.range(first, first + 1 + random.nextInt(20)).forEach(numbers::add);
        }
        return numbers;
    }

    private static BitField of(TreeSet<Long> numbers) {
        return BitField.of(numbers.stream().mapToLong(n -> n).toArray());
    }

    private static List<Long> list(BitField set) {
        return set.stream().boxed().collect(Collectors.toList());
    }
}
