package io.fondaco.codec.hamt;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fondaco.codec.CountingBlocks;
import io.fondaco.codec.DecodeException;
import io.fondaco.codec.Golden;
import io.fondaco.codec.cbor.CborWriter;
import io.fondaco.codec.cbor.DagCbor;
import io.fondaco.codec.ipld.MemoryBlocks;
import io.fondaco.model.Cid;
import io.fondaco.model.Multihash;
import io.fondaco.model.Varint;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.Test;

public class HamtTest {

    @Test
    public void publishedAndReferenceRootsAreReproduced() throws IOException {
        List<Golden> cases = Golden.list("hamt.json");
        assertThat(cases).hasSize(6);
        for (Golden golden : cases) {
            String name = golden.at("n").text();
            CountingBlocks blocks = new CountingBlocks();
            Hamt map = Hamt.empty(blocks, (int) golden.at("bitwidth").number());
            int count = (int) golden.at("count").number();
            if (golden.has("entries")) {
                for (Golden entry : golden.at("entries").items()) {
                    map.put(
                            entry.items().get(0).hex(),
                            bytes(entry.items().get(1).hex()));
                }
            } else {
                boolean decimal = name.startsWith("decimal");
                for (int i = 0; i < count; i++) {
                    byte[] key = decimal ? utf8(Integer.toString(i)) : Varint.encode(i);
                    map.put(key, bytes(decimal ? key : new byte[0]));
                }
            }
            Cid root = map.flush();
            assertThat(root).as(name).isEqualTo(golden.at("cid").cid());
            assertThat(blocks.size()).as(name).isEqualTo((int)
                    golden.at("nodes_written").number());
            assertThat(blocks.puts()).as(name).isEqualTo(blocks.size());
            if (golden.has("root_cbor")) {
                assertThat(blocks.get(root))
                        .as(name)
                        .contains(golden.at("root_cbor").hex());
            }
            Hamt again = Hamt.load(blocks, root, (int) golden.at("bitwidth").number());
            int[] seen = new int[1];
            again.forEach((key, value) -> {
                seen[0]++;
                assertThat(map.get(key)).contains(value);
            });
            assertThat(seen[0]).as(name).isEqualTo(count);
            assertThat(again.flush()).isEqualTo(root);
        }
    }

    @Test
    public void holdsWhatAMapHoldsWhateverIsDoneToIt() throws IOException {
        for (int bitWidth : new int[] {1, 2, 3, 5, 6, 8}) {
            Random random = new Random(bitWidth);
            CountingBlocks blocks = new CountingBlocks();
            Hamt map = Hamt.empty(blocks, bitWidth);
            Map<Integer, Integer> model = new HashMap<>();
            for (int step = 0; step < 20_000; step++) {
                // Grows for a while, then shrinks, so that nodes split and fold.
                int key = random.nextInt(step % 4_000 < 2_000 ? 3_000 : 600);
                if (random.nextInt(10) < (step % 4_000 < 2_000 ? 8 : 2)) {
                    int value = random.nextInt(4);
                    Integer before = model.put(key, value);
                    assertThat(map.put(key(key), number(value)).map(HamtTest::number))
                            .isEqualTo(optional(before));
                } else {
                    assertThat(map.remove(key(key)).map(HamtTest::number)).isEqualTo(optional(model.remove(key)));
                }
                assertThat(map.get(key(key)).map(HamtTest::number)).isEqualTo(optional(model.get(key)));
                if (step % 1_000 == 0) {
                    Cid root = map.flush();
                    assertThat(root).isEqualTo(inAnyOrder(model, bitWidth, random));
                    map = Hamt.load(blocks, root, bitWidth);
                    assertThat(contents(map)).isEqualTo(model);
                }
            }
        }
    }

    private static Cid inAnyOrder(Map<Integer, Integer> model, int bitWidth, Random random) throws IOException {
        Hamt map = Hamt.empty(new MemoryBlocks(), bitWidth);
        List<Integer> keys = new ArrayList<>(model.keySet());
        Collections.shuffle(keys, random);
        for (int key : keys) {
            map.put(key(key), number(model.get(key)));
        }
        return map.flush();
    }

    private static Map<Integer, Integer> contents(Hamt map) throws IOException {
        Map<Integer, Integer> contents = new HashMap<>();
        map.forEach((key, value) -> assertThat(contents.put(ByteBuffer.wrap(key).getInt(), number(value)))
                .isNull());
        return contents;
    }

    @Test
    public void takingOutAllThatWasPutLeavesTheRootOfBefore() throws IOException {
        MemoryBlocks blocks = new MemoryBlocks();
        Hamt map = Hamt.empty(blocks, 5);
        Cid before = map.flush();
        for (int i = 0; i < 1_000; i++) {
            map.put(key(i), number(i));
        }
        Cid full = map.flush();
        for (int i = 1_000; i < 3_000; i++) {
            map.put(key(i), number(i));
        }
        for (int i = 2_999; i >= 1_000; i--) {
            map.remove(key(i));
        }
        assertThat(map.flush()).isEqualTo(full);
        for (int i = 0; i < 1_000; i++) {
            assertThat(map.isEmpty()).isFalse();
            map.remove(key(i));
        }
        assertThat(map.flush()).isEqualTo(before);
        assertThat(map.isEmpty()).isTrue();
    }

    @Test
    public void readsOnlyTheNodesOnTheWayAndWritesOnlyThoseThatChanged() throws IOException {
        CountingBlocks blocks = new CountingBlocks();
        Hamt map = Hamt.empty(blocks, 5);
        for (int i = 0; i < 10_000; i++) {
            map.put(key(i), number(i));
        }
        assertThat(blocks.puts()).isZero();
        Cid root = map.flush();
        int written = blocks.puts();
        assertThat(written).isEqualTo(blocks.size()).isGreaterThan(500);

        Hamt loaded = Hamt.load(blocks, root, 5);
        assertThat(loaded.get(key(77))).contains(number(77));
        assertThat(blocks.gets()).isBetween(3, 5);
        int gets = blocks.gets();
        assertThat(loaded.get(key(77))).contains(number(77));
        assertThat(blocks.gets()).isEqualTo(gets);
        loaded.put(key(77), number(78));
        loaded.put(key(77), number(79));
        assertThat(loaded.flush()).isNotEqualTo(root);
        assertThat(blocks.puts() - written).isBetween(3, 5);
        loaded.put(key(77), number(77));
        assertThat(loaded.flush()).isEqualTo(root);
        int puts = blocks.puts();
        loaded.put(key(77), number(77));
        loaded.remove(key(-1));
        assertThat(loaded.flush()).isEqualTo(root);
        assertThat(blocks.puts()).isEqualTo(puts);
    }

    @Test
    public void aCopyDoesNotSeeWhatBecomesOfTheOther() throws IOException {
        MemoryBlocks blocks = new MemoryBlocks();
        Hamt map = Hamt.empty(blocks, 5);
        for (int i = 0; i < 500; i++) {
            map.put(key(i), number(i));
        }
        Hamt before = map.copy();
        for (int i = 0; i < 500; i += 2) {
            map.remove(key(i));
        }
        map.put(key(501), number(1));
        Cid changed = map.flush();
        Cid kept = before.flush();
        assertThat(kept).isNotEqualTo(changed);
        assertThat(contents(Hamt.load(blocks, kept, 5))).hasSize(500);
        assertThat(contents(Hamt.load(blocks, changed, 5))).hasSize(251);
    }

    @Test
    public void aStoreThatFailsLeavesTheMapAsItWas() throws IOException {
        CountingBlocks blocks = new CountingBlocks();
        Hamt map = Hamt.empty(blocks, 5);
        for (int i = 0; i < 2_000; i++) {
            map.put(key(i), number(i));
        }
        blocks.failAfter(20);
        assertThatThrownBy(map::flush).isInstanceOf(IOException.class);
        blocks.failAfter(Integer.MAX_VALUE);
        Cid root = map.flush();
        assertThat(contents(Hamt.load(blocks, root, 5))).hasSize(2_000);

        Hamt loaded = Hamt.load(blocks, root, 5);
        blocks.failAfter(0);
        assertThatThrownBy(() -> loaded.put(key(5), number(6))).isInstanceOf(IOException.class);
        blocks.failAfter(Integer.MAX_VALUE);
        assertThat(loaded.flush()).isEqualTo(root);
        assertThat(loaded.get(key(5))).contains(number(5));
    }

    @Test
    public void putIfAbsentPutsOnce() throws IOException {
        Hamt map = Hamt.empty(new MemoryBlocks(), 5);
        assertThat(map.putIfAbsent(key(1), number(1))).isTrue();
        assertThat(map.putIfAbsent(key(1), number(2))).isFalse();
        assertThat(map.get(key(1))).contains(number(1));
    }

    @Test
    public void arraysOfCallersAreNotShared() throws IOException {
        Hamt map = Hamt.empty(new MemoryBlocks(), 5);
        byte[] key = key(1);
        byte[] value = number(1);
        map.put(key, value);
        key[0] = 9;
        value[0] = 9;
        map.get(key(1)).orElseThrow()[0] = 9;
        assertThat(map.get(key(1))).contains(number(1));
    }

    @Test
    public void refusesAValueThatIsNotOneItem() {
        Hamt map = Hamt.empty(new MemoryBlocks(), 5);
        for (String bad : new String[] {"", "0101", "8201", "1801", "a2616201616101"}) {
            assertThatThrownBy(() -> map.put(key(1), hex(bad))).as(bad).isInstanceOf(DecodeException.class);
        }
        assertThatThrownBy(() -> map.put(key(1), hex("81".repeat(60) + "80"))).isInstanceOf(DecodeException.class);
    }

    @Test
    public void theDeepestValueThatCanBePutCanBeReadAgain() throws IOException {
        MemoryBlocks blocks = new MemoryBlocks();
        Hamt map = Hamt.empty(blocks, 5, HamtFormat.LEGACY);
        byte[] deep = hex("81".repeat(55) + "80");
        map.put(key(1), deep);
        assertThat(Hamt.load(blocks, map.flush(), 5, HamtFormat.LEGACY).get(key(1)))
                .contains(deep);
    }

    @Test
    public void refusesMalformedNodesAndSaysWhy() throws IOException {
        // The slot of "foo" at bit width 5 is 5: SHA-256 starts 2c.
        refused("8240", "2 entries are more");
        refused("81824080", "list of 1");
        refused("824001", "INTEGER");
        refused("82410080", "starts with zeros");
        refused("8242002080", "starts with zeros");
        refused("8245000000000180", "at most 4");
        refused("82412080", "list of 0 items where 1");
        refused("8241208180", "bucket of 0");
        refused("82412081f6", "list is expected");
        refused("8241208181824366", "input ends");
        refused("82412081818243666f6f1801", "shortest");
        refused("8241108181" + "8243666f6f01", "does not lead");
        refused("824120818282" + "43666f6f01" + "82" + "43666f6f01", "not in order");
        refused("8241208181" + "8343666f6f0101", "list of 3");
        refused("824080" + "00", "trailing");
        refused("82412081" + "d82a5823001220" + "00".repeat(32), "not a CIDv1 of dag-cbor");
        refused("82412081" + "d82a58250001551220" + "00".repeat(32), "not a CIDv1 of dag-cbor");
        assertThatThrownBy(() -> Hamt.load(store("82412081818243666f6f01"), cid("82412081818243666f6f02"), 5))
                .isInstanceOf(DecodeException.class)
                .extracting(e -> ((DecodeException) e).kind())
                .isEqualTo(DecodeException.Kind.MISSING);
        assertThat(Hamt.load(store("82412081818243666f6f01"), cid("82412081818243666f6f01"), 5)
                        .get(utf8("foo")))
                .contains(hex("01"));
    }

    @Test
    public void refusesANodeThatShouldHaveBeenFoldedIntoItsParent() throws IOException {
        // "foo" is at slot 5, then 16: the child below slot 5 is its bucket alone.
        byte[] foo = hex("2c26b46b68ffc68ff99b453c1d30413413422d706483bfa0f98a5e886266e7ae");
        assertThat(Multihash.sha256(utf8("foo")).digest()).isEqualTo(foo);
        String child = "8243010000" + "81" + "81" + "8243666f6f01";
        assertThat((foo[0] & 7) << 2 | (foo[1] & 0xff) >>> 6).isEqualTo(16);
        MemoryBlocks blocks = store(child);
        CborWriter parent = new CborWriter();
        parent.writeListHeader(2).writeBytes(hex("20")).writeListHeader(1).writeCid(cid(child));
        Hamt map = Hamt.load(put(blocks, parent.toBytes()), DagCbor.chainCid(parent.toBytes()), 5);
        assertThatThrownBy(() -> map.get(utf8("foo")))
                .isInstanceOf(DecodeException.class)
                .hasMessageContaining("fit the bucket above")
                .hasMessageContaining(cid(child).toString());
        String none = "824080";
        CborWriter empty = new CborWriter();
        empty.writeListHeader(2).writeBytes(hex("20")).writeListHeader(1).writeCid(cid(none));
        put(blocks, hex(none));
        Hamt other = Hamt.load(put(blocks, empty.toBytes()), DagCbor.chainCid(empty.toBytes()), 5);
        assertThatThrownBy(() -> other.forEach((k, v) -> {})).isInstanceOf(DecodeException.class);
    }

    @Test
    public void refusesAChildThatLiesAtAnotherPlaceThanItsKeysSay() throws IOException {
        MemoryBlocks blocks = new MemoryBlocks();
        Hamt map = Hamt.empty(blocks, 5);
        for (int i = 0; i < 200; i++) {
            map.put(key(i), number(i));
        }
        Cid root = map.flush();
        byte[] block = blocks.get(root).orElseThrow();
        // Two links of the root change places.
        int link = 43;
        int first = 8;
        byte[] swapped = block.clone();
        System.arraycopy(block, first, swapped, first + link, link);
        System.arraycopy(block, first + link, swapped, first, link);
        assertThat(block[first]).isEqualTo(block[first + link]).isEqualTo((byte) 0xd8);
        Hamt wrong = Hamt.load(put(blocks, swapped), DagCbor.chainCid(swapped), 5);
        assertThatThrownBy(() -> wrong.forEach((k, v) -> {}))
                .isInstanceOf(DecodeException.class)
                .hasMessageContaining("does not lead");
    }

    @Test
    public void theFormOfOldActorsIsReadAndWritten() throws IOException {
        MemoryBlocks blocks = new MemoryBlocks();
        Hamt one = Hamt.empty(blocks, 5, HamtFormat.LEGACY);
        one.put(utf8("foo"), hex("01"));
        Cid root = one.flush();
        assertThat(blocks.get(root)).contains(hex("82412081a16131818243666f6f01"));
        Hamt map = Hamt.empty(blocks, 5, HamtFormat.LEGACY);
        for (int i = 0; i < 1_000; i++) {
            map.put(key(i), number(i));
        }
        Cid many = map.flush();
        assertThat(contents(Hamt.load(blocks, many, 5, HamtFormat.LEGACY))).hasSize(1_000);
        assertThatThrownBy(() -> Hamt.load(blocks, many, 5)).isInstanceOf(DecodeException.class);
        assertThatThrownBy(() -> Hamt.load(
                        store("82412081a16132818243666f6f01"),
                        cid("82412081a16132818243666f6f01"),
                        5,
                        HamtFormat.LEGACY))
                .hasMessageContaining("\"0\" or \"1\"");
    }

    @Test
    public void bitWidthsOutsideOneToEightAreRefused() {
        assertThatThrownBy(() -> Hamt.empty(new MemoryBlocks(), 0)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> Hamt.empty(new MemoryBlocks(), 9)).isInstanceOf(IllegalArgumentException.class);
    }

    private static void refused(String node, String because) throws IOException {
        assertThatThrownBy(() -> Hamt.load(store(node), cid(node), 5))
                .as(node)
                .isInstanceOf(DecodeException.class)
                .hasMessageContaining(because)
                .hasMessageContaining(cid(node).toString());
    }

    private static MemoryBlocks store(String node) throws IOException {
        return put(new MemoryBlocks(), hex(node));
    }

    private static MemoryBlocks put(MemoryBlocks blocks, byte[] node) throws IOException {
        blocks.put(DagCbor.chainCid(node), ByteBuffer.wrap(node));
        return blocks;
    }

    private static Cid cid(String node) {
        return DagCbor.chainCid(hex(node));
    }

    private static java.util.Optional<Integer> optional(Integer value) {
        return java.util.Optional.ofNullable(value);
    }

    private static byte[] key(int key) {
        return ByteBuffer.allocate(4).putInt(key).array();
    }

    private static byte[] number(int value) {
        return new CborWriter().writeLong(value).toBytes();
    }

    private static int number(byte[] value) {
        return (int) new io.fondaco.codec.cbor.CborReader(value).readLong();
    }

    private static byte[] bytes(byte[] value) {
        return new CborWriter().writeBytes(value).toBytes();
    }

    private static byte[] utf8(String text) {
        return text.getBytes(UTF_8);
    }

    private static byte[] hex(String hex) {
        return HexFormat.of().parseHex(hex);
    }
}
