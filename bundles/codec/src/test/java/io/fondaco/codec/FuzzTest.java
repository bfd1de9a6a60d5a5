package io.fondaco.codec;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.fondaco.codec.amt.Amt;
import io.fondaco.codec.bitfield.BitField;
import io.fondaco.codec.car.CarBlock;
import io.fondaco.codec.car.CarFile;
import io.fondaco.codec.car.CarLimits;
import io.fondaco.codec.car.CarReader;
import io.fondaco.codec.car.CarV2Writer;
import io.fondaco.codec.car.CarWriter;
import io.fondaco.codec.cbor.CborLimits;
import io.fondaco.codec.cbor.CborPolicy;
import io.fondaco.codec.cbor.CborReader;
import io.fondaco.codec.cbor.CborWriter;
import io.fondaco.codec.cbor.DagCbor;
import io.fondaco.codec.hamt.Hamt;
import io.fondaco.codec.hamt.HamtFormat;
import io.fondaco.codec.ipld.MemoryBlocks;
import io.fondaco.codec.ipld.Node;
import io.fondaco.codec.json.DagJson;
import io.fondaco.codec.json.JsonLimits;
import io.fondaco.codec.pb.DagPb;
import io.fondaco.codec.pb.PbLink;
import io.fondaco.codec.pb.PbNode;
import io.fondaco.codec.selector.Selectors;
import io.fondaco.codec.unixfs.UnixFsData;
import io.fondaco.model.Address;
import io.fondaco.model.Cid;
import io.fondaco.model.InvalidValueException;
import io.fondaco.model.Multihash;
import io.fondaco.model.Varint;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;

/**
 * Damaged input never brings out anything but the typed refusal, and what is accepted is canonical: it encodes back to
 * the same bytes. Seeded. {@code -Dfondaco.long=true} runs ten times as many.
 */
public class FuzzTest {
    private static final int MANY = Boolean.getBoolean("fondaco.long") ? 10_000_000 : 1_000_000;
    private static final CarLimits CAR_LIMITS = new CarLimits(1 << 16, 1 << 16);
    private static final byte[] PROPOSAL = bytes(
            "8bd82a5828000181e203922020077e5fde35c50a9303a55009e3498a4ebedff39c42b710b730d8ec7ac7afa63e190800f455015ed2d3"
                    + "edd3d5f7b1d45366f8d8267cd5b587a1d44300e807676d79206465616c1903e81a0007ece845003b9aca0048002bdc54"
                    + "5d58750040");

    @Rule
    public final TemporaryFolder folder = new TemporaryFolder();

    /** A decoder that is given damaged bytes; it throws what a decoder may throw, or checks what it decoded. */
    private interface Check {
        void accept(byte[] damaged) throws IOException;
    }

    private static void fuzz(int seed, int count, byte[][] seeds, Check check) throws IOException {
        Mutator mutator = new Mutator(seed);
        int accepted = 0;
        for (int i = 0; i < count; i++) {
            byte[] damaged = mutator.mutate(seeds);
            try {
                check.accept(damaged);
                accepted++;
            } catch (DecodeException e) {
                assertOffset(damaged, e.offset());
            } catch (InvalidValueException e) {
                assertOffset(damaged, e.offset());
            } catch (RuntimeException | Error e) {
                throw new AssertionError("after " + i + ": " + HexFormat.of().formatHex(damaged), e);
            }
        }
        // The mutator is worth its time only if it hits both sides.
        assertThat(accepted).isBetween(1, count - 1);
    }

    private static void assertOffset(byte[] damaged, long offset) {
        if (offset < 0 || offset > damaged.length) {
            throw new AssertionError("offset " + offset + ": " + HexFormat.of().formatHex(damaged));
        }
    }

    private static void same(byte[] damaged, byte[] again) {
        if (!Arrays.equals(damaged, again)) {
            throw new AssertionError(HexFormat.of().formatHex(again) + " is not what came in");
        }
    }

    @Test
    public void cborIsRefusedOrCanonical() throws IOException {
        byte[][] seeds = {
            PROPOSAL,
            bytes("a361610261630362626201"),
            bytes("8301820280410a"),
            bytes("1bffffffffffffffff"),
            bytes("a3616183f6f5f4616263e282ac626363fb3ff8000000000000"),
            bytes("8144ffffffff")
        };
        fuzz(1, MANY, seeds, damaged -> same(damaged, DagCbor.encode(DagCbor.decode(damaged))));
        Set<CborPolicy> all = EnumSet.allOf(CborPolicy.class);
        fuzz(2, MANY / 4, seeds, damaged -> {
            Node node = DagCbor.decode(damaged, CborLimits.DEFAULT, all);
            CborWriter writer = new CborWriter();
            DagCbor.write(writer, node, CborWriter.KeyOrder.DECLARED);
            same(damaged, writer.toBytes());
        });
        fuzz(3, MANY / 4, seeds, damaged -> {
            int length = CborReader.itemLength(damaged, 0, damaged.length, CborLimits.DEFAULT, Set.of());
            if (length >= 0) {
                byte[] item = Arrays.copyOf(damaged, length);
                same(item, DagCbor.encode(DagCbor.decode(item)));
            }
        });
    }

    @Test
    public void jsonIsRefusedOrReadsBackTheSame() throws IOException {
        String link = "{\"/\":\"bafkreihdwdcefgh4dqkjv67uzcmw7ojee6xedzdetojuzjevtenxquvyku\"}";
        byte[][] seeds = {
            utf8("{\"a\":1,\"bb\":[true,null,-5,1.5e3],\"c\":\"x\\u20ac\\n\"}"), utf8("{\"/\":{\"bytes\":\"AP8\"}}"),
            utf8("[" + link + ",18446744073709551615]"), utf8("{\"R\":{\"l\":{\"none\":{}}}}")
        };
        fuzz(4, MANY, seeds, damaged -> {
            Node node = DagJson.decode(damaged, JsonLimits.DEFAULT);
            assertThat(node.equals(DagJson.decode(DagJson.encode(node), JsonLimits.DEFAULT)))
                    .isTrue();
        });
    }

    @Test
    public void dagPbAndUnixFsAreRefusedOrCanonical() throws IOException {
        Cid cid = Cid.v1(Cid.RAW, Multihash.sha256(new byte[0]));
        Cid old = Cid.v0(Multihash.sha256(new byte[1]));
        UnixFsData directory = UnixFsData.directory();
        byte[] node = DagPb.encode(new PbNode(
                List.of(PbLink.of(cid, "", 300), PbLink.of(old, "name", 5)),
                Optional.of(new io.fondaco.codec.ipld.BytesNode(directory.encode()))));
        byte[][] seeds = {node, bytes("0a0408021800"), bytes("")};
        fuzz(5, MANY, seeds, damaged -> same(damaged, DagPb.encode(DagPb.decode(damaged))));
        byte[][] data = {
            bytes("08021800"),
            bytes("0802120361626318ac0220ac022001"),
            bytes("0805120401ff00ff28223080023880034207" + "08011500000001"),
            bytes("0801")
        };
        fuzz(6, MANY, data, damaged -> same(damaged, UnixFsData.decode(damaged).encode()));
    }

    @Test
    public void carVersionOneIsRefusedOrCanonical() throws IOException {
        byte[][] seeds = {car("a", "bc"), car(), car("x")};
        fuzz(7, MANY, seeds, damaged -> {
            List<CarBlock> blocks = new ArrayList<>();
            List<Cid> roots = read(damaged, blocks);
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            try (CarWriter writer = CarWriter.open(Channels.newChannel(out), roots)) {
                for (CarBlock block : blocks) {
                    writer.put(block.cid(), ByteBuffer.wrap(block.bytes()));
                }
            }
            same(damaged, out.toByteArray());
        });
    }

    @Test
    public void carVersionTwoBringsOutNothingButTheRefusal() throws IOException {
        byte[][] seeds = {v2("a", "bc"), v2("x")};
        fuzz(8, MANY, seeds, damaged -> {
            List<CarBlock> blocks = new ArrayList<>();
            read(damaged, blocks);
            blocks.forEach(block -> assertThat(block.cid().multihash().matches(block.bytes(), 0, block.bytes().length))
                    .isTrue());
        });
    }

    @Test
    public void carIndexesOfDamagedFilesFindOnlyWhatVerifies() throws IOException {
        byte[][] seeds = {v2("a", "bc"), car("a", "bc")};
        Cid wanted = cid("bc");
        Path path = folder.newFile().toPath();
        fuzz(9, MANY / 100, seeds, damaged -> {
            Files.write(path, damaged);
            try (CarFile car = CarFile.open(path, CAR_LIMITS)) {
                car.get(wanted).ifPresent(block -> assertThat(block).isEqualTo(utf8("bc")));
            }
        });
    }

    @Test
    public void selectorsAreRefusedOrCanonical() throws IOException {
        byte[][] seeds = {
            bytes("a16152a2616ca1646e6f6e65a0623a3ea1617c82a1612ea0a16161a1613ea16140a0"),
            bytes("a16152a2616ca165646570746801623a3ea16161a1613ea16140a0"),
            bytes("a1617ea2613ea1612ea06261736e756e697866732d7072656c6f6164"),
            bytes("a16166a162663ea26161a1612ea06162a1612ea0"),
            bytes("a16172a3612405613ea1612ea0615e02")
        };
        fuzz(10, MANY, seeds, damaged -> same(damaged, Selectors.toCbor(Selectors.fromCbor(damaged))));
    }

    @Test
    public void cidsAddressesAndVarintsAreRefusedOrCanonical() throws IOException {
        byte[][] cids = {
            cid("a").toBytes(), Cid.v0(Multihash.sha256(new byte[0])).toBytes(),
            bytes("0181e203922020077e5fde35c50a9303a55009e3498a4ebedff39c42b710b730d8ec7ac7afa63e"),
                    bytes("015500026869")
        };
        fuzz(11, MANY, cids, damaged -> same(damaged, Cid.fromBytes(damaged).toBytes()));
        byte[][] addresses = {
            bytes("015ed2d3edd3d5f7b1d45366f8d8267cd5b587a1d4"),
            bytes("008008"),
            bytes("0420ffffffffff"),
            bytes("0394d162adca362895eb21fc491062b4d7db6c611e2e29508437335d98855a51b1885bcbba00ff5a79b1ceef5dead1c4db")
        };
        fuzz(
                12,
                MANY,
                addresses,
                damaged -> same(damaged, Address.fromBytes(damaged).toBytes()));
        byte[][] varints = {bytes("00"), bytes("ac02"), bytes("ffffffffffffffff7f")};
        fuzz(13, MANY, varints, damaged -> {
            ByteBuffer source = ByteBuffer.wrap(damaged);
            long value = Varint.read(source);
            same(Arrays.copyOf(damaged, source.position()), Varint.encode(value));
        });
    }

    @Test
    public void bitfieldsAreRefusedOrCanonical() throws IOException {
        byte[][] seeds = {bytes(""), bytes("18"), bytes("7076e00a"), bytes("a45502"), bytes("e0feb4f15577321622")};
        fuzz(
                14,
                MANY,
                seeds,
                damaged -> same(damaged, BitField.fromBytes(damaged).toBytes()));
    }

    @Test
    public void nodesOfMapsAreRefusedOrCanonical() throws IOException {
        for (HamtFormat format : HamtFormat.values()) {
            byte[][] seeds = nodes(blocks -> {
                Hamt map = Hamt.empty(blocks, 3, format);
                for (int i = 0; i < 24; i++) {
                    map.put(new byte[] {(byte) i, 7}, DagCbor.encode(Node.of(i)));
                }
                map.flush();
            });
            fuzz(15 + format.ordinal(), MANY / 10, seeds, damaged -> {
                MemoryBlocks blocks = new MemoryBlocks();
                Cid cid = DagCbor.chainCid(damaged);
                blocks.put(cid, ByteBuffer.wrap(damaged));
                Hamt map = Hamt.load(blocks, cid, 3, format);
                // A change and its undoing write the root again, from what was read.
                byte[] key = utf8("none");
                try {
                    if (map.putIfAbsent(key, DagCbor.encode(Node.of(1)))) {
                        map.remove(key);
                    }
                } catch (DecodeException e) {
                    assertThat(e.kind()).isEqualTo(DecodeException.Kind.MISSING);
                }
                assertThat(map.flush()).isEqualTo(cid);
            });
        }
    }

    @Test
    public void nodesOfArraysAreRefusedOrCanonical() throws IOException {
        byte[][] seeds = nodes(blocks -> {
            for (int width = 1; width < 4; width++) {
                Amt array = Amt.empty(blocks, 3);
                for (int i = 0; i < 3 * width * width; i++) {
                    array.set(5L * i, DagCbor.encode(Node.of(i)));
                }
                array.flush();
            }
        });
        fuzz(17, MANY / 10, seeds, damaged -> {
            MemoryBlocks blocks = new MemoryBlocks();
            Cid cid = DagCbor.chainCid(damaged);
            blocks.put(cid, ByteBuffer.wrap(damaged));
            Amt array = Amt.load(blocks, cid, 3);
            try {
                if (array.get(1).isEmpty()) {
                    array.set(1, DagCbor.encode(Node.of(1)));
                    array.delete(1);
                }
            } catch (DecodeException e) {
                assertThat(e.kind()).isEqualTo(DecodeException.Kind.MISSING);
            }
            assertThat(array.flush()).isEqualTo(cid);
        });
    }

    /** Makes a tree in a store. */
    private interface Grower {
        void grow(MemoryBlocks blocks) throws IOException;
    }

    private static byte[][] nodes(Grower tree) throws IOException {
        MemoryBlocks blocks = new MemoryBlocks();
        tree.grow(blocks);
        return blocks.cids().stream().map(cid -> blocks.get(cid).orElseThrow()).toArray(byte[][]::new);
    }

    private static List<Cid> read(byte[] bytes, List<CarBlock> into) throws IOException {
        try (CarReader reader = CarReader.open(new ByteArrayInputStream(bytes), CAR_LIMITS)) {
            for (Optional<CarBlock> next = reader.next(); next.isPresent(); next = reader.next()) {
                into.add(next.get());
            }
            return reader.roots();
        }
    }

    private static byte[] car(String... blocks) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (CarWriter writer = CarWriter.open(Channels.newChannel(out), List.of(cid("root")))) {
            for (String block : blocks) {
                writer.put(cid(block), ByteBuffer.wrap(utf8(block)));
            }
        }
        return out.toByteArray();
    }

    private byte[] v2(String... blocks) throws IOException {
        Path path = folder.newFile().toPath();
        try (CarV2Writer writer =
                CarV2Writer.open(FileChannel.open(path, StandardOpenOption.WRITE), List.of(cid("root")))) {
            for (String block : blocks) {
                writer.put(cid(block), ByteBuffer.wrap(utf8(block)));
            }
        }
        return Files.readAllBytes(path);
    }

    private static Cid cid(String block) {
        return Cid.v1(Cid.RAW, Multihash.sha256(utf8(block)));
    }

    private static byte[] utf8(String text) {
        return text.getBytes(UTF_8);
    }

    private static byte[] bytes(String hex) {
        return HexFormat.of().parseHex(hex);
    }
}
