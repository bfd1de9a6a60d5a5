package io.fondaco.codec.unixfs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.Assume.assumeTrue;

import io.fondaco.codec.unixfs.UnixFsOptions.Layout;
import io.fondaco.model.Cid;
import java.io.IOException;
import java.io.InputStream;
import org.junit.Test;

public class UnixFsImporterTest {
    private static final UnixFsOptions A = UnixFsOptions.DEFAULT;
    private static final UnixFsOptions B = UnixFsOptions.KUBO_V1;

    @Test
    public void importsNothingAsTheEmptyRawBlock() throws IOException {
        assertRoot(Samples.lcg(0), A, "bafkreihdwdcefgh4dqkjv67uzcmw7ojee6xedzdetojuzjevtenxquvyku");
        assertRoot(Samples.lcg(0), B, "bafkreihdwdcefgh4dqkjv67uzcmw7ojee6xedzdetojuzjevtenxquvyku");
    }

    @Test
    public void importsThePatternLikeKubo() throws IOException {
        assertRoot(Samples.pattern(1_000_003), A, "bafkreieyvgnhrrbzjhyxeuognhdoh7zxazcif7ogl2c66hzbw4gc4sfidm");
        assertRoot(Samples.pattern(1_000_003), B, "bafybeib6xoebzypzaezu3p7ptlhq4gynl4yuu2w6imng4avbgae6ct4kue");
        assertRoot(Samples.pattern(20 << 20), A, "bafybeiceker3ejggtgttn53hafsh526bisa64khyqimfs3ltjhynabeaoi");
        assertRoot(Samples.pattern(20 << 20), B, "bafybeiftjhwp26y2uyw452m6eck6nfxxgkvv5bvtfo2h4okv2be7qyclne");
    }

    @Test
    public void importsBytesThatDoNotRepeatLikeKubo() throws IOException {
        assertRoot(Samples.lcg(1), A, "bafkreig2xu5p65u7a7vsszkad2yctf2oxorua6x5akzg3w2wj2s7r35ooi");
        assertRoot(Samples.lcg(1), B, "bafkreig2xu5p65u7a7vsszkad2yctf2oxorua6x5akzg3w2wj2s7r35ooi");
        assertRoot(Samples.lcg(1_000_003), A, "bafkreienquwzlbpxji75kqxuigw5kcq4sfzhc5wlx2fmmelrnuqa3htqqm");
        assertRoot(Samples.lcg(1_000_003), B, "bafybeifixpa3dh6qzwye24fgo4zssqxo4t3jdcbuw6nsicanmhagfue7pa");
        assertRoot(Samples.lcg(20 << 20), A, "bafybeidilpx7fffa6bkztmgiv4ljyoat4di6cd54tcnyqgwu7ombqad7a4");
        assertRoot(Samples.lcg(20 << 20), B, "bafybeiebm3bzvbrawzdblxheqvppbt3touc3bverztkd3gaizzbjq3epga");
    }

    @Test
    public void importsAWholeChunkAndOneByteMoreLikeKubo() throws IOException {
        assertRoot(Samples.lcg(1_048_576), A, "bafkreiep7x36nt66cvnlcghb64cdlw467uhjm5c6m5efjck63ult7rmrzi");
        assertRoot(Samples.lcg(1_048_576), B, "bafybeibgfq23ganrtwn5iijkylfi5tku2udvoqlh5bdmihzopks32l2fgq");
        assertRoot(Samples.lcg(1_048_577), A, "bafybeihtedftjxy6bkqn6rdcfaov6mbrtqtta46qt6cfk42rr7ktkai4qm");
        assertRoot(Samples.lcg(1_048_577), B, "bafybeiedj5etoh2kj552ra6w2utyuvge7jmzfsmc3454lmaqvdhvilz544");
    }

    @Test
    public void keepsTheNodeAboveASingleLeafWhenAsked() throws IOException {
        UnixFsOptions options = new UnixFsOptions(1 << 20, 1024, Layout.BALANCED, true, 1, false);
        assertRoot(Samples.lcg(0), options, "bafybeif7ztnhq65lumvvtr4ekcwd2ifwgm3awq4zfr3srh462rwyinlb4y");
        assertRoot(Samples.pattern(1_000_003), options, "bafybeifxwn464547ustzirmzswt4nlm22waayjz7pzpp4waxomh5f6p6we");
    }

    @Test
    public void growsDeepTreesOfBothLayouts() throws IOException {
        UnixFsOptions balanced = new UnixFsOptions(1024, 4, Layout.BALANCED, true, 1, true);
        Imported imported = UnixFsImporter.importFile(Samples.lcg(100_000), balanced, (cid, block) -> {});
        assertThat(imported.root()).hasToString("bafybeicoo7anw4sgktxtohutnjde5ni4dyikia4rkm2mzxvft7mhdaeici");
        assertThat(imported.blocks()).isEqualTo(133);
        assertThat(imported.size()).isEqualTo(100_000);
        UnixFsOptions trickle = new UnixFsOptions(1024, 4, Layout.TRICKLE, true, 1, true);
        assertRoot(Samples.lcg(100_000), trickle, "bafybeiegilaylqcnj76hbmwlnkdrwgrp7wb4rgtrhugzjj2fz6aevc3aoa");
    }

    @Test
    public void writesUnixFsLeavesUnderBothCidVersions() throws IOException {
        assertRoot(Samples.lcg(100_000), UnixFsOptions.KUBO_V0, "QmYRUvauwLYLEtBKHg6TQXYiCr7TecM7vSMEZn9JZDdfTT");
        UnixFsOptions v1 = new UnixFsOptions(256 << 10, 174, Layout.BALANCED, false, 1, true);
        assertRoot(Samples.lcg(100_000), v1, "bafybeiev2g22jyvdox7m5yyqda4wtq5cqkealqe5g7lhscq7eb2pbyig6y");
        assertRoot(Samples.lcg(0), UnixFsOptions.KUBO_V0, "QmbFMke1KXqnYyBBWxB74N4c5SBnJMVAiMNRcGu6x1AwQH");
    }

    @Test
    public void importsThreeHundredMebibytesLikeKubo() throws IOException {
        assumeTrue("set -Dfondaco.long=true", Boolean.getBoolean("fondaco.long"));
        assertRoot(Samples.pattern(300 << 20), A, "bafybeiaal53z255h6fekamhibe6qcqhk6d4leu4kd3jyfy4e5f4cx7sqme");
        assertRoot(Samples.pattern(300 << 20), B, "bafybeiest7ty6nfd6ivj55uacr3tgeihhskpwwhtsjymh7dlsxlxid2pmi");
    }

    @Test
    public void countsTheBytesOfAllBlocks() throws IOException {
        long[] total = new long[1];
        UnixFsOptions options = new UnixFsOptions(1024, 4, Layout.BALANCED, false, 1, true);
        Imported imported =
                UnixFsImporter.importFile(Samples.lcg(50_000), options, (cid, block) -> total[0] += block.remaining());
        assertThat(imported.dagSize()).isEqualTo(total[0]);
    }

    @Test
    public void refusesOptionsThatCannotWork() {
        assertThatThrownBy(() -> new UnixFsOptions(0, 4, Layout.BALANCED, true, 1, true))
                .hasMessageContaining("chunk");
        assertThatThrownBy(() -> new UnixFsOptions(1, 1, Layout.BALANCED, true, 1, true))
                .hasMessageContaining("links");
        assertThatThrownBy(() -> new UnixFsOptions(1, 2, Layout.BALANCED, true, 0, true))
                .hasMessageContaining("raw");
    }

    private static void assertRoot(InputStream in, UnixFsOptions options, String root) throws IOException {
        Imported imported = UnixFsImporter.importFile(in, options, (cid, block) -> {
            byte[] bytes = new byte[block.remaining()];
            block.get(bytes);
            assertThat(cid.multihash().matches(bytes, 0, bytes.length)).isTrue();
        });
        assertThat(imported.root()).isEqualTo(Cid.parse(root));
    }
}
