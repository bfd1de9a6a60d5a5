package io.fondaco.codec.unixfs;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fondaco.codec.DecodeException;
import io.fondaco.codec.ipld.BytesNode;
import io.fondaco.codec.ipld.MemoryBlocks;
import io.fondaco.codec.pb.DagPb;
import io.fondaco.codec.pb.PbLink;
import io.fondaco.codec.pb.PbNode;
import io.fondaco.codec.unixfs.UnixFsOptions.Layout;
import io.fondaco.model.Cid;
import io.fondaco.model.Multihash;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.Test;

public class UnixFsExporterTest {
    private final MemoryBlocks blocks = new MemoryBlocks();

    @Test
    public void putsEveryLayoutTogetherAgain() throws IOException {
        for (Layout layout : Layout.values()) {
            for (boolean raw : new boolean[] {true, false}) {
                for (int size : new int[] {0, 1, 15, 16, 17, 64, 1000, 5000}) {
                    UnixFsOptions options = new UnixFsOptions(16, 3, layout, raw, 1, size % 2 == 0);
                    byte[] data = Samples.lcg(size).readAllBytes();
                    Cid root = UnixFsImporter.importFile(Samples.lcg(size), options, blocks)
                            .root();
                    assertThat(export(root, 0, Long.MAX_VALUE)).isEqualTo(data);
                    assertThat(exporter().size(root)).isEqualTo(size);
                }
            }
        }
    }

    @Test
    public void exportsAnyRange() throws IOException {
        byte[] data = Samples.lcg(1000).readAllBytes();
        UnixFsOptions options = new UnixFsOptions(16, 3, Layout.BALANCED, false, 1, true);
        Cid root = UnixFsImporter.importFile(Samples.lcg(1000), options, blocks).root();
        for (int from = 0; from <= 1010; from += 13) {
            for (int length : new int[] {0, 1, 16, 100, 2000}) {
                int start = Math.min(from, data.length);
                byte[] expected = Arrays.copyOfRange(data, start, Math.min(data.length, start + length));
                assertThat(export(root, from, length)).isEqualTo(expected);
            }
        }
        assertThat(export(root, 999, Long.MAX_VALUE)).isEqualTo(Arrays.copyOfRange(data, 999, 1000));
    }

    @Test
    public void loadsOnlyTheBlocksOfTheRange() throws IOException {
        UnixFsOptions options = new UnixFsOptions(16, 4, Layout.BALANCED, true, 1, true);
        Cid root = UnixFsImporter.importFile(Samples.lcg(1024), options, blocks).root();
        int[] loaded = new int[1];
        UnixFsExporter counting = new UnixFsExporter(
                cid -> {
                    loaded[0]++;
                    return blocks.get(cid);
                },
                ExportLimits.DEFAULT);
        counting.export(root, 512, 1, new ByteArrayOutputStream());
        assertThat(loaded[0]).isEqualTo(4);
    }

    @Test
    public void refusesSizesThatDoNotAddUp() throws IOException {
        Cid leaf = put(Cid.RAW, "12345".getBytes(UTF_8));
        assertRefused(file(10, List.of(5L), leaf), "add up to 5");
        assertRefused(file(6, List.of(6L), leaf), "parent promises 6");
        assertRefused(file(5, List.of(5L, 0L), leaf), "2 sizes");
        assertRefused(file(5, List.of(5L), file(4, List.of(4L), leaf)), "parent promises 5");
        assertRefused(file(Long.MAX_VALUE, List.of(Long.MAX_VALUE, Long.MAX_VALUE), leaf, leaf), "more than 2^63-1");
    }

    @Test
    public void refusesWhatIsNoFile() throws IOException {
        Imported directory = UnixFsDirectory.build(List.of(), 1, blocks);
        assertRefused(directory.root(), "DIRECTORY");
        assertRefused(put(Cid.DAG_CBOR, new byte[] {(byte) 0xf6}), "not UnixFS");
        assertRefused(put(Cid.DAG_PB, new byte[0]), "without Data");
    }

    @Test
    public void refusesMissingAndForgedBlocks() throws IOException {
        Cid gone = Cid.v1(Cid.RAW, Multihash.sha256(new byte[5]));
        assertRefused(file(5, List.of(5L), gone), "not there");
        blocks.put(gone, ByteBuffer.wrap(new byte[4]));
        assertRefused(file(5, List.of(5L), gone), "does not have the hash");
    }

    @Test
    public void keepsToItsBudgets() throws IOException {
        Cid deep = put(Cid.RAW, new byte[1]);
        for (int i = 0; i < 1030; i++) {
            deep = file(1, List.of(1L), deep);
        }
        assertRefused(deep, "deeper than 1024");
        UnixFsOptions options = new UnixFsOptions(16, 4, Layout.BALANCED, true, 1, true);
        Cid root = UnixFsImporter.importFile(Samples.lcg(100), options, blocks).root();
        assertThatThrownBy(() -> export(root, new ExportLimits(10, 1000, 3, 1000)))
                .hasMessageContaining("more blocks");
        assertThatThrownBy(() -> export(root, new ExportLimits(10, 1000, 30, 50)))
                .hasMessageContaining("50 bytes");
        assertThatThrownBy(() -> export(root, new ExportLimits(10, 15, 30, 500)))
                .hasMessageContaining("15 allowed");
    }

    @Test
    public void listsAndResolvesABasicDirectory() throws IOException {
        Cid leaf = put(Cid.RAW, "x".getBytes(UTF_8));
        Imported inner = UnixFsDirectory.build(List.of(new UnixFsDirectory.Entry("file.txt", leaf, 1)), 1, blocks);
        List<UnixFsDirectory.Entry> entries = List.of(
                new UnixFsDirectory.Entry("sub", inner.root(), inner.dagSize()),
                new UnixFsDirectory.Entry("a b", leaf, 1));
        Cid root = UnixFsDirectory.build(entries, 0, blocks).root();
        UnixFsDirectory directory = new UnixFsDirectory(blocks, ExportLimits.DEFAULT);
        assertThat(directory.list(root)).containsExactly(entries.get(1), entries.get(0));
        assertThat(directory.resolve(root, "/sub/file.txt")).contains(leaf);
        assertThat(directory.resolve(root, "")).contains(root);
        assertThat(directory.resolve(root, "sub/none")).isEmpty();
        assertThatThrownBy(() -> directory.resolve(root, "a b/deeper")).isInstanceOf(DecodeException.class);
    }

    @Test
    public void namesTheEmptyDirectoryAsEveryoneDoes() throws IOException {
        assertThat(UnixFsDirectory.build(List.of(), 0, blocks).root())
                .hasToString("QmUNLLsPACCz1vLxQVkXqqLX5R1X345qqfHbsf67hvA3Nn");
        assertThat(UnixFsDirectory.build(List.of(), 1, blocks).root())
                .hasToString("bafybeiczsscdsbs7ffqz55asqdf3smv6klcw3gofszvwlyarci47bgf354");
    }

    @Test
    public void refusesToBuildADirectoryThatCouldNotBeSearched() {
        Cid cid = Cid.v1(Cid.RAW, Multihash.sha256(new byte[0]));
        for (String name : new String[] {"", "a/b", "twice"}) {
            List<UnixFsDirectory.Entry> entries =
                    List.of(new UnixFsDirectory.Entry(name, cid, 0), new UnixFsDirectory.Entry("twice", cid, 0));
            assertThatThrownBy(() -> UnixFsDirectory.build(entries, 1, blocks))
                    .isInstanceOf(IllegalArgumentException.class);
        }
    }

    @Test
    public void hashesNamesAsShardedDirectoriesDo() {
        assertThat(Murmur3.hash64(new byte[0])).isZero();
        assertThat(Murmur3.hash64("hello".getBytes(UTF_8))).isEqualTo(0xcbd8a7b341bd9b02L);
        assertThat(Murmur3.hash64("The quick brown fox jumps over the lazy dog".getBytes(UTF_8)))
                .isEqualTo(0xe34bbc7bbc071b6cL);
    }

    @Test
    public void listsAndResolvesAShardedDirectory() throws IOException {
        Cid leaf = put(Cid.RAW, "x".getBytes(UTF_8));
        List<String> names = new ArrayList<>();
        for (int i = 0; i < 2000; i++) {
            names.add("name-" + i);
        }
        Cid root = shard(names, 0, leaf);
        UnixFsDirectory directory = new UnixFsDirectory(blocks, ExportLimits.DEFAULT);
        assertThat(directory.list(root))
                .extracting(UnixFsDirectory.Entry::name)
                .containsExactlyInAnyOrderElementsOf(names);
        for (String name : names) {
            assertThat(directory.resolve(root, name)).contains(leaf);
        }
        assertThat(directory.resolve(root, "name-2000")).isEmpty();
    }

    private Cid shard(List<String> names, int depth, Cid leaf) {
        List<PbLink> links = new ArrayList<>();
        for (int slot = 0; slot < 256; slot++) {
            List<String> here = new ArrayList<>();
            for (String name : names) {
                if ((Murmur3.hash64(name.getBytes(UTF_8)) >>> 56 - 8 * depth & 0xff) == slot) {
                    here.add(name);
                }
            }
            String prefix = String.format("%02X", slot);
            if (here.size() == 1) {
                links.add(PbLink.of(leaf, prefix + here.get(0), 1));
            } else if (here.size() > 1) {
                links.add(PbLink.of(shard(here, depth + 1, leaf), prefix, 1));
            }
        }
        UnixFsData data = new UnixFsData(
                UnixFsData.Type.HAMT_SHARD,
                Optional.of(new BytesNode(new byte[32])),
                OptionalLong.empty(),
                List.of(),
                OptionalLong.of(0x22),
                OptionalLong.of(256),
                OptionalLong.empty(),
                Optional.empty());
        return put(Cid.DAG_PB, DagPb.encode(new PbNode(links, Optional.of(new BytesNode(data.encode())))));
    }

    private Cid file(long size, List<Long> sizes, Cid... children) {
        List<PbLink> links = new ArrayList<>();
        for (Cid child : children) {
            links.add(PbLink.of(child, "", 1));
        }
        UnixFsData data = new UnixFsData(
                UnixFsData.Type.FILE,
                Optional.empty(),
                OptionalLong.of(size),
                sizes,
                OptionalLong.empty(),
                OptionalLong.empty(),
                OptionalLong.empty(),
                Optional.empty());
        return put(Cid.DAG_PB, DagPb.encode(new PbNode(links, Optional.of(new BytesNode(data.encode())))));
    }

    private Cid put(long codec, byte[] block) {
        Cid cid = Cid.v1(codec, Multihash.sha256(block));
        blocks.put(cid, ByteBuffer.wrap(block));
        return cid;
    }

    private void assertRefused(Cid root, String reason) {
        assertThatThrownBy(() -> export(root, ExportLimits.DEFAULT))
                .isInstanceOf(DecodeException.class)
                .hasMessageContaining(reason);
    }

    private UnixFsExporter exporter() {
        return new UnixFsExporter(blocks, ExportLimits.DEFAULT);
    }

    private void export(Cid root, ExportLimits limits) throws IOException {
        new UnixFsExporter(blocks, limits).export(root, new ByteArrayOutputStream());
    }

    private byte[] export(Cid root, long offset, long length) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        long written = exporter().export(root, offset, length, out);
        assertThat(written).isEqualTo(out.size());
        return out.toByteArray();
    }
}
