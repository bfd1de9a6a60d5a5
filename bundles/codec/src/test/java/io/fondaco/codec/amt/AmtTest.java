package io.fondaco.codec.amt;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fondaco.codec.CountingBlocks;
import io.fondaco.codec.DecodeException;
import io.fondaco.codec.Golden;
import io.fondaco.codec.cbor.CborReader;
import io.fondaco.codec.cbor.CborWriter;
import io.fondaco.codec.cbor.DagCbor;
import io.fondaco.codec.ipld.MemoryBlocks;
import io.fondaco.model.Cid;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import org.junit.Test;

public class AmtTest {

    @Test
    public void publishedAndReferenceRootsAreReproduced() throws IOException {
        List<Golden> cases = Golden.list("amt.json");
        assertThat(cases).hasSize(13);
        for (Golden golden : cases) {
            String name = golden.at("n").text();
            boolean legacy = golden.at("legacy").bool();
            int bitWidth = (int) golden.at("bitwidth").number();
            CountingBlocks blocks = new CountingBlocks();
            Amt array = legacy ? Amt.emptyLegacy(blocks) : Amt.empty(blocks, bitWidth);
            long count = golden.at("count").number();
            if (golden.has("entries")) {
                for (Golden entry : golden.at("entries").items()) {
                    Golden value = entry.items().get(1);
                    array.set(
                            Long.parseUnsignedLong(entry.items().get(0).text()),
                            value.isText() ? bytes(value.hex()) : number((int) value.number()));
                }
            } else {
                for (int i = 0; i < count; i++) {
                    array.append(bytes("foo foo bar".getBytes(UTF_8)));
                }
            }
            Cid root = array.flush();
            assertThat(root).as(name).isEqualTo(golden.at("cid").cid());
            assertThat(blocks.get(root))
                    .as(name)
                    .contains(golden.at("root_cbor").hex());
            assertThat(array.count()).as(name).isEqualTo(count);
            int written = blocks.size();
            if (count == 5_000) {
                // Equal nodes are one block: the reference counts what it put.
                assertThat(blocks.puts())
                        .isEqualTo((int) golden.at("nodes_written").number());
            } else {
                assertThat(written).as(name).isEqualTo((int)
                        golden.at("nodes_written").number());
            }
            Amt again = legacy ? Amt.loadLegacy(blocks, root) : Amt.load(blocks, root, bitWidth);
            long[] seen = new long[1];
            again.forEach((index, value) -> {
                seen[0]++;
                assertThat(array.get(index)).contains(value);
            });
            assertThat(seen[0]).as(name).isEqualTo(count);
            assertThat(again.flush()).isEqualTo(root);
        }
    }

    @Test
    public void theEmptyListOfMessagesIsTheOneInPublishedHeaders() throws IOException {
        assertThat(Amt.writeLegacy(new MemoryBlocks(), List.of()))
                .isEqualTo(Cid.parse("bafy2bzacedswlcz5ddgqnyo3sak3jmhmkxashisnlpq6ujgyhe4mlobzpnhs6"));
    }

    @Test
    public void publishedRootsOfSparseArraysAreReproduced() throws IOException {
        Amt array = Amt.empty(new MemoryBlocks(), 3);
        array.set(79, bytes("baz".getBytes(UTF_8)));
        array.set(2, bytes("foo".getBytes(UTF_8)));
        array.set(11, bytes("bar".getBytes(UTF_8)));
        assertThat(array.flush())
                .isEqualTo(Cid.parse("bafy2bzacecughjbclx3lbqwibrwc6pe7nttlc3qewedsrayghsvh5j5lpofiq"));
    }

    @Test
    public void holdsWhatAMapHoldsWhateverIsDoneToIt() throws IOException {
        for (int bitWidth : new int[] {1, 2, 3, 5, 6, 8}) {
            Random random = new Random(bitWidth);
            CountingBlocks blocks = new CountingBlocks();
            Amt array = Amt.empty(blocks, bitWidth);
            Map<Long, Integer> model = new TreeMap<>(Long::compareUnsigned);
            for (int step = 0; step < 20_000; step++) {
                long index = random.nextInt(20) == 0
                        ? random.nextLong() >>> random.nextInt(64)
                        : random.nextInt(step % 4_000 < 2_000 ? 3_000 : 600);
                if (random.nextInt(10) < (step % 4_000 < 2_000 ? 8 : 2) && index != -1) {
                    int value = random.nextInt(4);
                    Integer before = model.put(index, value);
                    assertThat(array.set(index, number(value)).map(AmtTest::number))
                            .isEqualTo(Optional.ofNullable(before));
                } else {
                    assertThat(array.delete(index).map(AmtTest::number))
                            .isEqualTo(Optional.ofNullable(model.remove(index)));
                }
                assertThat(array.get(index).map(AmtTest::number)).isEqualTo(Optional.ofNullable(model.get(index)));
                assertThat(array.count()).isEqualTo(model.size());
                if (step % 1_000 == 0) {
                    Cid root = array.flush();
                    assertThat(root).isEqualTo(inAnyOrder(model, bitWidth, random));
                    array = Amt.load(blocks, root, bitWidth);
                    assertThat(contents(array)).isEqualTo(new ArrayList<>(model.entrySet()));
                }
            }
        }
    }

    private static Cid inAnyOrder(Map<Long, Integer> model, int bitWidth, Random random) throws IOException {
        Amt array = Amt.empty(new MemoryBlocks(), bitWidth);
        List<Long> indices = new ArrayList<>(model.keySet());
        Collections.shuffle(indices, random);
        for (long index : indices) {
            array.set(index, number(model.get(index)));
        }
        return array.flush();
    }

    private static List<Map.Entry<Long, Integer>> contents(Amt array) throws IOException {
        List<Map.Entry<Long, Integer>> contents = new ArrayList<>();
        array.forEach((index, value) -> contents.add(Map.entry(index, number(value))));
        return contents;
    }

    @Test
    public void deletingWhatWasSetLeavesTheRootOfBefore() throws IOException {
        Amt array = Amt.empty(new MemoryBlocks(), 3);
        Cid none = array.flush();
        array.set(5, number(1));
        Cid one = array.flush();
        array.set(-2, number(2));
        array.set(4_000, number(2));
        array.delete(-2);
        array.delete(4_000);
        assertThat(array.flush()).isEqualTo(one);
        assertThat(array.delete(6)).isEmpty();
        assertThat(array.delete(1L << 40)).isEmpty();
        array.delete(5);
        assertThat(array.flush()).isEqualTo(none);
    }

    @Test
    public void readsOnlyTheNodesOnTheWayAndWritesOnlyThoseThatChanged() throws IOException {
        CountingBlocks blocks = new CountingBlocks();
        Amt array = Amt.empty(blocks, 5);
        for (int i = 0; i < 10_000; i++) {
            array.append(number(i));
        }
        assertThat(blocks.puts()).isZero();
        Cid root = array.flush();
        int written = blocks.puts();
        Amt loaded = Amt.load(blocks, root, 5);
        assertThat(loaded.get(77)).contains(number(77));
        assertThat(blocks.gets()).isEqualTo(3);
        loaded.get(77);
        loaded.get(78);
        assertThat(blocks.gets()).isEqualTo(3);
        loaded.set(77, number(78));
        loaded.set(77, number(79));
        assertThat(loaded.flush()).isNotEqualTo(root);
        assertThat(blocks.puts() - written).isEqualTo(3);
        loaded.set(77, number(77));
        assertThat(loaded.flush()).isEqualTo(root);
        int puts = blocks.puts();
        loaded.set(77, number(77));
        loaded.flush();
        assertThat(blocks.puts()).isEqualTo(puts);
    }

    @Test
    public void aStoreThatFailsLeavesTheArrayAsItWas() throws IOException {
        CountingBlocks blocks = new CountingBlocks();
        Amt array = Amt.empty(blocks, 3);
        for (int i = 0; i < 2_000; i++) {
            array.append(number(i));
        }
        blocks.failAfter(20);
        assertThatThrownBy(array::flush).isInstanceOf(IOException.class);
        blocks.failAfter(Integer.MAX_VALUE);
        Cid root = array.flush();
        Amt loaded = Amt.load(blocks, root, 3);
        blocks.failAfter(1);
        assertThatThrownBy(() -> loaded.delete(1_000)).isInstanceOf(IOException.class);
        blocks.failAfter(Integer.MAX_VALUE);
        assertThat(contents(loaded)).hasSize(2_000);
        assertThat(loaded.flush()).isEqualTo(root);
    }

    @Test
    public void aCopyDoesNotSeeWhatBecomesOfTheOther() throws IOException {
        MemoryBlocks blocks = new MemoryBlocks();
        Amt array = Amt.empty(blocks, 3);
        for (int i = 0; i < 100; i++) {
            array.append(number(i));
        }
        Amt before = array.copy();
        array.delete(3);
        assertThat(before.get(3)).contains(number(3));
        assertThat(array.flush()).isNotEqualTo(before.flush());
    }

    @Test
    public void appendsOnlyToArraysWithoutGaps() throws IOException {
        Amt array = Amt.empty(new MemoryBlocks(), 3);
        assertThat(array.append(number(1))).isZero();
        assertThat(array.append(number(1))).isEqualTo(1);
        array.delete(0);
        assertThatThrownBy(() -> array.append(number(2))).isInstanceOf(IllegalStateException.class);
        Amt high = Amt.empty(new MemoryBlocks(), 3);
        high.set(9, number(1));
        assertThatThrownBy(() -> high.append(number(2))).isInstanceOf(IllegalStateException.class);
    }

    @Test
    public void theLastIndexIsTwoBelowTheEnd() throws IOException {
        Amt array = Amt.empty(new MemoryBlocks(), 8);
        array.set(-2, number(1));
        assertThat(array.get(-2)).contains(number(1));
        assertThat(array.get(-1)).isEmpty();
        assertThat(array.delete(-1)).isEmpty();
        assertThatThrownBy(() -> array.set(-1, number(1))).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    public void refusesMalformedRootsAndSaysWhy() throws IOException {
        refused("830000834100" + "8080", "list of 3");
        refused("84040000834100" + "8080", "not within 3 to 3");
        refused("84031600834100" + "8080", "not within 0 to 21");
        refused("84030000834200008080", "at most 1");
        refused("8403000083408080", "not one bit for each slot");
        refused("84030001834100" + "8080", "counts 1 entries has 0");
        refused("84030000834101" + "808101", "counts 0 entries has 1");
        refused("84030002834101" + "808101", "counts 2 entries has 1");
        refused("84030001834101" + "8080", "list of 0 items where 1");
        refused("84030001834101" + "80820101", "list of 2 items where 1");
        refused("84030100834100" + "8080", "higher than its entries need");
        String link = "d82a5827000171a0e40220" + "11".repeat(32);
        refused("84030101834101" + "81" + link + "80", "higher than its entries need");
        refused("84030101834102" + "80" + "8101", "list of 0 items where 1");
        refused("84030001834101" + "81" + link + "80", "list of 1 items where 0");
        refused("84030100834102" + "81" + link + "80", "counts 0");
        refused("84031501834104" + "81" + link + "80", "more than 64 bits");
        refused("84030000834100808000", "trailing");
        Cid missing = cid("84030101834102" + "81" + link + "80");
        Amt array = Amt.load(store("84030101834102" + "81" + link + "80"), missing, 3);
        assertThatThrownBy(() -> array.get(8))
                .isInstanceOf(DecodeException.class)
                .extracting(e -> ((DecodeException) e).kind())
                .isEqualTo(DecodeException.Kind.MISSING);
    }

    @Test
    public void refusesCountsThatDoNotComeOut() throws IOException {
        MemoryBlocks blocks = new MemoryBlocks();
        Amt array = Amt.empty(blocks, 3);
        array.set(8, number(1));
        array.set(9, number(1));
        byte[] root = blocks.get(array.flush()).orElseThrow();
        assertThat(root[3]).isEqualTo((byte) 2);
        for (int wrong : new int[] {1, 3}) {
            root[3] = (byte) wrong;
            blocks.put(DagCbor.chainCid(root), ByteBuffer.wrap(root));
            Amt damaged = Amt.load(blocks, DagCbor.chainCid(root), 3);
            assertThatThrownBy(() -> damaged.forEach((i, v) -> {}))
                    .isInstanceOf(DecodeException.class)
                    .hasMessageContaining("counts " + wrong);
        }
        root[3] = 1;
        Amt damaged = Amt.load(blocks, DagCbor.chainCid(root), 3);
        assertThatThrownBy(() -> damaged.delete(8)).isInstanceOf(DecodeException.class);
    }

    @Test
    public void refusesAnEmptyNodeBelowTheRoot() throws IOException {
        MemoryBlocks blocks = store("8341008080");
        CborWriter root = new CborWriter();
        root.writeListHeader(4).writeLong(3).writeLong(1).writeLong(1);
        root.writeListHeader(3).writeBytes(new byte[] {2}).writeListHeader(1).writeCid(cid("8341008080"));
        root.writeListHeader(0);
        blocks.put(DagCbor.chainCid(root.toBytes()), root.view());
        Amt array = Amt.load(blocks, DagCbor.chainCid(root.toBytes()), 3);
        assertThatThrownBy(() -> array.get(8)).hasMessageContaining("below the root without entries");
    }

    private static void refused(String root, String because) throws IOException {
        assertThatThrownBy(() -> Amt.load(store(root), cid(root), 3))
                .as(root)
                .isInstanceOf(DecodeException.class)
                .hasMessageContaining(because)
                .hasMessageContaining(cid(root).toString());
    }

    private static MemoryBlocks store(String node) {
        MemoryBlocks blocks = new MemoryBlocks();
        blocks.put(cid(node), ByteBuffer.wrap(hex(node)));
        return blocks;
    }

    private static Cid cid(String node) {
        return DagCbor.chainCid(hex(node));
    }

    private static byte[] number(int value) {
        return new CborWriter().writeLong(value).toBytes();
    }

    private static int number(byte[] value) {
        return (int) new CborReader(value).readLong();
    }

    private static byte[] bytes(byte[] value) {
        return new CborWriter().writeBytes(value).toBytes();
    }

    private static byte[] hex(String hex) {
        return HexFormat.of().parseHex(hex);
    }
}
