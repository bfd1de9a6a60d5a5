package io.fondaco.proof.stacked;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fondaco.piece.Fr32;
import io.fondaco.proof.ApiVersion;
import io.fondaco.proof.Node;
import io.fondaco.proof.Porep;
import io.fondaco.proof.ProofException;
import io.fondaco.proof.ReplicaId;
import io.fondaco.proof.SealProof;
import io.fondaco.proof.SectorCache;
import io.fondaco.proof.SectorFiles;
import io.fondaco.proof.SectorSize;
import io.fondaco.proof.Watch;
import io.fondaco.proof.java.JavaFieldHash;
import io.fondaco.proof.java.JavaFieldSum;
import io.fondaco.proof.java.JavaLabels;
import io.fondaco.proof.java.JavaNodeHash;
import io.fondaco.proof.spi.FieldHash;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.After;
import org.junit.Assume;
import org.junit.Before;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;

/**
 * From data to CommR. The published sector is that of the project fil-proofs-bin; those in sectors.tsv were sealed by an
 * implementation of its own that agrees with it.
 */
public class GoldenSectorsTest {
    private static final Node PROVER = Node.parse("101cbe4b9c42604f04c703c396f788c6cb2d6d7d58f45430b12eb2edd640076c");
    private static final Node TICKET = Node.parse("e8867f2000d5597a0a5f4382c52b8b89890019df5320d486a067f38e6c68624b");
    private static final long SECTOR = Long.parseUnsignedLong("9259733836259213201");

    @Rule
    public final TemporaryFolder folder = new TemporaryFolder();

    private final ExecutorService pool = Executors.newSingleThreadExecutor();
    private final Lanes lanes = Lanes.of(pool, 2);
    private final FieldHash hash = new JavaFieldHash();
    private final Replication replication = new Replication(new JavaFieldSum(), hash, lanes);
    private Path home;
    private SectorCache cache;

    @Before
    public void open() {
        home = folder.getRoot().toPath();
        cache = new SectorCache(home.resolve("cache"));
    }

    @After
    public void close() {
        pool.shutdown();
    }

    /** A line of sectors.tsv. */
    private record Golden(
            SectorSize size,
            String data,
            Porep porep,
            Node replicaId,
            Node lastLabel,
            Node commC,
            Node commRLast,
            Node commR) {
        static Golden of(String line) {
            String[] at = line.split("\t");
            SectorSize size = Arrays.stream(SectorSize.values())
                    .filter(s -> s.toString().equals(at[0]))
                    .findFirst()
                    .orElseThrow();
            Porep porep = new Porep(size, size.layers(), ApiVersion.valueOf(at[3]), Node.parse(at[2]));
            return new Golden(
                    size,
                    at[1],
                    porep,
                    Node.parse(at[4]),
                    Node.parse(at[5]),
                    Node.parse(at[6]),
                    Node.parse(at[7]),
                    Node.parse(at[8]));
        }
    }

    private static List<Golden> golden() throws IOException {
        try (var in = GoldenSectorsTest.class.getResourceAsStream("sectors.tsv")) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .filter(line -> !line.startsWith("#"))
                    .map(Golden::of)
                    .toList();
        }
    }

    private Path data(SectorSize size, String what) throws IOException {
        byte[] padded = new byte[(int) size.bytes()];
        if (what.equals("pattern")) {
            byte[] raw = new byte[padded.length / 128 * 127];
            for (int i = 0; i < raw.length; i++) {
                raw[i] = (byte) (7 * i + 3);
            }
            Fr32.pad(raw, 0, padded, 0, padded.length / 128);
        }
        return Files.write(home.resolve("data"), padded);
    }

    private Node lastOf(Path file, SectorSize size) throws IOException {
        try (NodeFile nodes = NodeFile.open(file, size.nodes())) {
            return nodes.read(size.nodes() - 1);
        }
    }

    private Sector sector(Porep porep, Node replicaId) {
        return new Sector(porep, replicaId, new SectorFiles(home.resolve("data"), home.resolve("sealed"), cache));
    }

    private void label(Sector sector) throws IOException {
        new Labelling(new JavaLabels(), home.resolve("parents"), lanes).all(sector, Watch.NONE);
    }

    private void sealsAsGolden(Golden golden) throws IOException {
        String name = golden.size() + " " + golden.data() + " " + golden.porep().id();
        Path data = data(golden.size(), golden.data());
        Files.createDirectories(cache.folder());
        Node commD = new DataTree(new JavaNodeHash(), lanes).build(golden.size(), data, cache.treeD(), Watch.NONE);
        Node replicaId = ReplicaId.of(golden.porep(), PROVER, SECTOR, TICKET, commD);
        assertThat(replicaId).as(name).isEqualTo(golden.replicaId());

        Sector sector = sector(golden.porep(), replicaId);
        label(sector);
        assertThat(lastOf(cache.layer(2), golden.size())).as(name).isEqualTo(golden.lastLabel());

        Node commC = Columns.tree(sector, hash, lanes, Watch.NONE);
        assertThat(commC).as(name).isEqualTo(golden.commC());

        replication.encode(sector, sector.files().sealed(), Watch.NONE);
        Node commRLast = replication.tree(sector, Watch.NONE);
        assertThat(commRLast).as(name).isEqualTo(golden.commRLast()).isEqualTo(replication.root(sector, Watch.NONE));
        assertThat(replication.hash(commC, commRLast)).as(name).isEqualTo(golden.commR());

        Path back = home.resolve("back");
        try (NodeFile out = NodeFile.create(back)) {
            replication.decode(sector, out, Watch.NONE);
        }
        assertThat(back).hasSameBinaryContentAs(data);
        if (golden.data().equals("pattern")) {
            assertThat(Files.mismatch(home.resolve("sealed"), cache.layer(2))).isNotNegative();
        } else {
            assertThat(home.resolve("sealed")).hasSameBinaryContentAs(cache.layer(2));
        }
    }

    @Test
    public void sealsThePublishedSector() throws IOException {
        Porep porep = SealProof.STACKED_DRG_2KIB_V1_1.porep();
        data(porep.size(), "zero");
        Sector sector = sector(porep, Node.parse("d93f7c0618c236179361de2164ce34ffaf26ecf3be7bf7e6b8f0cfcf886ad0d0"));
        label(sector);
        Node commC = Columns.tree(sector, hash, lanes, Watch.NONE);
        replication.encode(sector, sector.files().sealed(), Watch.NONE);
        Node commRLast = replication.tree(sector, Watch.NONE);
        assertThat(replication.hash(commC, commRLast))
                .hasToString("9dabeaa4e2b53153152ac485c6b8ede4d750be12d0fae4fa265161dc0ff5502a");
    }

    @Test
    public void sealsSmallSectorsOfEveryShape() throws IOException {
        List<Golden> small = golden().stream()
                .filter(golden -> golden.size() != SectorSize.MIB_8)
                .toList();
        assertThat(small).hasSize(7);
        for (Golden golden : small) {
            sealsAsGolden(golden);
        }
    }

    private static Golden eightMebibytes(ApiVersion version) throws IOException {
        return golden().stream()
                .filter(g -> g.size() == SectorSize.MIB_8 && g.porep().version() == version)
                .findFirst()
                .orElseThrow();
    }

    @Test
    public void sealsEightMebibytesByTheRulesInForce() throws IOException {
        Golden golden = eightMebibytes(ApiVersion.V1_1);
        sealsAsGolden(golden);
        assertThat(cache.treeC(golden.size(), 0)).hasSize((8 * golden.size().nodes() - 1) / 7 * 32);
        assertThat(cache.treeRLast(golden.size(), 0)).hasSize((8 * 512 - 1) / 7 * 32);
    }

    @Test
    public void sealsEightMebibytesByTheFirstRules() throws IOException {
        Assume.assumeTrue("the same work once more: -Dfondaco.long=true", Boolean.getBoolean("fondaco.long"));
        sealsAsGolden(eightMebibytes(ApiVersion.V1_0));
    }

    @Test
    public void commitsToData() throws IOException {
        DataTree tree = new DataTree(new JavaNodeHash(), lanes);
        Files.createDirectories(cache.folder());
        assertThat(tree.build(SectorSize.KIB_2, data(SectorSize.KIB_2, "zero"), cache.treeD(), Watch.NONE))
                .hasToString("fc7e928296e516faade986b28f92d44a4f24b935485223376a799027bc18f833");
        assertThat(tree.build(SectorSize.KIB_2, data(SectorSize.KIB_2, "pattern"), cache.treeD(), Watch.NONE))
                .hasToString("692fbdbc72e1aa6468e86a183ed3dfc2d43b8ad6fb6639110966b2d6371f5419");
        assertThat(tree.build(SectorSize.MIB_8, data(SectorSize.MIB_8, "zero"), cache.treeD(), Watch.NONE))
                .hasToString("65f29e5d98d246c38b388cfc06db1f6b021303c5a289000bdce832a9c3ec421c");
        assertThat(cache.treeD()).hasSize(2 * SectorSize.MIB_8.bytes() - 32);
    }

    @Test
    public void refusesDataThatWasNeverPadded() throws IOException {
        Sector sector = sector(SealProof.STACKED_DRG_2KIB_V1_1.porep(), PROVER);
        label(sector);
        byte[] raw = new byte[2048];
        Arrays.fill(raw, 320, 352, (byte) 0xff);
        Files.write(home.resolve("data"), raw);
        assertThatThrownBy(() -> replication.encode(sector, sector.files().sealed(), Watch.NONE))
                .isInstanceOfSatisfying(
                        ProofException.class, e -> assertThat(e.reason()).isEqualTo(ProofException.Reason.MALFORMED))
                .hasMessageContaining("node 10:")
                .hasMessageContaining("data");
    }

    @Test
    public void leavesTheOldFileWhenItIsStopped() throws IOException {
        Sector sector = sector(SealProof.STACKED_DRG_2KIB_V1_1.porep(), PROVER);
        label(sector);
        data(SectorSize.KIB_2, "pattern");
        Path sealed = Files.writeString(home.resolve("sealed"), "as before");
        Watch impatient = new Watch((stage, done, total) -> {}, () -> true);
        assertThatThrownBy(() -> replication.encode(sector, sealed, impatient))
                .isInstanceOfSatisfying(
                        ProofException.class, e -> assertThat(e.reason()).isEqualTo(ProofException.Reason.CANCELLED));
        assertThat(sealed).hasContent("as before");
        try (var files = Files.walk(home)) {
            assertThat(files).noneMatch(file -> file.toString().endsWith(".part"));
        }
    }

    @Test
    public void namesAMinerByItsActorsNumber() {
        assertThat(ReplicaId.prover(3751)).hasToString("a71d" + "00".repeat(30));
    }
}
