package io.fondaco.codec.car;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fondaco.codec.DecodeException;
import io.fondaco.codec.unixfs.ExportLimits;
import io.fondaco.codec.unixfs.Imported;
import io.fondaco.codec.unixfs.UnixFsExporter;
import io.fondaco.codec.unixfs.UnixFsImporter;
import io.fondaco.codec.unixfs.UnixFsOptions;
import io.fondaco.model.Cid;
import io.fondaco.model.Multihash;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;

public class CarTest {
    private static final UnixFsOptions SMALL = new UnixFsOptions(1024, 4, UnixFsOptions.Layout.BALANCED, true, 1, true);

    @Rule
    public final TemporaryFolder folder = new TemporaryFolder();

    @Test
    public void writesTheHeaderOtherToolsWrite() throws IOException {
        Cid root = Cid.v1(Cid.RAW, Multihash.sha256(new byte[0]));
        assertThat(HexFormat.of().formatHex(car(List.of(root))))
                .isEqualTo("3aa265726f6f747381d82a582500015512"
                        + "20e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b8556776657273696f6e01");
        assertThat(HexFormat.of().formatHex(car(List.of()))).isEqualTo("11a265726f6f7473806776657273696f6e01");
    }

    @Test
    public void readsBackWhatItWrote() throws IOException {
        byte[] car = car(List.of(cid("a"), cid("b")), "a", "b", "", "a");
        try (CarReader reader = CarReader.open(new ByteArrayInputStream(car), CarLimits.DEFAULT)) {
            assertThat(reader.roots()).containsExactly(cid("a"), cid("b"));
            assertThat(reader.version()).isEqualTo(1);
            for (String text : new String[] {"a", "b", "", "a"}) {
                CarBlock block = reader.next().orElseThrow();
                assertThat(block.cid()).isEqualTo(cid(text));
                assertThat(block.bytes()).isEqualTo(text.getBytes(UTF_8));
            }
            assertThat(reader.next()).isEmpty();
        }
    }

    @Test
    public void refusesEveryTruncationThatIsNotAtTheEndOfASection() throws IOException {
        byte[] car = car(List.of(cid("a")), "a", "bc");
        int header = car(List.of(cid("a"))).length;
        int first = car(List.of(cid("a")), "a").length;
        for (int length = 0; length < car.length; length++) {
            byte[] part = Arrays.copyOf(car, length);
            if (length == header || length == first) {
                assertThat(readAll(part)).hasSize(length == header ? 0 : 1);
            } else {
                assertThatThrownBy(() -> readAll(part)).as("%d", length).isInstanceOf(DecodeException.class);
            }
        }
    }

    @Test
    public void refusesABlockThatDoesNotMatchItsCid() throws IOException {
        byte[] car = car(List.of(cid("a")), "abc");
        car[car.length - 1] ^= 1;
        assertThatThrownBy(() -> readAll(car)).isInstanceOfSatisfying(DecodeException.class, e -> assertThat(e.kind())
                .isEqualTo(DecodeException.Kind.MISMATCH));
    }

    @Test
    public void refusesHeadersAndSectionsOverTheLimits() throws IOException {
        byte[] car = car(List.of(cid("a")), "a".repeat(100));
        CarLimits smallHeader = new CarLimits(57, 1000);
        CarLimits smallSection = new CarLimits(58, 135);
        assertThatThrownBy(() -> CarReader.open(new ByteArrayInputStream(car), smallHeader))
                .hasMessageContaining("header of 58 bytes");
        CarReader reader = CarReader.open(new ByteArrayInputStream(car), smallSection);
        assertThatThrownBy(reader::next).hasMessageContaining("section of 136 bytes");
        byte[] bomb = Arrays.copyOf(car(List.of()), 18 + 9);
        Arrays.fill(bomb, 18, 26, (byte) 0xff);
        bomb[26] = 0x7f;
        assertThatThrownBy(() -> readAll(bomb)).hasMessageContaining("more than 4194304");
    }

    @Test
    public void refusesHeadersThatAreNotACars() {
        for (String hex : new String[] {
            "00",
            "01f6",
            "0aa16776657273696f6e01",
            "0aa16776657273696f6e03",
            "11a265726f6f7473806776657273696f6e02",
            "11a26776657273696f6e0165726f6f747380",
            "12a265726f6f7473806776657273696f6e01f6",
            "8a00"
        }) {
            assertThatThrownBy(() -> readAll(HexFormat.of().parseHex(hex)))
                    .as(hex)
                    .isInstanceOf(DecodeException.class);
        }
    }

    @Test
    public void readsACarThatZerosFollowOnlyWhenTold() throws IOException {
        byte[] padded = Arrays.copyOf(car(List.of(cid("a")), "a"), 1016);
        CarReader reader = CarReader.openPadded(new ByteArrayInputStream(padded), CarLimits.DEFAULT);
        assertThat(reader.next()).isPresent();
        assertThat(reader.next()).isEmpty();
        assertThat(reader.next()).isEmpty();
        assertThatThrownBy(() -> readAll(padded)).isInstanceOf(DecodeException.class);
    }

    @Test
    public void teesEveryByteInOrderAndThePatchedHeaderLast() throws IOException {
        Path path = folder.newFile().toPath();
        Tee tee = new Tee();
        byte[] data = new byte[10_000];
        new java.util.Random(1).nextBytes(data);
        Imported imported;
        try (FileChannel file = FileChannel.open(path, StandardOpenOption.WRITE)) {
            imported = UnixFsImporter.importToCar(new ByteArrayInputStream(data), SMALL, file, tee);
        }
        byte[] written = Files.readAllBytes(path);
        assertThat(tee.patched).isTrue();
        assertThat(tee.bytes.toByteArray()).isNotEqualTo(written);
        byte[] patched = tee.bytes.toByteArray();
        System.arraycopy(tee.prefix, 0, patched, 0, tee.prefix.length);
        assertThat(patched).isEqualTo(written);
        assertThat(tee.prefix.length).isLessThanOrEqualTo(CarWriter.MAX_PATCH);
        try (CarFile car = CarFile.open(path)) {
            assertThat(car.roots()).containsExactly(imported.root());
            assertThat(car.index().size()).isEqualTo((int) imported.blocks());
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            new UnixFsExporter(car, ExportLimits.DEFAULT).export(imported.root(), out);
            assertThat(out.toByteArray()).isEqualTo(data);
        }
    }

    @Test
    public void patchesARootOfVersionZero() throws IOException {
        Path path = folder.newFile().toPath();
        try (FileChannel file = FileChannel.open(path, StandardOpenOption.WRITE)) {
            Imported imported = UnixFsImporter.importToCar(
                    new ByteArrayInputStream(new byte[5]), UnixFsOptions.KUBO_V0, file, (offset, bytes) -> {});
            assertThat(imported.root().version()).isZero();
        }
        try (CarFile car = CarFile.open(path)) {
            assertThat(car.get(car.roots().get(0))).isPresent();
        }
    }

    @Test
    public void readsADamagedBlockOnlyWhereTheCheckIsWaived() throws IOException {
        Path path = folder.newFile().toPath();
        Cid root;
        try (FileChannel file = FileChannel.open(path, StandardOpenOption.WRITE)) {
            root = UnixFsImporter.importToCar(
                            new ByteArrayInputStream(new byte[5]), UnixFsOptions.KUBO_V1, file, (offset, bytes) -> {})
                    .root();
        }
        byte[] bytes = Files.readAllBytes(path);
        bytes[bytes.length - 1] ^= 1;
        Files.write(path, bytes);
        try (CarFile car = CarFile.open(path)) {
            assertThatThrownBy(() -> car.get(root))
                    .isInstanceOf(DecodeException.class)
                    .hasMessageContaining("does not have the hash");
            assertThat(car.unverified().get(root).orElseThrow()).containsExactly(0, 0, 0, 0, 1);
        }
    }

    @Test
    public void reportsAFailedWriteEvenWhenItHappensBehind() throws IOException {
        Path path = folder.newFile().toPath();
        FileChannel closed = FileChannel.open(path, StandardOpenOption.WRITE);
        CarWriter writer = CarWriter.reserveRoot(closed).writeBehind();
        writer.put(cid("a"), ByteBuffer.wrap("a".getBytes(UTF_8)));
        closed.close();
        assertThatThrownBy(writer::flush).isInstanceOf(IOException.class);
        assertThatThrownBy(writer::finish).hasMessageContaining("earlier write failed");

        FileChannel failing = FileChannel.open(path, StandardOpenOption.WRITE);
        CarWriter behind = CarWriter.reserveRoot(failing).writeBehind();
        behind.put(cid("a"), ByteBuffer.allocate(1 << 20));
        behind.flush();
        failing.close();
        behind.put(cid("a"), ByteBuffer.allocate(1 << 20));
        assertThatThrownBy(behind::finish).isInstanceOf(IOException.class).hasMessageContaining("failed");
    }

    @Test
    public void writesTheSameWhetherBehindOrAtOnce() throws IOException {
        byte[][] written = new byte[2][];
        for (int i = 0; i < 2; i++) {
            Path path = folder.newFile().toPath();
            try (CarWriter writer = CarWriter.open(FileChannel.open(path, StandardOpenOption.WRITE), List.of())) {
                if (i == 1) {
                    writer.writeBehind();
                }
                java.util.Random random = new java.util.Random(7);
                for (int n = 0; n < 40; n++) {
                    byte[] block = new byte[random.nextInt(1 << 19)];
                    random.nextBytes(block);
                    writer.put(Cid.v1(Cid.RAW, Multihash.sha256(block)), ByteBuffer.wrap(block));
                }
            }
            written[i] = Files.readAllBytes(path);
        }
        assertThat(Arrays.equals(written[0], written[1])).isTrue();
        assertThat(readAll(written[0])).hasSize(40);
    }

    @Test
    public void refusesToLeaveAReservedRootEmptyOrToFillItTwice() throws IOException {
        Path path = folder.newFile().toPath();
        CarWriter writer = CarWriter.reserveRoot(FileChannel.open(path, StandardOpenOption.WRITE));
        assertThatThrownBy(writer::close).isInstanceOf(IllegalStateException.class);
        CarWriter other = CarWriter.reserveRoot(FileChannel.open(path, StandardOpenOption.WRITE));
        assertThatThrownBy(() -> other.patchRoot(Cid.v0(Multihash.sha256(new byte[0]))))
                .isInstanceOf(IllegalArgumentException.class);
        other.patchRoot(cid("a"));
        assertThatThrownBy(() -> other.patchRoot(cid("a"))).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> other.put(cid("a"), ByteBuffer.wrap(new byte[] {'a'})))
                .isInstanceOf(IllegalStateException.class);
        other.close();
    }

    @Test
    public void writesVersionTwoWithASortedIndex() throws IOException {
        Path path = v2("x", "y", "z");
        byte[] bytes = Files.readAllBytes(path);
        assertThat(HexFormat.of().formatHex(bytes, 0, 12)).isEqualTo("0aa16776657273696f6e0280");
        ByteBuffer all = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
        long data = all.getLong(27);
        long size = all.getLong(35);
        int index = (int) all.getLong(43);
        assertThat(data).isEqualTo(51);
        assertThat(index).isEqualTo((int) (data + size));
        all.position(index);
        assertThat(all.getShort()).isEqualTo((short) 0x0881);
        assertThat(all.getInt()).isEqualTo(1);
        assertThat(all.getLong()).isEqualTo(Multihash.SHA2_256);
        assertThat(all.getInt()).isEqualTo(1);
        assertThat(all.getInt()).isEqualTo(40);
        assertThat(all.getLong()).isEqualTo(3 * 40);
        byte[] previous = new byte[32];
        for (int i = 0; i < 3; i++) {
            byte[] digest = new byte[32];
            all.get(digest);
            int section = (int) (data + all.getLong());
            assertThat(Arrays.compareUnsigned(previous, digest)).isNegative();
            ByteBuffer cid = ByteBuffer.wrap(bytes, section + 1, 36);
            assertThat(Cid.read(cid).multihash().digest()).isEqualTo(digest);
            previous = digest;
        }
        assertThat(all.hasRemaining()).isFalse();
    }

    @Test
    public void readsVersionTwoWithoutTrustingItsIndex() throws IOException {
        Path path = v2("x", "y", "z");
        byte[] bytes = Files.readAllBytes(path);
        int index = (int) ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).getLong(43);
        Arrays.fill(bytes, index, bytes.length, (byte) 0xff);
        Files.write(path, bytes);
        assertThat(readAll(bytes)).extracting(CarBlock::cid).containsExactly(cid("x"), cid("y"), cid("z"));
        try (CarFile car = CarFile.open(path)) {
            assertThat(car.index().version()).isEqualTo(2);
            assertThat(car.get(cid("y")).orElseThrow()).isEqualTo("y".getBytes(UTF_8));
            assertThat(car.get(cid("nothing"))).isEmpty();
        }
    }

    @Test
    public void refusesAVersionTwoHeaderThatPointsOutside() throws IOException {
        Path path = v2("x");
        byte[] good = Files.readAllBytes(path);
        for (long[] wrong :
                new long[][] {{50, 100}, {51, 0}, {51, -1}, {51, 1L << 40}, {1L << 62, 1L << 62}, {-1, 5}}) {
            byte[] bad = good.clone();
            ByteBuffer.wrap(bad)
                    .order(ByteOrder.LITTLE_ENDIAN)
                    .putLong(27, wrong[0])
                    .putLong(35, wrong[1]);
            assertThatThrownBy(() -> readAll(bad)).isInstanceOf(DecodeException.class);
            Files.write(path, bad);
            assertThatThrownBy(() -> CarFile.open(path)).isInstanceOf(DecodeException.class);
        }
    }

    @Test
    public void findsBlocksAmongManyThatShareTheStartOfTheirDigest() throws IOException {
        Path path = folder.newFile().toPath();
        List<Cid> cids = new ArrayList<>();
        try (CarWriter writer = CarWriter.open(FileChannel.open(path, StandardOpenOption.WRITE), List.of())) {
            for (int i = 0; i < 2000; i++) {
                byte[] block = ("block " + i).getBytes(UTF_8);
                Cid cid = Cid.v1(i % 2 == 0 ? Cid.RAW : Cid.DAG_CBOR, Multihash.sha256(block));
                cids.add(cid);
                writer.put(cid, ByteBuffer.wrap(block));
            }
            for (int i = 0; i < 300; i++) {
                byte[] block = new byte[9];
                block[8] = (byte) i;
                writer.put(Cid.v1(Cid.RAW, new Multihash(Multihash.IDENTITY, block)), ByteBuffer.wrap(block));
            }
        }
        try (CarFile car = CarFile.open(path)) {
            for (int i = 0; i < cids.size(); i++) {
                assertThat(car.get(cids.get(i)).orElseThrow()).isEqualTo(("block " + i).getBytes(UTF_8));
            }
            assertThat(car.index().size()).isEqualTo(2300);
            byte[] other = new byte[9];
            Multihash identity = new Multihash(Multihash.IDENTITY, other);
            assertThat(car.index().find(identity).orElseThrow().length()).isEqualTo(9);
        }
    }

    @Test
    public void refusesABlockThatChangedInTheFile() throws IOException {
        Path path = folder.newFile().toPath();
        byte[] car = car(List.of(), "abc", "def");
        car[car.length - 1] ^= 1;
        Files.write(path, car);
        try (CarFile file = CarFile.open(path)) {
            assertThat(file.get(cid("abc"))).isPresent();
            assertThatThrownBy(() -> file.get(cid("def")))
                    .isInstanceOfSatisfying(
                            DecodeException.class, e -> assertThat(e.kind()).isEqualTo(DecodeException.Kind.MISMATCH));
        }
        Files.write(path, Arrays.copyOf(car, car.length - 1));
        assertThatThrownBy(() -> CarFile.open(path)).isInstanceOf(DecodeException.class);
    }

    private Path v2(String... blocks) throws IOException {
        Path path = folder.newFile().toPath();
        try (CarV2Writer writer = CarV2Writer.reserveRoot(FileChannel.open(path, StandardOpenOption.WRITE))) {
            for (String block : blocks) {
                writer.put(cid(block), ByteBuffer.wrap(block.getBytes(UTF_8)));
            }
            writer.patchRoot(cid(blocks[0]));
        }
        return path;
    }

    private static List<CarBlock> readAll(byte[] car) throws IOException {
        List<CarBlock> blocks = new ArrayList<>();
        try (InputStream in = new ByteArrayInputStream(car);
                CarReader reader = CarReader.open(in, CarLimits.DEFAULT)) {
            for (Optional<CarBlock> next = reader.next(); next.isPresent(); next = reader.next()) {
                blocks.add(next.get());
            }
        }
        return blocks;
    }

    static byte[] car(List<Cid> roots, String... blocks) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (CarWriter writer = CarWriter.open(Channels.newChannel(out), roots)) {
            for (String block : blocks) {
                writer.put(cid(block), ByteBuffer.wrap(block.getBytes(UTF_8)));
            }
        }
        return out.toByteArray();
    }

    static Cid cid(String block) {
        return Cid.v1(Cid.RAW, Multihash.sha256(block.getBytes(UTF_8)));
    }

    private static final class Tee implements ByteSink {
        private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        private byte[] prefix;
        private boolean patched;

        @Override
        public void accept(long offset, ByteBuffer chunk) {
            byte[] copy = new byte[chunk.remaining()];
            chunk.get(copy);
            assertThat(patched).isFalse();
            if (offset == 0 && bytes.size() > 0) {
                patched = true;
                prefix = copy;
                return;
            }
            assertThat(offset).isEqualTo(bytes.size());
            bytes.writeBytes(copy);
        }
    }
}
